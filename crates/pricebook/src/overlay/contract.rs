//! A contract: percentages and agreed prices for many prices at once.

use std::sync::Arc;

use costmodel_core::book::{Key, Layer, PriceBook};
use costmodel_core::contract::{Contract, Paid, Pattern, Rule, matches};
use costmodel_core::num::Ratio;
use costmodel_core::rate::{Rate, Schedule};
use costmodel_core::unit::Unit;
use csv::StringRecord;
use rust_decimal::Decimal;

use super::records::{self, clean};
use super::{Overlaid, taken};
use crate::cells::{number, terms};
use crate::place::TableKey;
use crate::problem::{Fault, Problem};
use crate::similar::did_you_mean;
use crate::{keys, layer};

/// The header of a contract: patterns of prices, what is paid for them, and when and where it was agreed.
pub const CONTRACT_HEADER: &str = "provider,service,region,sku,meter,price,unit,from,until,as_of,source,note";

/// A surcharge is at most so many percent; more is a slip of the pen.
const MOST_PERCENT: i64 = 1_000;

/// A rule with the line it stands on and the unit it is written in.
struct Written {
    line: usize,
    unit: Option<Unit>,
    rule: Rule,
}

/// Whether a file is a contract and no price file, by its header.
pub(super) fn is_contract(text: &str) -> bool {
    clean(text).lines().next().is_some_and(|line| line.trim_end() == CONTRACT_HEADER)
}

/// Lays a contract over a book, as a layer of its own.
///
/// # Errors
/// Everything that is wrong, at once, in the order of lines.
pub(super) fn lay_contract(mut book: PriceBook, name: &str, text: &str) -> Result<Overlaid, Vec<Problem>> {
    let (mut problems, mut rules) = (Vec::new(), Vec::new());
    problems.extend(taken(&book, name));
    records::each((name, text), ("a contract", CONTRACT_HEADER), &mut problems, |line, record| {
        rules.push(written(name, line, record).map_err(|fault| fault.at(name, line))?);
        Ok(())
    });
    if rules.is_empty() && problems.is_empty() {
        problems.push(Problem::error(name, 0, "there is no rule in it", "add rows under the header"));
    }
    for rule in &rules {
        problems.extend(unmatched(&book, rule).map(|fault| fault.at(name, rule.line)));
    }
    problems.extend(ties(&book, &rules).into_iter().map(|(line, fault)| fault.at(name, line)));
    problems.sort();
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    let hash = layer::sha256(text.as_bytes());
    book.hash = layer::sha256(format!("{}\n{name} {hash}\n", book.hash).as_bytes());
    let contract = rules.into_iter().map(|written| written.rule).collect();
    book.layers.push(Layer { contract, ..layer::layer(name, hash, []) });
    Ok(Overlaid { book, warnings: problems })
}

/// A row as a rule.
fn written(name: &str, line: usize, record: &StringRecord) -> Result<Written, Fault> {
    let cells: Vec<&str> = record.iter().map(str::trim).collect();
    let [provider, service, region, sku, meter, price, unit, from, until, as_of, source, note] =
        cells.as_slice()
    else {
        return Err(Fault::new("the row is cut short", "give every column a cell"));
    };
    let parts = [provider, service, region, sku, meter].map(|part| (*part).to_owned());
    if parts.iter().any(String::is_empty) {
        return Err(Fault::new("a part of the pattern is empty", "write `*` where any will do"));
    }
    let (from, until) = (terms::from(from)?, terms::from(until)?);
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        return Err(Fault::new("the rule ends before it begins", "`until` is the first day without it"));
    }
    let as_of = terms::date(as_of)?;
    if source.is_empty() {
        let hint = "say where it was agreed on: a contract, an offer, a mail";
        return Err(Fault::new("the rule has no source", hint));
    }
    let (paid, unit) = match price.strip_suffix('%') {
        Some(percent) if unit.is_empty() => (Paid::Share(share(percent.trim_end())?), None),
        Some(_) => return Err(Fault::new("a percentage has no unit", "leave `unit` empty")),
        None => {
            let hint = "write the unit of the price it replaces, as `prices show` does";
            let read = unit.parse::<Unit>().map_err(|message| Fault::new(message, hint))?;
            (Paid::Each(number::price(price)?), Some(read))
        }
    };
    let contract = Contract {
        layer: name.to_owned(),
        text: unit.as_ref().map_or_else(|| (*price).to_owned(), |unit| format!("{price} per {unit}")),
        paid,
        source: (*source).to_owned(),
        as_of,
        note: (*note).to_owned(),
    };
    Ok(Written {
        line,
        unit,
        rule: Rule { pattern: Pattern(parts), contract: Arc::new(contract), from, until },
    })
}

/// `-12`: what twelve percent off leave.
fn share(text: &str) -> Result<Ratio, Fault> {
    let fault = |message: String| Fault::new(message, "write `-12 %` for a rebate, `+3 %` for a surcharge");
    let percent: Decimal = match text.as_bytes().first() {
        Some(b'-' | b'+') => text.parse().map_err(|_| fault(format!("`{text} %` is not a percentage")))?,
        _ => return Err(fault(format!("`{text} %` does not say whether it is more or less"))),
    };
    if percent <= Decimal::from(-100) || percent > Decimal::from(MOST_PERCENT) {
        return Err(fault(format!("`{text} %` is out of range")));
    }
    let whole = 10_i128.checked_pow(percent.scale()).and_then(|one| one.checked_mul(100));
    let left = whole.and_then(|whole| Ratio::new(whole.checked_add(percent.mantissa())?, whole));
    left.ok_or_else(|| fault(format!("`{text} %` has too many digits")))
}

/// What is wrong with a rule as the book stands: it names nothing, or its unit is not that of what it names.
fn unmatched(book: &PriceBook, written: &Written) -> Option<Fault> {
    let Written { rule, unit, .. } = written;
    let mut named = named(book, &rule.pattern).peekable();
    if named.peek().is_none() {
        return Some(nothing(book, &rule.pattern));
    }
    let unit = unit.as_ref()?;
    named.find_map(|key| {
        let rates = book.history(&key, book.date)?;
        if let Some(other) = rates.iter().find(|rate| rate.unit != *unit) {
            let hint = "name the meter, so that all prices it names have one unit";
            return Some(Fault::new(format!("{key} is counted in {}, not in {unit}", other.unit), hint));
        }
        let is_term = |rate: &Rate| matches!(rate.schedule, Schedule::Term { .. });
        let hint = "give it a percentage, or lay rows of its price over the book";
        let message = || format!("{key} is paid for a term, not for each unit");
        rates.iter().any(is_term).then(|| Fault::new(message(), hint))
    })
}

/// The keys a pattern names, without reading their prices.
fn named<'b>(book: &'b PriceBook, pattern: &'b Pattern) -> impl Iterator<Item = Key> + 'b {
    let [provider, service, region, ..] = &pattern.0;
    let is_meant = move |table: &&TableKey| {
        matches(provider, &table.0) && matches(service, &table.1) && matches(region, &table.2)
    };
    let tables = book.tables().into_iter().filter(is_meant);
    tables.flat_map(|table| keys::of_table(book, table)).filter(|key| pattern.matches(key))
}

/// That a pattern names nothing: which part of it, and what is near.
fn nothing(book: &PriceBook, pattern: &Pattern) -> Fault {
    const PARTS: [&str; 5] = ["provider", "service", "region", "sku", "meter"];
    let mut wider = pattern.clone();
    for (depth, part) in PARTS.iter().enumerate().rev() {
        let Some(cell) = wider.0.get_mut(depth) else { continue };
        let own = std::mem::replace(cell, "*".to_owned());
        let mut names: Vec<String> = named(book, &wider).map(|key| part_of(&key, depth).to_owned()).collect();
        if names.is_empty() {
            continue;
        }
        names.sort_unstable();
        names.dedup();
        let otherwise = format!("there is {}", names.iter().take(8).cloned().collect::<Vec<_>>().join(", "));
        let hint = did_you_mean(&own.replace('*', ""), names.iter().map(String::as_str), &otherwise);
        return Fault::new(format!("the rule names no price: no {part} there is `{own}`"), hint);
    }
    Fault::new("the rule names no price", "the book is empty")
}

fn part_of(key: &Key, depth: usize) -> &str {
    match depth {
        0 => &key.provider,
        1 => &key.service,
        2 => &key.region,
        3 => &key.sku,
        _ => &key.meter,
    }
}

/// Rules of which neither goes first, though both name one price on one day.
fn ties(book: &PriceBook, rules: &[Written]) -> Vec<(usize, Fault)> {
    let mut found = Vec::new();
    for (at, later) in rules.iter().enumerate() {
        let tied = rules.iter().take(at).find_map(|first| {
            let (a, b) = (&first.rule, &later.rule);
            let alike = a.precedence() == b.precedence() && a.overlaps(b) && a.pattern.meets(&b.pattern);
            let key = alike.then(|| named(book, &a.pattern).find(|key| b.pattern.matches(key))).flatten()?;
            Some((first.line, key))
        });
        if let Some((line, key)) = tied {
            let message = format!("neither this rule nor that of line {line} goes first for {key}");
            let hint = "name one of them more exactly, or end one before the other begins";
            found.push((later.line, Fault::new(message, hint)));
        }
    }
    found
}
