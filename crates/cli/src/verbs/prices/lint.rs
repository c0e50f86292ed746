//! `prices lint`: everything that is wrong with the price tables.

use costmodel::prices;

use crate::outcome::{Failure, Outcome};
use crate::rim::Rim;
use crate::{input, output};

/// Checks own prices when they are given, else the tables of the program.
pub fn run(rim: &Rim) -> Outcome {
    let (mut tables, mut found) = (0, Vec::new());
    let mut book = prices::embedded();
    for path in &rim.prices {
        let (own, laid) = input::lay(book, path)?;
        tables += own;
        match laid {
            Ok(overlaid) => {
                found.extend(overlaid.warnings);
                book = overlaid.book;
            }
            // What lies over a wrong layer cannot be judged.
            Err(wrong) => {
                found.extend(wrong);
                break;
            }
        }
    }
    if rim.prices.is_empty() {
        (tables, found) = (prices::embedded_tables().count(), prices::lint(prices::embedded_tables()));
    }
    input::problems(&found);
    let errors = found.iter().filter(|problem| problem.is_error()).count();
    output::say(&format!("{tables} tables: {errors} errors, {} warnings", found.len() - errors));
    if errors > 0 { Err(Failure::Told) } else { Ok(()) }
}
