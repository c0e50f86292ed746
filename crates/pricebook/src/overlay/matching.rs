//! Every row of an overlay has to replace something, or say that it is new.

use costmodel_core::book::{Key, Missing, NotFound, PriceBook, in_force};
use costmodel_core::month::Month;
use costmodel_core::rate::Rate;

use crate::cells::wide_price::WidePrice;
use crate::lint::sheet::Sheet;
use crate::long::{LongRow, Terms};
use crate::place::{Place, TableKey};
use crate::problem::Problem;
use crate::similar::did_you_mean;
use crate::wide;

/// How the note of a row begins that replaces nothing.
pub(super) const NEW: &str = "new:";

/// What rows replace nothing, or nothing that differs.
pub(super) fn check(book: &PriceBook, sheets: &[Sheet<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for sheet in sheets {
        let Place::Rates(table) = &sheet.place else { continue };
        let mut place = Matching { book, sheet, table, region_said: false, problems: &mut problems };
        if wide::is_wide(sheet.header) {
            place.wide_rows();
        } else {
            place.long_rows();
        }
    }
    problems
}

/// One table against the book.
struct Matching<'a> {
    book: &'a PriceBook,
    sheet: &'a Sheet<'a>,
    table: &'a TableKey,
    /// A missing region is said once for the table, not for each row.
    region_said: bool,
    problems: &'a mut Vec<Problem>,
}

impl Matching<'_> {
    fn long_rows(&mut self) {
        for &(line, row) in &self.sheet.rows {
            let Some(row) = LongRow::cut(row) else { continue };
            let is_new = row.note.starts_with(NEW);
            match self.known(row.sku, row.meter) {
                Err(not_found) if !is_new => {
                    self.not_found(line, &not_found, "begin its note with `new:` if it is meant to be new");
                }
                Err(_) => {}
                Ok(rates) => {
                    if is_new {
                        let message = format!("`{} {}` is not new: the book has it", row.sku, row.meter);
                        self.warn(line, message, "drop `new:` from the note");
                    }
                    if let Ok(terms) = row.read() {
                        self.compare(line, row.sku, row.meter, &rates, &terms);
                    }
                }
            }
        }
    }

    fn wide_rows(&mut self) {
        for &(line, row) in &self.sheet.rows {
            let sku = row.split(',').next().unwrap_or("");
            for (os, column, cell) in wide::prices(self.sheet.header, row) {
                let meter = wide::meter(os, column);
                match self.known(sku, &meter) {
                    Err(not_found) => {
                        let hint = "write new prices as rows with a `note` that begins with `new:`";
                        self.not_found(line, &not_found, hint);
                    }
                    Ok(rates) => {
                        let read = WidePrice::parse(cell).and_then(|price| price.read(column));
                        let now = self.now(&rates);
                        if read.is_ok_and(|(schedule, ..)| now.is_some_and(|rate| rate.schedule == schedule))
                        {
                            self.same(line, sku, &meter);
                        }
                    }
                }
            }
        }
    }

    fn known(&self, sku: &str, meter: &str) -> Result<Vec<Rate>, Box<NotFound>> {
        let (provider, service, region) = self.table;
        let key = Key::new(provider, service, region, sku, meter);
        self.book.find(&key, self.book.date)
    }

    fn now<'r>(&self, rates: &'r [Rate]) -> Option<&'r Rate> {
        in_force(rates, Month::of(self.book.date)).and_then(|at| rates.get(at)).or(rates.first())
    }

    /// The unit has to fit; the same price again is a warning.
    fn compare(&mut self, line: usize, sku: &str, meter: &str, rates: &[Rate], terms: &Terms) {
        let then = terms.from.and_then(|from| in_force(rates, Month::of(from))).and_then(|at| rates.get(at));
        let Some(rate) = then.or_else(|| self.now(rates)) else { return };
        if !rate.unit.converts_to(&terms.unit) {
            let message = format!("`{sku} {meter}` is counted in {}, not in {}", rate.unit, terms.unit);
            let hint = format!("state the price in {}", rate.unit);
            self.problems.push(Problem::error(self.sheet.path, line, message, hint));
        } else if terms.unit == rate.unit
            && terms.schedule == rate.schedule
            && terms.minimums == rate.minimums
            && terms.free == rate.free
            && terms.scope == rate.scope
        {
            self.same(line, sku, meter);
        }
    }

    fn same(&mut self, line: usize, sku: &str, meter: &str) {
        let message = format!("`{sku} {meter}` costs the same in the book");
        self.warn(line, message, "delete the row if it is not meant to pin the price");
    }

    fn warn(&mut self, line: usize, message: String, hint: &str) {
        self.problems.push(Problem::warning(self.sheet.path, line, message, hint));
    }

    fn not_found(&mut self, line: usize, not_found: &NotFound, otherwise: &str) {
        let (provider, service, region) = self.table;
        let Key { sku, meter, .. } = &not_found.key;
        let similar = not_found.similar.iter().map(String::as_str);
        let (message, hint) = match not_found.missing {
            Missing::Region if std::mem::replace(&mut self.region_said, true) => return,
            Missing::Region if not_found.similar.is_empty() => {
                let services: Vec<String> =
                    self.book.tables().iter().map(|t| format!("{}/{}", t.0, t.1)).collect();
                let name = format!("{provider}/{service}");
                let hint = did_you_mean(&name, services.iter().map(String::as_str), otherwise);
                (format!("the book has no service `{name}`"), hint)
            }
            Missing::Region => (
                format!("the book has no prices of {provider}/{service} in `{region}`"),
                did_you_mean(region, similar, otherwise),
            ),
            Missing::Sku => (
                format!("{provider}/{service} has no SKU `{sku}` in {region}"),
                did_you_mean(sku, similar, otherwise),
            ),
            Missing::Meter => (
                format!("`{sku}` has no meter `{meter}` in {region}"),
                did_you_mean(meter, similar, otherwise),
            ),
        };
        let hint = if hint == otherwise { hint } else { format!("{hint} Otherwise {otherwise}") };
        self.problems.push(Problem::error(self.sheet.path, line, message, hint));
    }
}
