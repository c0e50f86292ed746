//! `explain`: every number behind a charge.

use costmodel::{CannotExplain, Question, line_column, nearest, write};

use crate::args::Explain;
use crate::outcome::{Failure, Outcome};
use crate::rim::Rim;
use crate::{input, output};

/// Runs `explain`.
pub fn run(args: &Explain, rim: &Rim) -> Outcome {
    let source = input::read(&args.file)?;
    let simulation = input::load(&source, rim.book()?, rim)?.simulate();
    let question = Question { id: args.id.clone(), month: args.month, scenario: args.scenario };
    let told = simulation.answer(&question).map_err(|error| Failure::Input(with_hint(&error)))?;
    output::print(|out| write::explanation(&told, &|offset| line_column(&source.text, offset).0, out))
}

/// What is wrong with the question, and what may have been meant.
fn with_hint(error: &CannotExplain) -> String {
    let CannotExplain::UnknownId { id, known } = error else { return error.to_string() };
    let near = nearest(id, known.iter().map(String::as_str));
    let hint = if near.is_empty() {
        format!("it has: {}", known.join(", "))
    } else {
        format!(
            "did you mean {}?",
            near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
        )
    };
    format!("{error}\n  help: {hint}")
}
