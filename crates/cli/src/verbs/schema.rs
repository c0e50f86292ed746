//! `schema`: the JSON Schema of the workload file.

use crate::outcome::Outcome;
use crate::output;

/// Runs `schema`.
pub fn run() -> Outcome {
    let schema = costmodel::schema();
    output::print(|out| writeln!(out, "{}", schema.trim_end()))
}
