//! The costmodel command: the rim around the libraries, the only place with files, environment, terminal and
//! exit codes.
//!
//! ```text
//! args      what was typed                     verbs     one file each: what is done
//! rim       what it means here: prices, colour  outcome   how it ends: exit codes
//! input     files to text                       render    diagnostics to text
//! out_dir   files, all or none                  output    bytes to stdout
//! interrupt Ctrl-C between two reads        lock_file costmodel.lock
//! ```

mod args;
mod input;
mod interrupt;
mod lock_file;
mod out_dir;
mod outcome;
mod output;
mod render;
mod rim;
mod verbs;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Verb};
use rim::Rim;
use verbs::{check, compare, completions, explain, init, prices, quote, schema, simulate};

fn main() -> ExitCode {
    let args = Args::parse();
    let rim = Rim::of(&args);
    outcome::exit(match &args.verb {
        Verb::Init(args) => init::run(args, &rim),
        Verb::Simulate(args) => simulate::run(args, &rim),
        Verb::Explain(args) => explain::run(args, &rim),
        Verb::Check(args) => check::run(args, &rim),
        Verb::Compare(args) => compare::run(args, &rim),
        Verb::Quote(args) => quote::run(args, &rim),
        Verb::Prices(args) => prices::run(args, &rim),
        Verb::Schema => schema::run(),
        Verb::Completions(args) => completions::run(args),
    })
}
