//! History holds older observations: one as new as the current price would take its place.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Checks;
use super::sheet::Sheet;
use crate::long::LongRow;
use crate::place::{Place, TableKey};

/// The current observations: when each (table, sku, meter, from) was seen.
type Current<'a> = BTreeMap<(&'a TableKey, &'a str, &'a str, &'a str), Date>;

/// Every row of history is older than the current row of the same start date.
pub(crate) fn check<'a>(checks: &mut Checks<'_>, sheets: &'a [Sheet<'a>]) {
    let kept: Vec<&TableKey> =
        sheets.iter().filter_map(|s| if let Place::History(t) = &s.place { Some(t) } else { None }).collect();
    let mut current: Current<'a> = BTreeMap::new();
    for (sheet, table) in
        sheets.iter().filter_map(|s| if let Place::Rates(t) = &s.place { Some((s, t)) } else { None })
    {
        if !kept.contains(&table) {
            continue;
        }
        for row in sheet.rows.iter().filter_map(|(_, row)| LongRow::cut(row)) {
            if let Some(as_of) = checks.known.observed(row.src) {
                current.insert((table, row.sku, row.meter, row.from), as_of);
            }
        }
    }
    for sheet in sheets {
        let Place::History(table) = &sheet.place else { continue };
        for (line, row) in sheet.rows.iter().filter_map(|(line, row)| Some((*line, LongRow::cut(row)?))) {
            let now = current.get(&(table, row.sku, row.meter, row.from)).copied();
            let pair = now.zip(checks.known.observed(row.src));
            if let Some((now, then)) = pair.filter(|(now, then)| then >= now) {
                let message =
                    format!("`{} {}` was seen on {then}, the current price on {now}", row.sku, row.meter);
                checks.error(sheet, line, message, "history is older: swap the rows or delete this one");
            }
        }
    }
}
