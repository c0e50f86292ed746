//! `check`: everything that is wrong with a workload, and nothing else.

use crate::args::Check;
use crate::outcome::Outcome;
use crate::rim::Rim;
use crate::{input, output};

/// Runs `check`.
pub fn run(args: &Check, rim: &Rim) -> Outcome {
    let source = input::read(&args.file)?;
    let workload = input::load(&source, rim.book()?, rim)?;
    let model = workload.model();
    let (components, lines) = (model.components.len(), model.lines.len());
    let made = match (components, lines) {
        (1, 1) => "1 component makes 1 line".to_owned(),
        (1, lines) => format!("1 component makes {lines} lines"),
        (components, lines) => format!("{components} components make {lines} lines"),
    };
    output::say(&format!("{}: no errors; {made}", source.name));
    Ok(())
}
