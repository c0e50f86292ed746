//! `prices lint`: everything that is wrong with the price tables.

use costmodel::prices;

use crate::outcome::{Failure, Outcome};
use crate::rim::Rim;
use crate::{input, output};

/// Checks own prices when they are given, else the tables of the program.
pub fn run(rim: &Rim) -> Outcome {
    let (tables, found) = match &rim.prices {
        Some(path) => {
            let (tables, laid) = input::lay(path)?;
            (tables, laid.map_or_else(|found| found, |overlaid| overlaid.warnings))
        }
        None => (prices::embedded_tables().count(), prices::lint(prices::embedded_tables())),
    };
    input::problems(&found);
    let errors = found.iter().filter(|problem| problem.is_error()).count();
    output::say(&format!("{tables} tables: {errors} errors, {} warnings", found.len() - errors));
    if errors > 0 { Err(Failure::Told) } else { Ok(()) }
}
