//! `prices coverage`: what of every kind has a price, by placement.

use costmodel::coverage::{KindCoverage, coverage};
use costmodel::write;

use crate::args::CoverageFormat;
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::rim::Rim;

/// Where it is asked when nothing says where.
const DEFAULT: &str = "aws/us-east-1";

pub fn run(placements: &[String], format: Option<CoverageFormat>, rim: &Rim) -> Outcome {
    let book = rim.book()?;
    let mut asked: Vec<&str> = Vec::new();
    for place in placements {
        // Twice the same says nothing more.
        if !asked.contains(&place.as_str()) {
            asked.push(place);
        }
    }
    if asked.is_empty() {
        asked.push(DEFAULT);
    }
    let mut kinds: Vec<KindCoverage> = Vec::new();
    for place in asked {
        kinds.extend(coverage(book, place).map_err(|unknown| Failure::Input(unknown.to_string()))?);
    }
    let by_default = if rim.to_terminal { CoverageFormat::Table } else { CoverageFormat::Csv };
    output::print(|out| match format.unwrap_or(by_default) {
        CoverageFormat::Table => write::coverage::table(&kinds, out),
        CoverageFormat::Csv => write::coverage::csv(&kinds, out),
        CoverageFormat::Json => write::coverage::json(&kinds, out),
    })
}
