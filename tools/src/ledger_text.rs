//! The ledger as a page for readers who have only the tables.

use crate::error::Result;
use crate::facts::Facts;
use crate::ledger::{Count, Counts, Ledger, Outcome, group};
use crate::sources::Sources;
use crate::wrap::wrapped;
use crate::{aws_core, aws_data, azure, found, gcp, platform};
use std::collections::BTreeMap;
use std::fmt::Write;

const INTRODUCTION: &str = "# Price ledger

Written by `convert-prices` (crate `costmodel-tools`); not edited by hand.

The tables in `pricing-data/` are made from raw price facts: rows gathered from public material, each with
one price or one rule, its source and its date. The raw files are not part of this repository, apart from
the facts kept in `tools/facts/`; file names and line numbers below refer to them. This page says what
became of every row, so that nothing was dropped in silence: the counts sum, or the program stops.

## What the outcomes mean

- **loaded**: the row's figure or rule is in a table. Tiers of one ladder, and rules such as minimums and
  free amounts, are rows of their own in the raw files but make one table row together.
- **superseded**: another row answers the same question better. The order: the vendor's own feed or page,
  then a bill line or a dump of the vendor's list, then documents that quote the vendor, then other third
  parties; then exact before rounded before derived figures; then the newer observation.
- **rejected**: the row cannot be used, for the reason given. Where no other row helps, the price is missing
  from the tables. A missing price is unknown; it is never read as zero.
- **not taken yet**: the tables do not cover the service, and nothing was decided about the row; or the row is
  understood and the tables have no place for it yet, for the reason given.
";

/// How each group of flagged rows was decided. A flagged row of a service taken without an
/// entry stops the run.
const DECISIONS: [&[Decision]; 6] = [
    aws_core::DECISIONS,
    aws_data::DECISIONS,
    azure::DECISIONS,
    found::DECISIONS,
    gcp::DECISIONS,
    platform::DECISIONS,
];

/// Service, part of the flag, decision.
pub type Decision = (&'static str, &'static str, &'static str);

pub fn report(ledger: &Ledger, facts: &Facts, sources: &Sources, made: &str, holes: &str) -> Result<String> {
    let counts = ledger.counts(facts)?;
    let mut text = String::from(INTRODUCTION);
    write_totals(&mut text, &counts, made);
    write_reasons(&mut text, ledger);
    write_dates(&mut text, sources);
    write_decisions(&mut text, ledger);
    write_flags(&mut text, ledger, facts)?;
    text.push_str(holes);
    write_taken(&mut text, &counts);
    write_not_taken(&mut text, &counts);
    Ok(text)
}

const COLUMNS: &str = "rows | loaded | superseded | rejected | not taken yet |";

fn cells(count: &Count) -> String {
    let Count { rows, loaded, superseded, rejected, not_taken } = count;
    format!("{rows} | {loaded} | {superseded} | {rejected} | {not_taken} |")
}

fn write_totals(text: &mut String, counts: &Counts<'_>, made: &str) {
    let mut files: BTreeMap<&str, Count> = BTreeMap::new();
    let mut total = Count::default();
    for ((file, _), count) in counts {
        *files.entry(file).or_default() += *count;
        total += *count;
    }
    let _ = writeln!(text, "\n## Totals\n\n| file | {COLUMNS}\n| --- | ---: | ---: | ---: | ---: | ---: |");
    for (file, count) in &files {
        let _ = writeln!(text, "| {file} | {}", cells(count));
    }
    let _ = writeln!(text, "| **all** | {}", cells(&total));
    let _ = writeln!(
        text,
        "\nMade of them: {made}; the others are tables of machines, what the skus are, facts beside prices, and the sources."
    );
}

fn write_reasons(text: &mut String, ledger: &Ledger) {
    text.push_str("\n## Reasons\n\nWhy rows were superseded, rejected or not taken yet.\n\n");
    text.push_str("| outcome | reason | rows |\n| --- | --- | ---: |\n");
    for (outcome, rows) in ledger.reasons() {
        let (kind, reason) = match outcome {
            Outcome::Loaded => continue,
            Outcome::Superseded(reason) => ("superseded", reason),
            Outcome::Rejected(reason) => ("rejected", reason),
            Outcome::Waiting(reason) => ("not taken yet", reason),
        };
        let _ = writeln!(text, "| {kind} | {reason} | {rows} |");
    }
}

fn write_dates(text: &mut String, sources: &Sources) {
    text.push_str("\n## Dates\n\n`sources.csv` holds the date of each source (`as_of`). ");
    if let Some((id, as_of)) = sources.newest(false) {
        let _ = writeln!(text, "The newest is the date of the book: {as_of} (`{id}`).");
    }
    let accessed: Vec<_> = sources.accessed().map(|(id, as_of)| format!("`{id}` ({as_of})")).collect();
    if !accessed.is_empty() {
        let accessed = format!(
            "Not observations of the vendor on their day: {}. Their texts carry no date, so `as_of` is only \
             the day they were read; what they quote may be older.",
            accessed.join(", ")
        );
        let _ = writeln!(text, "\n{}", wrapped(&accessed, ""));
        if let Some((id, as_of)) = sources.newest(true) {
            let _ = writeln!(text, "The newest date without them is {as_of} (`{id}`).");
        }
    }
    let vague: Vec<_> = sources.approximate().map(|id| format!("`{id}`")).collect();
    if !vague.is_empty() {
        let vague = format!("Dates known only roughly, as their source text says: {}.", vague.join(", "));
        let _ = writeln!(text, "\n{}", wrapped(&vague, ""));
    }
}

fn write_decisions(text: &mut String, ledger: &Ledger) {
    text.push_str("\n## Decisions\n");
    for (subject, notes) in ledger.notes() {
        let _ = writeln!(text, "\n### {subject}\n");
        for note in notes {
            let _ = writeln!(text, "- {}", wrapped(note, "  "));
        }
    }
}

fn write_flags(text: &mut String, ledger: &Ledger, facts: &Facts) -> Result<()> {
    text.push_str(
        "\n## Flagged rows\n\nRows their collector marked `contradiction=` or `suspect=`, and how ",
    );
    text.push_str("each was decided. \"Golden\" is the expected output of an estimator's own tests.\n\n");
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    for file in facts.files.iter().filter(|f| f.has("notes")) {
        for row in &file.rows {
            let Some(flag) = flag(file.get(row, "notes")?) else { continue };
            let service = group(file, row)?;
            if ledger.outcome(row.id).is_none() {
                *waiting.entry(service).or_default() += 1;
                continue;
            }
            let decision = decision(service, flag)
                .ok_or_else(|| file.error(row, format!("no decision written for `{flag}`")))?;
            let line = format!("{} line {}, {service}: `{flag}`. {decision}", file.name, row.id.line);
            let _ = writeln!(text, "- {}", wrapped(&line, "  "));
        }
    }
    let waiting: Vec<_> = waiting.iter().map(|(service, rows)| format!("{service} ({rows})")).collect();
    let waiting = format!("To be decided when their service is taken: {}.", waiting.join(", "));
    let _ = writeln!(text, "- {}", wrapped(&waiting, "  "));
    Ok(())
}

fn flag(notes: &str) -> Option<&str> {
    ["contradiction=", "suspect="].iter().find_map(|f| notes.find(f).and_then(|i| notes.get(i..)))
}

fn decision(service: &str, flag: &str) -> Option<&'static str> {
    DECISIONS.into_iter().flatten().find(|(s, part, _)| *s == service && flag.contains(part)).map(|d| d.2)
}

fn write_taken(text: &mut String, counts: &Counts<'_>) {
    text.push_str("\n## Services and providers taken\n\n");
    text.push_str("| file | service or provider | rows | loaded | superseded | rejected |\n");
    text.push_str("| --- | --- | ---: | ---: | ---: | ---: |\n");
    for ((file, service), count) in counts.iter().filter(|(_, c)| c.settled() > 0) {
        let Count { rows, loaded, superseded, rejected, .. } = count;
        let _ = writeln!(text, "| {file} | {service} | {rows} | {loaded} | {superseded} | {rejected} |");
    }
}

fn write_not_taken(text: &mut String, counts: &Counts<'_>) {
    let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((file, service), count) in counts.iter().filter(|(_, c)| c.settled() == 0) {
        files.entry(file).or_default().push(format!("{service} {}", count.rows));
    }
    text.push_str("\n## Not taken yet\n\nServices or providers of each file, with their rows.\n\n");
    for (file, services) in files {
        let _ = writeln!(text, "- {}", wrapped(&format!("{file}: {}", services.join(", ")), "  "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_found_in_notes() {
        assert_eq!(flag("precision=exact;suspect=next tier is dearer"), Some("suspect=next tier is dearer"));
        assert_eq!(flag("precision=exact"), None);
    }

    #[test]
    fn a_flag_of_another_service_is_not_decided() {
        assert!(decision("Amazon S3", "contradiction=0.05 here vs 0.03 there").is_some());
        assert!(decision("Amazon EBS", "contradiction=0.05 here vs 0.03 there").is_none());
    }

    #[test]
    fn the_page_names_the_date_of_the_book() {
        let mut sources = Sources::default();
        sources.id("2026-11-12", "litellm@1.109.1 (PyPI)").unwrap();
        let quote = sources.id("2026-11-23", "documents quoting aws.amazon.com/ebs/pricing").unwrap();
        sources.mark_accessed(&quote);
        let mut text = String::new();
        write_dates(&mut text, &sources);
        assert!(text.contains("date of the book: 2026-11-23 (`quote-ebs-1123`)"), "{text}");
        assert!(text.contains("newest date without them is 2026-11-12 (`litellm1112`)"), "{text}");
    }
}
