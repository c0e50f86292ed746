//! AI token prices: one long-form shard per provider.

use crate::ai_dates::{Model, join_windows, literal, place};
use crate::ai_skus;
use crate::error::{Error, Result};
use crate::facts::{Facts, File, Row, RowId};
use crate::ledger::{Ledger, Outcome};
use crate::number::{parse, plain, r0};
use crate::provisioned;
use crate::sources::Sources;
use crate::write::{LongRow, Output};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "ai-models.csv";

const ZERO: &str = "zero in source: free or unknown cannot be told";

/// Unit of a fact → ours.
const UNITS: [(&str, &str); 9] = [
    ("1M tokens", "1000000 Tokens"),
    ("1M characters", "1000000 Characters"),
    ("1k requests", "1000 Requests"),
    ("1k pages", "1000 Pages"),
    ("1k messages", "1000 Messages"),
    ("image", "Images"),
    ("second", "Seconds"),
    ("hour", "Hours"),
    ("session", "Sessions"),
];

pub struct Fact {
    pub id: RowId,
    pub provider: String,
    pub model: String,
    pub meter: String,
    pub unit: String,
    /// Total input tokens of the request at which this tier begins.
    pub bound: u64,
    pub price: Decimal,
    pub context_window: String,
    pub max_output: String,
    pub from: String,
    pub notes: String,
    pub as_of: String,
    pub source: String,
}

/// One table row in the making: the facts of its tiers, and their notes.
#[derive(Default)]
struct Price<'a> {
    facts: Vec<&'a Fact>,
    note: Option<String>,
}

/// sku, meter, from
type Key = (String, String, String);

pub fn convert(facts: &Facts, sources: &mut Sources, ledger: &mut Ledger, output: &mut Output) -> Result<()> {
    let file = facts.file(FILE)?;
    let mut rows: Vec<Fact> = file.rows.iter().map(|r| read(file, r)).collect::<Result<_>>()?;
    rows.retain(|fact| fact.meter != provisioned::REPEATED);
    let mut providers: BTreeMap<&str, BTreeMap<&str, Model<'_>>> = BTreeMap::new();
    for fact in &rows {
        let models = providers.entry(fact.provider.as_str()).or_default();
        let model = models.entry(fact.model.as_str()).or_default();
        model.entry(fact.meter.as_str()).or_default().push(fact);
    }
    let mut priced = BTreeSet::new();
    for (provider, models) in &providers {
        let path = format!("ai/{}/global.csv", kebab(provider));
        for (name, model) in models {
            let prices = prices(model);
            refuse_endings(&path, &prices)?;
            for (key, price) in prices {
                let outcome = if price.has_zero() {
                    Outcome::Rejected(ZERO.to_owned())
                } else {
                    output.push(path.clone(), long_row(&path, key, &price, sources)?);
                    priced.insert((*provider, *name));
                    Outcome::Loaded
                };
                for fact in &price.facts {
                    ledger.settle(facts, fact.id, outcome.clone())?;
                }
            }
        }
    }
    providers.iter_mut().for_each(|(p, models)| models.retain(|m, _| priced.contains(&(*p, *m))));
    ai_skus::convert(facts, &providers, sources, ledger, output)?;
    notes(ledger);
    Ok(())
}

pub fn kebab(text: &str) -> String {
    text.replace('_', "-")
}

fn read(file: &File, row: &Row) -> Result<Fact> {
    let text = |column| file.get(row, column).map(str::to_owned);
    let bound = text("tier_start_tokens")?;
    let price = text("usd_per_unit")?;
    Ok(Fact {
        id: row.id,
        provider: text("provider")?,
        model: text("model")?,
        meter: text("meter")?,
        unit: text("unit")?,
        bound: bound.parse().map_err(|_| file.error(row, format!("tier start `{bound}`")))?,
        price: parse(&price).ok_or_else(|| file.error(row, format!("price `{price}`")))?,
        context_window: text("context_window")?,
        max_output: text("max_output_tokens")?,
        from: text("effective_from")?,
        notes: text("notes")?,
        as_of: text("as_of")?,
        source: text("source")?,
    })
}

/// The rows of one model, each with the facts of its tiers.
fn prices<'a>(model: &Model<'a>) -> BTreeMap<Key, Price<'a>> {
    let mut prices: BTreeMap<Key, Price<'a>> = BTreeMap::new();
    for fact in model.values().flatten() {
        let place = place(fact, model);
        let price = prices.entry((fact.model.clone(), place.meter, place.from)).or_default();
        price.note = match (price.note.take(), place.note) {
            (Some(a), Some(b)) if a != b => join_windows(&a, &b).or(Some(a)),
            (a, b) => a.or(b),
        };
        price.facts.push(fact);
    }
    prices
}

impl Price<'_> {
    /// A zero nobody stated as a free offer is unknown, in one tier or in all.
    fn has_zero(&self) -> bool {
        self.facts.iter().any(|f| figure(f).is_zero())
    }
}

/// The price a fact states, unshortened.
fn figure(fact: &Fact) -> Decimal {
    literal(&fact.notes).unwrap_or(fact.price)
}

/// Leaving out a zero must not let an older price of its meter run on.
fn refuse_endings(path: &str, prices: &BTreeMap<Key, Price<'_>>) -> Result<()> {
    let rows: Vec<_> = prices.iter().collect();
    for pair in rows.windows(2) {
        let [((sku, meter, _), older), (next, newer)] = pair else { continue };
        if (sku, meter) == (&next.0, &next.1) && !older.has_zero() && newer.has_zero() {
            return Err(Error::new(format!("{path}: {sku} {meter}: a zero from `{}` ends a price", next.2)));
        }
    }
    Ok(())
}

fn long_row(path: &str, key: Key, price: &Price<'_>, sources: &mut Sources) -> Result<LongRow> {
    let (sku, meter, from) = key;
    let wrong = |what: &str| Error::new(format!("{path}: {sku} {meter} from `{from}`: {what}"));
    let mut tiers: Vec<&Fact> = price.facts.clone();
    tiers.sort_by_key(|f| f.bound);
    // Two daily windows at one price are one row.
    tiers.dedup_by(|a, b| a.bound == b.bound && a.price == b.price);
    let Some(base) = tiers.first().filter(|f| f.bound == 0) else {
        return Err(wrong("no tier from 0"));
    };
    if tiers.windows(2).any(|w| w[0].bound == w[1].bound) {
        return Err(wrong("two prices for one tier"));
    }
    if tiers.iter().any(|f| f.source != base.source || f.unit != base.unit) {
        return Err(wrong("tiers of different sources or units"));
    }
    let unit = UNITS
        .iter()
        .find(|(raw, _)| *raw == base.unit)
        .ok_or_else(|| wrong(&format!("unknown unit `{}`", base.unit)))?
        .1;
    let (steps, rounded): (Vec<String>, Vec<bool>) = tiers.iter().map(|f| step(f)).unzip();
    let derived = rounded.contains(&true);
    let mut note: Vec<String> = price.note.iter().cloned().collect();
    if derived {
        note.push("rounded to 12 places".to_owned());
    }
    Ok(LongRow {
        sku,
        meter,
        from,
        unit: unit.to_owned(),
        mode: if steps.len() > 1 { "volume" } else { "flat" },
        price: steps.join(";"),
        quality: if derived { "derived" } else { "exact" },
        src: sources.id(&base.as_of, &base.source)?,
        note: note.join("; "),
        ..LongRow::default()
    })
}

/// `>272000:10`, or `>=200000:4` where the vendor's tier includes its bound
/// (its source then stores one token less).
fn step(fact: &Fact) -> (String, bool) {
    let (price, rounded) = r0(figure(fact));
    let price = plain(price);
    let text = match fact.bound {
        0 => price,
        bound if fact.notes.contains("input_tokens >= ") => format!(">={}:{price}", bound + 1),
        bound => format!(">{bound}:{price}"),
    };
    (text, rounded)
}

fn notes(ledger: &mut Ledger) {
    for note in [
        "AI: the two sources do not overlap in the facts: no (provider, model, meter, date, tier) \
         has two prices, apart from daily windows and Perplexity's fast search.",
        "AI dates that are only the day a source verified a variant are no beginning: \
         the row starts open with `verified=DATE` in its note, unless a price of the model changed \
         up to that day; then the date stays, for the price before is not known.",
        "DeepSeek prices by hour are meters of their own, `peak-input`, `peak-output`, \
         `peak-cache-read`, with the window in the note; the plain meter holds outside the window. \
         A peak price without a date begins with the newest price of its meter: 0.30 is twice the \
         0.15 of 2026-09-10 (v4-flash), 1.32 twice the 0.66 of 2026-08-17 (v4-pro).",
        "Perplexity sonar web search with search_type=fast is the meter `web-search-fast`.",
        "xAI long-context tiers include their bound: stored as 199999 by the source, written \
         `>=200000`. Where Azure, Vertex or Perplexity sell the same models the facts say `>`, \
         and so do the tables.",
        "Some per-second prices are shortened to 9 digits in the facts; the source's own figure is \
         in their notes and is loaded, rounded to 12 places and marked derived.",
        "AI prices of 0 are rejected, all tiers of the row with them: the sources write 0 for free \
         and for unknown alike, and unknown is never zero. The meter has no price then; a model with \
         no other price is in no table.",
        "AI aliases: no fact states which model an alias names, so there is no aliases table. \
         Ids ending in `-latest` are skus whose price rows change by date.",
    ] {
        ledger.note("AI models", note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(bound: u64, price: &str, notes: &str) -> Fact {
        Fact {
            id: RowId { file: 0, line: 0 },
            provider: "xai".into(),
            model: "m".into(),
            meter: "input".into(),
            unit: "1M tokens".into(),
            bound,
            price: parse(price).unwrap(),
            context_window: String::new(),
            max_output: String::new(),
            from: String::new(),
            notes: notes.into(),
            as_of: "2026-11-10".into(),
            source: "genai-prices@0".into(),
        }
    }

    fn price_of(facts: &[Fact]) -> Result<LongRow> {
        let key = ("m".to_owned(), "input".to_owned(), String::new());
        let price = Price { facts: facts.iter().collect(), note: None };
        long_row("p", key, &price, &mut Sources::default())
    }

    #[test]
    fn long_context_tiers_are_volume() {
        let facts = [fact(272_000, "10", "when input_tokens > 272000"), fact(0, "5.0", "")];
        let row = price_of(&facts).unwrap();
        assert_eq!((row.mode, row.price.as_str()), ("volume", "5;>272000:10"));
    }

    #[test]
    fn inclusive_bounds_are_written_as_such() {
        let facts = [fact(0, "2", ""), fact(199_999, "4", "when input_tokens >= 200000 (source")];
        assert_eq!(price_of(&facts).unwrap().price, "2;>=200000:4");
    }

    #[test]
    fn one_zero_tier_makes_the_row_unknown() {
        let has_zero = |facts: &[Fact]| Price { facts: facts.iter().collect(), note: None }.has_zero();
        assert!(has_zero(&[fact(0, "0", "")]));
        assert!(has_zero(&[fact(0, "0", ""), fact(128_000, "1", "")]));
        assert!(has_zero(&[fact(0, "1", ""), fact(128_000, "0.00", "")]));
        assert!(!has_zero(&[fact(0, "0.000001", "")]));
    }

    #[test]
    fn a_zero_may_not_end_a_price() {
        let (price, zero) = (fact(0, "1", ""), fact(0, "0", ""));
        let ends = |first, second| {
            let key = |from: &str| ("m".to_owned(), "input".to_owned(), from.to_owned());
            let price = |fact| Price { facts: vec![fact], note: None };
            let prices = [(key(""), price(first)), (key("2026-01-01"), price(second))];
            refuse_endings("p", &prices.into()).is_err()
        };
        assert!(ends(&price, &zero));
        assert!(!ends(&zero, &price));
        assert!(!ends(&price, &price));
    }

    #[test]
    fn a_tier_needs_its_base() {
        assert!(price_of(&[fact(200_000, "4", "")]).is_err());
        assert!(price_of(&[fact(0, "4", ""), fact(0, "5", "")]).is_err());
    }

    #[test]
    fn a_shortened_figure_is_read_from_its_literal() {
        let note = "source literal 0.001333333333333 rounded to 9 significant digits";
        let row = price_of(&[fact(0, "0.00133333333", note)]).unwrap();
        assert_eq!((row.price.as_str(), row.quality), ("0.001333333333", "derived"));
    }
}
