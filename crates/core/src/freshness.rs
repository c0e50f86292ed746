//! How old the prices behind a bill are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::model::{Line, Model};
use crate::price::Charge;
use crate::rate::Rate;

/// A price observed longer than this before the knowledge date is stale: 18 months.
pub const STALE_MONTHS: u8 = 18;

/// A line whose price was observed long before the knowledge date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stale {
    /// The component and the line.
    pub line: String,
    /// The day its price was observed.
    pub as_of: Date,
}

/// The oldest and the newest price in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The day the oldest was observed.
    pub oldest: Date,
    /// The component and line of the oldest; of several, the first of the file.
    pub oldest_line: String,
    /// The day the newest was observed.
    pub newest: Date,
    /// Lines whose price is stale, each once, by name.
    pub stale: Vec<Stale>,
    /// How many lines have a price that nobody had seen by the knowledge date: the first seen later stands in.
    pub seen_later: usize,
}

/// How old the prices of charges are; `None` where none comes from the book.
#[must_use]
pub fn freshness(model: &Model, charges: &[Charge]) -> Option<Freshness> {
    let stale_before = model.known_on.checked_sub(i32::from(STALE_MONTHS).months()).ok();
    let mut oldest: Option<(Date, u32)> = None;
    let mut newest: Option<Date> = None;
    let mut stale: BTreeMap<String, Date> = BTreeMap::new();
    // A line has few rates and many charges.
    let mut seen = BTreeSet::new();
    let mut later = BTreeSet::new();
    for charge in charges.iter().filter(|charge| charge.price.is_ok()) {
        if !seen.insert((charge.line, charge.rate)) {
            continue;
        }
        let Some((line, rate)) = rate_of(model, charge) else { continue };
        let as_of = rate.seen.as_of;
        if rate.seen.observed_later {
            later.insert(charge.line);
        }
        oldest = oldest.into_iter().chain([(as_of, charge.line)]).min();
        newest = newest.max(Some(as_of));
        if stale_before.is_some_and(|before| as_of < before) {
            stale.entry(name(model, line)).or_insert(as_of);
        }
    }
    let ((oldest, line), newest) = oldest.zip(newest)?;
    Some(Freshness {
        oldest,
        oldest_line: model.lines.get(line as usize).map_or_else(String::new, |line| name(model, line)),
        newest,
        stale: stale.into_iter().map(|(line, as_of)| Stale { line, as_of }).collect(),
        seen_later: later.len(),
    })
}

/// The row of the book behind a charge; a stated cost has none.
fn rate_of<'m>(model: &'m Model, charge: &Charge) -> Option<(&'m Line, &'m Rate)> {
    let line = model.lines.get(charge.line as usize).filter(|line| line.stated.is_none())?;
    Some((line, line.rates.as_ref().ok()?.get(usize::from(charge.rate))?))
}

fn name(model: &Model, line: &Line) -> String {
    let component = model.components.get(usize::from(line.component)).map_or("", |c| c.name.as_str());
    format!("{component} {}", line.name)
}
