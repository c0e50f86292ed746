//! `quote`: usage rows to priced rows.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::thread;

use costmodel::PriceBook;
use costmodel::quote::csv::{self, CannotQuote, Summary};
use costmodel::quote::{Options, Status};

use crate::args::Quote;
use crate::interrupt::Streamed;
use crate::outcome::{Failure, Outcome};
use crate::rim::Rim;
use crate::{out_dir, output};

/// Bytes of a file from which on several threads pay.
const LARGE: u64 = 1 << 20;
/// More threads wait for the one that reads and writes.
const MOST_THREADS: usize = 4;

/// Runs `quote`.
pub fn run(args: &Quote, rim: &Rim) -> Outcome {
    let (input, threads) = open(&args.file)?;
    let book = rim.book()?;
    let options = Options { pool: args.pool, ..Options::default() };
    let price = |input: Box<dyn Read>, out: &mut dyn Write| {
        csv::quote_on(book, options, threads, Streamed::new(input), out).map_err(|why| failure(args, why))
    };
    let summary = match &args.out {
        None => price(input, &mut io::stdout().lock())?,
        Some(target) => {
            let mut file = out_dir::beside(target)?;
            let summary = price(input, file.as_file_mut())?;
            out_dir::put(file, target)?;
            summary
        }
    };
    say(&summary, book);
    if args.strict { strict(&summary) } else { Ok(()) }
}

/// The rows, and on how many threads they are priced: what comes through a pipe goes out row by row.
fn open(file: &Path) -> Result<(Box<dyn Read>, usize), Failure> {
    if file == Path::new("-") {
        return Ok((Box::new(io::stdin()), 1));
    }
    match File::open(file) {
        Ok(opened) => {
            let large = opened.metadata().is_ok_and(|about| about.is_file() && about.len() >= LARGE);
            let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
            Ok((Box::new(opened), if large { threads } else { 1 }))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(Failure::Input(format!("there is no file {}", file.display())))
        }
        Err(error) => Err(Failure::at(file, "read", &error)),
    }
}

fn failure(args: &Quote, why: CannotQuote) -> Failure {
    match (why, &args.out) {
        (CannotQuote::Header(problems), _) => {
            let name =
                if args.file == Path::new("-") { "stdin".into() } else { args.file.display().to_string() };
            Failure::Input(format!("{name}: the header is wrong\n  {}", problems.join("\n  ")))
        }
        (CannotQuote::Read(error), _) => Failure::at(&args.file, "read", &error),
        (CannotQuote::Write(error), None) => error.into(),
        (CannotQuote::Write(error), Some(out)) => Failure::at(out, "write", &error),
    }
}

/// What the rows came to, on stderr: how many are known how well, at which prices.
fn say(summary: &Summary, book: &PriceBook) {
    let known = Status::ALL.into_iter().filter(|status| summary.of(*status) > 0);
    let known: Vec<String> =
        known.map(|status| format!("{} {}", summary.of(status), status.name())).collect();
    let total = match summary.total {
        Some(total) if summary.is_whole() => format!("{total} USD"),
        Some(total) => format!("at least {total} USD: the rest has no price"),
        None => "out of range".to_owned(),
    };
    let hash = book.hash.get(..12).unwrap_or("");
    let rows = match summary.count() {
        0 => "no rows".to_owned(),
        rows => format!("{rows} rows: {}; {total}", known.join(", ")),
    };
    output::say(&format!(
        "{rows}\nprices as of {}, book {hash}; usage after that day is at today's prices",
        book.date
    ));
}

/// Every row must have a price, and none may be old.
fn strict(summary: &Summary) -> Outcome {
    let bad = [
        (summary.of(Status::Unpriced), "rows without a price"),
        (summary.of(Status::Wrong), "wrong rows"),
        (summary.stale, "rows at prices seen over 18 months before"),
    ];
    let said: Vec<String> =
        bad.iter().filter(|(rows, _)| *rows > 0).map(|(rows, what)| format!("{what}: {rows}")).collect();
    if said.is_empty() { Ok(()) } else { Err(Failure::Strict(format!("--strict: {}", said.join(", ")))) }
}
