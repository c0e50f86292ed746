//! When an AI price begins, and which hours it holds: read from the notes.
//!
//! Three things need care. A variant whose date is only the day its source
//! verified it has no known beginning. A price for some hours of the day is
//! another meter (`peak-…`), not another date. A note `superseded DATE` needs
//! no column: the next row begins on that date.

use crate::ai::Fact;
use crate::number::parse;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const VERIFIED: &str = "effective_from is the date the source verified it";

/// The rows of one model of one provider, by raw meter.
pub type Model<'a> = BTreeMap<&'a str, Vec<&'a Fact>>;

/// Where a fact goes, and the note it carries there.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    pub meter: String,
    pub from: String,
    pub note: Option<String>,
}

pub fn place(fact: &Fact, model: &Model<'_>) -> Place {
    let meter = meter(&fact.meter);
    if let Some(window) = window(&fact.notes) {
        return Place { meter: format!("peak-{meter}"), from: newest_start(fact, model), note: Some(window) };
    }
    if fact.notes.contains("search_type=fast") {
        return Place { meter: format!("{meter}-fast"), from: fact.from.clone(), note: None };
    }
    if fact.notes.contains(VERIFIED) && begins_unknown(fact, model) {
        let note = Some(format!("verified={}", fact.from));
        return Place { meter, from: String::new(), note };
    }
    let off_peak = fact.notes.contains("default when no window matches");
    let note = off_peak.then(|| "outside the peak window".to_owned());
    Place { meter, from: fact.from.clone(), note }
}

/// `cache_write_5m` → `cache-write-5m`; `web_search_1k` → `web-search`.
pub fn meter(raw: &str) -> String {
    raw.strip_suffix("_1k").unwrap_or(raw).replace('_', "-")
}

/// `window=01:00-04:00 UTC; mon-fri`
pub fn window(notes: &str) -> Option<String> {
    let (_, rest) = notes.split_once("daily window UTC ")?;
    let hours = rest.split(' ').next()?.trim_end_matches(';');
    let days = if notes.contains("Mon-Fri only") { "; mon-fri" } else { "" };
    Some(format!("window={hours} UTC{days}"))
}

/// Two windows of one price make one note.
pub fn join_windows(first: &str, second: &str) -> Option<String> {
    let hours = |note: &str| Some(note.strip_prefix("window=")?.split(' ').next()?.to_owned());
    let (a, b) = (hours(first)?, hours(second)?);
    Some(first.replacen(&a, &format!("{a}+{b}"), 1))
}

/// A peak price without a date began with the newest price of its meter: it is
/// a multiple of that one only.
fn newest_start(fact: &Fact, model: &Model<'_>) -> String {
    let same_meter = model.get(fact.meter.as_str()).into_iter().flatten();
    same_meter.map(|f| f.from.as_str()).max().unwrap_or_default().to_owned()
}

/// True when nothing of the model changed up to the day of verification, so
/// the price verified then is the only one ever observed.
fn begins_unknown(fact: &Fact, model: &Model<'_>) -> bool {
    let earlier_of_meter = model.get(fact.meter.as_str()).into_iter().flatten().any(|f| f.from < fact.from);
    let changed = model
        .values()
        .flatten()
        .any(|f| !f.from.is_empty() && f.from <= fact.from && !f.notes.contains(VERIFIED));
    !earlier_of_meter && !changed
}

/// The figure a source really has, where the fact holds it shortened.
pub fn literal(notes: &str) -> Option<Decimal> {
    let (_, rest) = notes.split_once("source literal ")?;
    parse(rest.split(' ').next()?)
}

/// `deprecation_date=2027-04-08`
pub fn retires(notes: &str) -> Option<&str> {
    let (_, rest) = notes.split_once("deprecation_date=")?;
    rest.split([';', ' ']).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::RowId;

    fn fact(meter: &str, from: &str, notes: &str) -> Fact {
        Fact {
            id: RowId { file: 0, line: 0 },
            provider: "p".into(),
            model: "m".into(),
            meter: meter.into(),
            unit: "1M tokens".into(),
            bound: 0,
            price: Decimal::ONE,
            context_window: String::new(),
            max_output: String::new(),
            from: from.into(),
            notes: notes.into(),
            as_of: "2026-11-10".into(),
            source: "genai-prices@0".into(),
        }
    }

    fn model(facts: &[Fact]) -> Model<'_> {
        let mut model = Model::new();
        for fact in facts {
            model.entry(fact.meter.as_str()).or_default().push(fact);
        }
        model
    }

    #[test]
    fn a_verified_date_is_no_beginning() {
        let facts = [fact("input", "", ""), fact("batch_input", "2026-10-14", VERIFIED)];
        let place = place(&facts[1], &model(&facts));
        assert_eq!(place.from, "");
        assert_eq!(place.note.as_deref(), Some("verified=2026-10-14"));
    }

    #[test]
    fn a_verified_date_stays_where_the_model_changed_before() {
        let facts = [
            fact("input", "", "superseded 2026-03-13"),
            fact("input", "2026-03-13", ""),
            fact("batch_input", "2026-10-14", VERIFIED),
        ];
        assert_eq!(place(&facts[2], &model(&facts)).from, "2026-10-14");
    }

    #[test]
    fn peak_hours_are_a_meter_that_begins_with_the_newest_price() {
        let peak = "daily window UTC 01:00-04:00 (last matching condition wins); peak window is \
                    Mon-Fri only per source comment";
        let facts = [
            fact("input", "", "superseded 2026-08-17"),
            fact("input", "2026-08-17", ""),
            fact("input", "", peak),
        ];
        let place = place(&facts[2], &model(&facts));
        assert_eq!((place.meter.as_str(), place.from.as_str()), ("peak-input", "2026-08-17"));
        assert_eq!(place.note.as_deref(), Some("window=01:00-04:00 UTC; mon-fri"));
    }

    #[test]
    fn windows_join() {
        assert_eq!(
            join_windows("window=01:00-04:00 UTC; mon-fri", "window=06:00-10:00 UTC; mon-fri"),
            Some("window=01:00-04:00+06:00-10:00 UTC; mon-fri".into())
        );
    }

    #[test]
    fn meters_are_kebab_without_the_count() {
        assert_eq!(meter("cache_write_5m"), "cache-write-5m");
        assert_eq!(meter("web_search_high_1k"), "web-search-high");
    }

    #[test]
    fn dates_and_literals_from_notes() {
        assert_eq!(retires("x; deprecation_date=2027-04-08"), Some("2027-04-08"));
        assert_eq!(
            literal("source literal 0.0002833333333333333 rounded to 9 significant digits"),
            parse("0.0002833333333333333")
        );
    }
}
