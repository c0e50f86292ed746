//! `prices`: questions about the price book, and its lint.

mod coverage;
mod diff;
mod export;
mod grid;
mod lint;
mod list;
mod search;
mod show;
mod stale;
pub mod update;

use crate::args::{Prices, PricesVerb};
use crate::outcome::Outcome;
use crate::rim::Rim;

/// Runs `prices`.
pub fn run(args: &Prices, rim: &Rim) -> Outcome {
    match &args.what {
        PricesVerb::List(filter) => list::run(filter, rim),
        PricesVerb::Show { key, filter } => show::run(key, filter, rim),
        PricesVerb::Search { words, filter } => search::run(words, filter, rim),
        PricesVerb::Coverage { placement, format } => coverage::run(placement, *format, rim),
        PricesVerb::Diff(args) => diff::run(args, rim),
        PricesVerb::Stale(args) => stale::run(args, rim),
        PricesVerb::Export(args) => export::run(args, rim),
        PricesVerb::Lint => lint::run(rim),
        PricesVerb::Update(args) => update::run(args, rim),
    }
}
