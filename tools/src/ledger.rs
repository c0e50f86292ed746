//! The ledger: what became of every row, counted so that it must sum.

use crate::error::{Error, Result};
use crate::facts::{Facts, File, RowId};
use std::collections::BTreeMap;
use std::fmt::Write;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Loaded,
    /// By which better row or rule.
    Superseded(String),
    /// Why.
    Rejected(String),
}

#[derive(Default)]
pub struct Ledger {
    outcomes: BTreeMap<RowId, Outcome>,
    notes: Vec<String>,
}

/// How each group of flagged rows was decided: service, part of the flag,
/// decision. A flagged row of a service taken without an entry stops the run.
const DECISIONS: &[(&str, &str, &str)] = &[
    (
        "Amazon S3",
        "0.05 here vs 0.03",
        "Glacier Flexible standard retrieval requests, us-east-1: 0.05 per 1,000 from the vendor's \
         feed of 2025-10 is loaded; 0.03 is an estimate of 2024-07 divided by its quantity.",
    ),
    ("Amazon S3", "0.03 here vs 0.05", "The other side of the row above: superseded."),
    (
        "VPC endpoint",
        "decimal PB tier bounds",
        "Interface endpoint data tiers: 1,048,576 and 5,242,880 GiB from the vendor's feed are \
         loaded; the estimate's decimal petabytes are superseded. AWS tiers are 1024-based.",
    ),
];

#[derive(Default)]
struct Count {
    rows: usize,
    loaded: usize,
    superseded: usize,
    rejected: usize,
    not_taken: usize,
}

impl Ledger {
    /// Records what became of a row. A row settles once.
    pub fn settle(&mut self, facts: &Facts, id: RowId, outcome: Outcome) -> Result<()> {
        match self.outcomes.insert(id, outcome) {
            None => Ok(()),
            Some(earlier) => Err(Error::new(format!("{} settled twice, first {earlier:?}", facts.place(id)))),
        }
    }

    /// A decision worth reading, printed as a list item.
    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    pub fn report(&self, facts: &Facts, holes: &str) -> Result<String> {
        let mut counts = BTreeMap::new();
        for file in &facts.files {
            self.count(file, &mut counts)?;
        }
        for ((file, service), count) in &counts {
            let settled = count.loaded + count.superseded + count.rejected;
            if settled + count.not_taken != count.rows || (settled > 0 && count.not_taken > 0) {
                return Err(Error::new(format!("{file} {service}: {} rows, {settled} settled", count.rows)));
            }
        }
        let mut text = String::from(INTRODUCTION);
        write_counts(&mut text, &counts);
        self.write_reasons(&mut text);
        self.write_flags(&mut text, facts)?;
        text.push_str("\n## Decisions\n\n");
        for note in &self.notes {
            let _ = writeln!(text, "- {note}");
        }
        text.push_str(holes);
        Ok(text)
    }

    fn count<'a>(&self, file: &'a File, counts: &mut BTreeMap<(&'a str, &'a str), Count>) -> Result<()> {
        for row in &file.rows {
            let count = counts.entry((file.name.as_str(), group(file, row)?)).or_default();
            count.rows += 1;
            match self.outcomes.get(&row.id) {
                Some(Outcome::Loaded) => count.loaded += 1,
                Some(Outcome::Superseded(_)) => count.superseded += 1,
                Some(Outcome::Rejected(_)) => count.rejected += 1,
                None => count.not_taken += 1,
            }
        }
        Ok(())
    }

    fn write_reasons(&self, text: &mut String) {
        let mut reasons: BTreeMap<&Outcome, usize> = BTreeMap::new();
        for outcome in self.outcomes.values() {
            *reasons.entry(outcome).or_default() += 1;
        }
        text.push_str("\n## Reasons\n\n| outcome | reason | rows |\n| --- | --- | ---: |\n");
        for (outcome, rows) in reasons {
            let (kind, reason) = match outcome {
                Outcome::Loaded => ("loaded", ""),
                Outcome::Superseded(reason) => ("superseded", reason.as_str()),
                Outcome::Rejected(reason) => ("rejected", reason.as_str()),
            };
            let _ = writeln!(text, "| {kind} | {reason} | {rows} |");
        }
    }

    fn write_flags(&self, text: &mut String, facts: &Facts) -> Result<()> {
        text.push_str("\n## Flagged rows (`contradiction=`, `suspect=`)\n\n");
        for file in facts.files.iter().filter(|f| f.has("notes")) {
            for row in &file.rows {
                let notes = file.get(row, "notes")?;
                let Some(flag) = ["contradiction=", "suspect="]
                    .iter()
                    .find_map(|f| notes.find(f).and_then(|i| notes.get(i..)))
                else {
                    continue;
                };
                let service = group(file, row)?;
                let decision = match self.outcomes.get(&row.id) {
                    None => "service not taken yet, to be decided with it",
                    Some(_) => decision(service, flag)
                        .ok_or_else(|| file.error(row, format!("no decision written for `{flag}`")))?,
                };
                let line = row.id.line;
                let _ = writeln!(text, "- {} line {line}, {service}: `{flag}`. {decision}", file.name);
            }
        }
        Ok(())
    }
}

const INTRODUCTION: &str = "# Price ledger

Written by `convert-prices` (crate `costmodel-tools`); not edited by hand.

What became of every raw price fact. Each row of a service that was taken is
loaded, superseded by a better row or rule, or rejected with a reason; the
counts sum, or the program stops. `loaded` counts rows whose figure or rule is
in a table; several tier rows make one table row.
";

fn decision(service: &str, flag: &str) -> Option<&'static str> {
    DECISIONS.iter().find(|(s, part, _)| *s == service && flag.contains(part)).map(|d| d.2)
}

/// What a file's rows are counted by: its services, or its providers.
fn group<'a>(file: &'a File, row: &'a crate::facts::Row) -> Result<&'a str> {
    match ["service", "provider"].iter().find(|c| file.has(c)) {
        Some(column) => file.get(row, column),
        None => Ok("all"),
    }
}

fn write_counts(text: &mut String, counts: &BTreeMap<(&str, &str), Count>) {
    text.push_str("\n## Counts\n\n| file | service or provider | rows | loaded | superseded | ");
    text.push_str("rejected | not taken yet |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
    let mut total = Count::default();
    for ((file, service), c) in counts {
        let Count { rows, loaded, superseded, rejected, not_taken } = c;
        let _ = writeln!(
            text,
            "| {file} | {service} | {rows} | {loaded} | {superseded} | {rejected} | {not_taken} |"
        );
        total.rows += rows;
        total.loaded += loaded;
        total.superseded += superseded;
        total.rejected += rejected;
        total.not_taken += not_taken;
    }
    let Count { rows, loaded, superseded, rejected, not_taken } = total;
    let _ = writeln!(text, "| all | | {rows} | {loaded} | {superseded} | {rejected} | {not_taken} |");
}
