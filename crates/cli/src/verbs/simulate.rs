//! `simulate`: project, price, write.

use std::path::Path;

use costmodel::write::{self, csv};
use costmodel::{PriceBook, Report, STALE_MONTHS, Simulation, Stubs, Workload, prices};

use crate::args::{Format, Simulate};
use crate::lock_file::LockFile;
use crate::outcome::{Failure, Outcome};
use crate::rim::Rim;
use crate::{input, out_dir, output};

/// Runs `simulate`.
pub fn run(args: &Simulate, rim: &Rim) -> Outcome {
    let source = input::read(&args.file)?;
    let book = rim.book()?;
    let workload = input::load(&source, book, rim)?;
    lock(args, &workload, book)?;
    let simulation = workload.simulate();
    let typed = args.file.display().to_string();
    let report = Report {
        file: &typed,
        only: args.scenario,
        by: args.by,
        with_lines: args.lines,
        ..simulation.report()
    };
    if let Some(folder) = &args.out {
        let files: [(&str, out_dir::Writer<'_>); 3] = [
            ("lines.csv", &|out| csv::lines(&report, out)),
            ("months.csv", &|out| csv::months(&report, out)),
            ("scenarios.csv", &|out| csv::scenarios(&report, out)),
        ];
        out_dir::write_all(folder, &files)?;
        output::say(&format!("wrote lines.csv, months.csv and scenarios.csv to {}", folder.display()));
    }
    if let Some(file) = &args.stubs {
        stubs(&simulation, book, file)?;
    }
    match format(args, rim) {
        Some(Format::Table) => output::print(|out| write::table(&report, out))?,
        Some(Format::Csv) => output::print(|out| csv::lines(&report, out))?,
        Some(Format::Json) => output::print(|out| write::json(&report, out))?,
        Some(Format::Markdown) => output::print(|out| write::markdown(&report, out))?,
        None => {}
    }
    if args.strict { strict(&simulation) } else { Ok(()) }
}

/// Writes the lock, holds the prices to it, or looks at it in passing.
fn lock(args: &Simulate, workload: &Workload, book: &PriceBook) -> Outcome {
    let asked = args.lock.as_ref().or(args.locked.as_ref());
    let Some(file) = LockFile::of(&args.file, asked.and_then(Option::as_deref)) else {
        let hint = "a workload from stdin has no lock beside it: say where it stands, as --lock=FILE";
        return if asked.is_some() { Err(Failure::Input(hint.to_owned())) } else { Ok(()) };
    };
    if args.lock.is_some() {
        return file.write(workload.locked(book));
    }
    if args.locked.is_some() {
        return file.hold(&workload.locked(book));
    }
    file.mention(|| workload.locked(book));
    Ok(())
}

/// What is printed: as asked, else a table on a terminal, else CSV unless it went into files.
fn format(args: &Simulate, rim: &Rim) -> Option<Format> {
    let into_files = args.out.is_some() || args.stubs.is_some();
    let stubs_to_stdout = args.stubs.as_deref() == Some(Path::new("-"));
    match (args.format, rim.to_terminal && !stubs_to_stdout) {
        (Some(format), _) => Some(format),
        (None, true) => Some(Format::Table),
        (None, false) if into_files => None,
        (None, false) => Some(Format::Csv),
    }
}

/// Writes a row to fill in for every missing price; a file that is there may hold prices and is left alone.
fn stubs(simulation: &Simulation, book: &PriceBook, file: &Path) -> Outcome {
    let Stubs { rows, others } = simulation.stubs(book);
    for (line, why) in &others {
        output::say(&format!("no stub for {line}: {why}"));
    }
    if rows.is_empty() {
        output::say("no price is missing: no stubs written");
        return Ok(());
    }
    if file == Path::new("-") {
        return output::print(|out| prices::write_stubs(&rows, out));
    }
    out_dir::write_new(file, false, &|out| prices::write_stubs(&rows, out))?;
    let (count, path) = (rows.len(), file.display());
    let rows = if count == 1 { "1 row".to_owned() } else { format!("{count} rows") };
    output::say(&format!("wrote {rows} to {path}: fill in price, as_of and source, then --prices {path}"));
    Ok(())
}

/// Nothing may be unpriced or stale.
fn strict(simulation: &Simulation) -> Outcome {
    let mut reasons = Vec::new();
    for (line, why) in simulation.coverage().unpriced {
        reasons.push(format!("  unpriced: {line}: {why}"));
    }
    for stale in simulation.freshness().into_iter().flat_map(|freshness| freshness.stale) {
        let known_on = simulation.model().known_on;
        reasons.push(format!(
            "  stale: {}: seen {}, more than {STALE_MONTHS} months before {known_on}",
            stale.line, stale.as_of
        ));
    }
    match simulation.model().unpriced_reductions {
        0 => {}
        n => reasons.push(format!("  unpriced: {n} held commitments or discounts")),
    }
    if reasons.is_empty() {
        return Ok(());
    }
    Err(Failure::Strict(format!("--strict: the totals are not whole or not fresh\n{}", reasons.join("\n"))))
}
