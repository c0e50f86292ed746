//! Kind by place: what has a price, found by lowering each kind's own examples there.

use std::collections::BTreeMap;

use costmodel_core::book::{Key, PriceBook};
use costmodel_core::model::{Line, Model};
use costmodel_core::price::Charge;
use costmodel_core::rate::Quality;
use costmodel_core::scenario::Scenario;
use costmodel_workload::kinds::{KINDS, variants};

use crate::{load, nearest};

pub use costmodel_core::coverage::{KindCoverage, LineCoverage, State};

/// Places of the same provider named when none is spelt alike.
const NEAR: usize = 3;

/// A place that the book knows nothing of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPlace {
    /// As it was asked for.
    pub at: String,
    /// The nearest places that the book knows.
    pub near: Vec<String>,
}

impl std::fmt::Display for UnknownPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no prices of `{}`", self.at)?;
        if self.near.is_empty() { Ok(()) } else { write!(f, "; nearest: {}", self.near.join(", ")) }
    }
}

impl std::error::Error for UnknownPlace {}

/// What of every kind has a price at a place, in the order of the reference.
///
/// ```
/// use costmodel::coverage::{State, coverage};
/// let book = costmodel::prices::embedded();
/// let kinds = coverage(&book, "aws/us-east-1")?;
/// assert!(kinds.iter().any(|kind| kind.kind == "container" && kind.state() == State::Priced));
/// assert_eq!(coverage(&book, "aws/us-esat-1").unwrap_err().near[0], "aws/us-east-1");
/// # Ok::<(), costmodel::coverage::UnknownPlace>(())
/// ```
///
/// # Errors
/// When the book has no price at all there; the error names the nearest places.
pub fn coverage(book: &PriceBook, at: &str) -> Result<Vec<KindCoverage>, UnknownPlace> {
    // What a vendor sells alike everywhere is priced with any placement, and is none itself.
    let sold = book.tables().into_iter().filter(|table| table.2 != "global");
    let mut places: Vec<String> = sold.map(|table| format!("{}/{}", table.0, table.2)).collect();
    places.sort();
    places.dedup();
    if !places.iter().any(|place| place == at) {
        let mut near: Vec<String> =
            nearest(at, places.iter().map(String::as_str)).into_iter().map(str::to_owned).collect();
        if near.is_empty() {
            let provider = at.split('/').next().unwrap_or(at);
            let own = places.into_iter().filter(|place| place.split('/').next() == Some(provider));
            near = own.take(NEAR).collect();
        }
        return Err(UnknownPlace { at: at.to_owned(), near });
    }
    Ok(KINDS.iter().map(|kind| of_kind(book, at, kind.name, kind.example)).collect())
}

fn of_kind(book: &PriceBook, at: &str, kind: &'static str, example: &'static str) -> KindCoverage {
    let mut covered = KindCoverage { kind, at: at.to_owned(), lines: Vec::new(), not_lowered: Vec::new() };
    let mut known: BTreeMap<(String, Key), usize> = BTreeMap::new();
    let provider = at.split('/').next().unwrap_or(at);
    for text in std::iter::once(example).chain(variants(kind, provider)) {
        let loaded = load(&costmodel_workload::example(at, text), book);
        let Some(workload) = loaded.workload else {
            let errors = loaded.diagnostics.into_iter().filter(|diagnostic| diagnostic.is_error());
            for message in errors.map(|diagnostic| diagnostic.message) {
                if !covered.not_lowered.contains(&message) {
                    covered.not_lowered.push(message);
                }
            }
            continue;
        };
        let simulation = workload.simulate();
        let charges = by_line(simulation.model(), simulation.charges());
        for (line, charges) in simulation.model().lines.iter().zip(&charges) {
            let found = of_line(line, charges);
            let key = (found.line.clone(), found.key.clone());
            match known.get(&key).and_then(|&place| covered.lines.get_mut(place)) {
                Some(before) if before.state < found.state => *before = found,
                Some(_) => {}
                None => {
                    known.insert(key, covered.lines.len());
                    covered.lines.push(found);
                }
            }
        }
    }
    covered
}

/// The charges of each line in the expected scenario: others differ in quantity alone.
fn by_line<'c>(model: &Model, charges: &'c [Charge]) -> Vec<Vec<&'c Charge>> {
    let mut by_line = vec![Vec::new(); model.lines.len()];
    for charge in charges.iter().filter(|charge| charge.scenario == Scenario::Expected) {
        if let Some(own) = by_line.get_mut(charge.line as usize) {
            own.push(charge);
        }
    }
    by_line
}

fn of_line(line: &Line, charges: &[&Charge]) -> LineCoverage {
    let covered = |state, as_of, why| LineCoverage {
        line: line.name.clone(),
        key: line.key.clone(),
        state,
        as_of,
        why,
    };
    if let Some(why) = charges.iter().find_map(|charge| charge.price.as_ref().err()) {
        let known = line.rates.is_ok();
        let why = if known { format!("{}: {why}", line.key) } else { line.key.to_string() };
        return covered(State::Hole, None, why);
    }
    if line.stated.is_some() {
        return covered(State::Priced, None, String::new());
    }
    let rates = line.rates.as_ref().map(|rates| rates.as_ref()).unwrap_or_default();
    let used = || charges.iter().filter_map(|charge| rates.get(usize::from(charge.rate)));
    let exact = used().all(|rate| rate.seen.quality == Quality::Exact);
    let as_of = used().map(|rate| rate.seen.as_of).min();
    covered(if exact { State::Priced } else { State::Derived }, as_of, String::new())
}
