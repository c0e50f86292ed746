//! `check`: everything that is wrong with a workload, and nothing else.

use crate::args::Check;
use crate::outcome::Outcome;
use crate::rim::Rim;
use crate::{input, output};

/// Runs `check`.
pub fn run(args: &Check, rim: &Rim) -> Outcome {
    let source = input::read(&args.file)?;
    let workload = input::load(&source, &rim.book()?, rim)?;
    let model = workload.model();
    let (components, lines) = (model.components.len(), model.lines.len());
    output::say(&format!("{}: no errors; {components} components make {lines} lines", source.name));
    Ok(())
}
