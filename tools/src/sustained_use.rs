//! Discounts of Google Cloud by how long machines run in a month, and for commitments.
//!
//! Sustained use has a table of its own, `gcp/compute/sustained-use.csv`: for each family, parts of
//! the month and the multiplier on the price of the hours that fall into each part.

use crate::error::{Error, Result};
use crate::facts::{Facts, File, Row};
use crate::ledger::{Ledger, Outcome};
use crate::number::{parse, plain};
use crate::sources::Sources;
use crate::write::{Output, checked};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const FILE: &str = "commitment-discounts-gcp-azure.csv";
const PATH: &str = "gcp/compute/sustained-use.csv";
const HEADER: &str = "family,share_from,share_to,multiplier,src";

/// The parts of a month as the facts name them.
const PARTS: [(&str, &str, &str); 4] = [
    ("usage 0-25% of month", "0", "0.25"),
    ("usage 25-50% of month", "0.25", "0.5"),
    ("usage 50-75% of month", "0.5", "0.75"),
    ("usage 75-100% of month", "0.75", "1"),
];

/// (family, from) → (until, multiplier, source)
type Schedule = BTreeMap<(String, &'static str), (&'static str, String, String)>;

pub fn convert(facts: &Facts, sources: &mut Sources, ledger: &mut Ledger, output: &mut Output) -> Result<()> {
    let file = facts.file(FILE)?;
    let mut schedule = Schedule::new();
    for row in &file.rows {
        if file.get(row, "provider")? != "gcp" {
            continue;
        }
        let outcome = match file.get(row, "family_or_service")?.strip_prefix("sustained use ") {
            Some(family) => sustained(file, row, family, sources, &mut schedule)?,
            None => commitment(file.get(row, "family_or_service")?),
        };
        ledger.settle(facts, row.id, outcome)?;
    }
    output.put(PATH, table(&schedule)?);
    for note in [
        "Sustained use: the parts of the month are incremental, each multiplier is on the on-demand price of the \
         hours in its part. What a full month comes to (0.7, and 0.8 rounded from 0.8002) follows. A family \
         without the discount stands with one part, multiplier 1.",
        "Resource commitments: the fractions were computed from the committed prices that the tables of machines \
         and of rates hold.",
    ] {
        ledger.note("Google Cloud discounts", note);
    }
    Ok(())
}

fn sustained(
    file: &File,
    row: &Row,
    family: &str,
    sources: &mut Sources,
    schedule: &mut Schedule,
) -> Result<Outcome> {
    let term = file.get(row, "term")?;
    let (from, until) = match (PARTS.iter().find(|(part, ..)| *part == term), file.get(row, "payment")?) {
        (Some((_, from, until)), _) => (*from, *until),
        (None, "not offered") => ("0", "1"),
        (None, "automatic") => {
            return Ok(Outcome::Superseded("the sum of the parts of a month".to_owned()));
        }
        (None, _) => return Err(file.error(row, format!("unknown part of a month `{term}`"))),
    };
    let discount = parse(file.get(row, "discount_fraction")?)
        .filter(|d| (Decimal::ZERO..Decimal::ONE).contains(d))
        .ok_or_else(|| file.error(row, "the discount is not a fraction below 1"))?;
    let src = sources.id(file.get(row, "as_of")?, file.get(row, "source")?)?;
    let entry = (until, plain(Decimal::ONE - discount), src);
    match schedule.insert((name(family), from), entry) {
        None => Ok(Outcome::Loaded),
        Some(_) => Err(file.error(row, "a second multiplier for a part of a month")),
    }
}

/// The family of machines; GPUs have the discount of the machine they are attached to as a family of their own.
fn name(family: &str) -> String {
    match family.strip_prefix("GPUs attached to ") {
        Some(machine) => format!("{}-gpus", machine.to_lowercase()),
        None => family.to_owned(),
    }
}

fn commitment(what: &str) -> Outcome {
    match what.starts_with("resource CUD ") {
        true => Outcome::Superseded("computed from the committed prices that the tables hold".to_owned()),
        false => Outcome::Waiting("a fraction off what is spent; the tables hold prices only".to_owned()),
    }
}

/// The rows, when the parts of each family make a whole month.
fn table(schedule: &Schedule) -> Result<String> {
    let mut lines = vec![HEADER.to_owned()];
    let mut reached: BTreeMap<&str, &str> = BTreeMap::new();
    for ((family, from), (until, multiplier, src)) in schedule {
        if *from != reached.insert(family, until).unwrap_or("0") {
            return Err(Error::new(format!("{PATH}: a part of {family} before {from} is missing")));
        }
        lines.push(checked(PATH, format!("{family},{from},{until},{multiplier},{src}"), HEADER)?);
    }
    if let Some((family, until)) = reached.iter().find(|(_, until)| **until != "1") {
        return Err(Error::new(format!("{PATH}: the parts of {family} end at {until}")));
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(
        family: &str,
        from: &'static str,
        until: &'static str,
    ) -> ((String, &'static str), (&'static str, String, String)) {
        ((family.to_owned(), from), (until, "0.8".to_owned(), "s".to_owned()))
    }

    #[test]
    fn parts_make_a_whole_month() {
        assert!(table(&[part("n2", "0", "0.25"), part("n2", "0.25", "1")].into()).is_ok());
        assert!(table(&[part("n2", "0", "0.25"), part("n2", "0.5", "1")].into()).is_err());
        assert!(table(&[part("n2", "0", "0.25")].into()).is_err());
        assert!(table(&[part("n2", "0.25", "1")].into()).is_err());
    }

    #[test]
    fn gpus_of_a_machine_are_a_family() {
        assert_eq!(name("GPUs attached to N1"), "n1-gpus");
        assert_eq!(name("n2d"), "n2d");
    }

    #[test]
    fn fractions_off_spend_wait() {
        assert!(matches!(commitment("flexible CUD GKE"), Outcome::Waiting(_)));
        assert!(matches!(commitment("resource CUD a2"), Outcome::Superseded(_)));
    }
}
