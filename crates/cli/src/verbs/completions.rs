//! `completions`: a script for a shell.

use clap::CommandFactory;

use crate::args::{Args, Completions};
use crate::outcome::Outcome;
use crate::output;

/// Runs `completions`.
pub fn run(args: &Completions) -> Outcome {
    // Into memory first: the generator would panic on a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "costmodel", &mut script);
    output::print(|out| out.write_all(&script))
}
