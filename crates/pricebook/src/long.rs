//! Long rows: one price of one SKU's meter from one day on.

use costmodel_core::book::{Layer, PriceBook};
use costmodel_core::rate::{Free, Minimums, Quality, Rate, Schedule, Scope, Seen};
use costmodel_core::unit::Unit;
use jiff::civil::Date;

use crate::cells::{price, terms};
use crate::problem::Fault;
use crate::sources;

/// The header of every long table.
pub(crate) const HEADER: &str = "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note";

/// The cells of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LongRow<'a> {
    pub(crate) sku: &'a str,
    pub(crate) meter: &'a str,
    pub(crate) unit: &'a str,
    pub(crate) mode: &'a str,
    pub(crate) price: &'a str,
    pub(crate) minimum: &'a str,
    pub(crate) free: &'a str,
    pub(crate) scope: &'a str,
    pub(crate) from: &'a str,
    pub(crate) quality: &'a str,
    pub(crate) src: &'a str,
    pub(crate) note: &'a str,
}

/// What a row says, except for where it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) unit: Unit,
    pub(crate) schedule: Schedule,
    pub(crate) minimums: Minimums,
    pub(crate) free: Option<Free>,
    pub(crate) scope: Scope,
    pub(crate) from: Option<Date>,
    pub(crate) quality: Quality,
}

impl<'a> LongRow<'a> {
    /// The cells of a row; `None` when there are not exactly twelve.
    pub(crate) fn cut(row: &'a str) -> Option<LongRow<'a>> {
        let mut cells = Cells(Some(row));
        let row = LongRow {
            sku: cells.next()?,
            meter: cells.next()?,
            unit: cells.next()?,
            mode: cells.next()?,
            price: cells.next()?,
            minimum: cells.next()?,
            free: cells.next()?,
            scope: cells.next()?,
            from: cells.next()?,
            quality: cells.next()?,
            src: cells.next()?,
            note: cells.next()?,
        };
        cells.next().is_none().then_some(row)
    }

    /// What the cells say, or everything that is wrong with them.
    pub(crate) fn read(&self) -> Result<Terms, Vec<Fault>> {
        let mut faults = Vec::new();
        let unit = self.unit.parse::<Unit>().map_err(|message| Fault::new(message, ""));
        let unit = keep(unit, &mut faults);
        let schedule = keep(price::parse(self.mode, self.price), &mut faults);
        let minimums = keep(terms::minimums(self.minimum), &mut faults);
        let free = keep(terms::free(self.free), &mut faults);
        let scope = keep(terms::scope(self.scope), &mut faults);
        let from = keep(terms::from(self.from), &mut faults);
        let quality = keep(terms::quality(self.quality), &mut faults);
        match (unit, schedule, minimums, free, scope, from, quality) {
            (
                Some(unit),
                Some(schedule),
                Some(minimums),
                Some(free),
                Some(scope),
                Some(from),
                Some(quality),
            ) => Ok(Terms { unit, schedule, minimums, free, scope, from, quality }),
            _ => Err(faults),
        }
    }

    /// The rate of the row; `None` when the row is malformed or its source unknown.
    pub(crate) fn rate(&self, book: &PriceBook, layer: &Layer) -> Option<Rate> {
        let (as_of, source) = sources::of(book, layer, self.src)?;
        let terms = self.read().ok()?;
        let seen = Seen {
            source: source.clone(),
            as_of: *as_of,
            quality: terms.quality,
            layer: layer.name.clone(),
            note: self.note.to_owned(),
            observed_later: false,
        };
        Some(Rate {
            from: terms.from,
            unit: terms.unit,
            schedule: terms.schedule,
            minimums: terms.minimums,
            free: terms.free,
            scope: terms.scope,
            seen,
            contract: None,
        })
    }
}

/// Cuts a row at its commas. Cells are short: looking at each byte is quicker than setting up a search.
struct Cells<'a>(Option<&'a str>);

impl<'a> Iterator for Cells<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0?;
        let comma = rest.bytes().position(|byte| byte == b',');
        self.0 = comma.and_then(|comma| rest.get(comma.saturating_add(1)..));
        comma.map_or(Some(rest), |comma| rest.get(..comma))
    }
}

fn keep<T>(read: Result<T, Fault>, faults: &mut Vec<Fault>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}
