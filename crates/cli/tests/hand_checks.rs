//! Lines of the examples redone by hand (docs/hand-checks.md): the arithmetic of each block holds, and the command
//! writes the same quantity, unit, price and cost.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_decimal::{Decimal, RoundingStrategy::MidpointNearestEven};

/// The pages prices may be quoted from.
const VENDORS: [&str; 5] = [
    "https://aws.amazon.com/",
    "https://calculator.aws/",
    "https://developers.openai.com/",
    "https://platform.claude.com/",
    "https://platform.openai.com/",
];
/// What a block says, in this order.
const KEYS: [&str; 11] = [
    "example", "row_id", "page", "title", "seen", "quote", "quantity", "unit", "unit_price", "list_cost", "rounded",
];
/// What of it the row says too.
const COMPARED: [&str; 4] = ["quantity", "unit", "unit_price", "list_cost"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// One block.
struct Check(BTreeMap<String, String>);

impl Check {
    fn get(&self, key: &str) -> &str {
        &self.0[key]
    }

    /// The last side of `sum = value`.
    fn value(&self, key: &str) -> &str {
        self.get(key).rsplit(" = ").next().unwrap()
    }

    fn number(&self, key: &str) -> Decimal {
        self.value(key).parse().unwrap_or_else(|_| panic!("{}: {key} is no number", self.get("row_id")))
    }

    /// The first side of `sum = value`, computed.
    fn computed(&self, key: &str) -> Decimal {
        let spaced = ["(", ")", "^"]
            .iter()
            .fold(self.get(key).to_owned(), |text, sign| text.replace(sign, &format!(" {sign} ")));
        let mut words = spaced.split(" = ").next().unwrap().split_whitespace().peekable();
        let value = sum(&mut words);
        assert_eq!(words.next(), None, "{}: {key}", self.get("row_id"));
        value
    }
}

/// Terms added and subtracted.
fn sum<'t>(words: &mut Peekable<impl Iterator<Item = &'t str>>) -> Decimal {
    let mut value = product(words);
    while let Some(sign) = words.next_if(|word| ["+", "-"].contains(word)) {
        let term = product(words);
        value = if sign == "+" { value + term } else { value - term };
    }
    value
}

/// Factors multiplied and divided, from left to right.
fn product<'t>(words: &mut Peekable<impl Iterator<Item = &'t str>>) -> Decimal {
    let mut value = power(words);
    while let Some(sign) = words.next_if(|word| ["x", "/"].contains(word)) {
        let factor = power(words);
        value = if sign == "x" { value * factor } else { value / factor };
    }
    value
}

/// A number or a sum in parentheses, perhaps to a whole power.
fn power<'t>(words: &mut Peekable<impl Iterator<Item = &'t str>>) -> Decimal {
    let base = if words.next_if_eq(&"(").is_some() {
        let value = boxed_sum(words);
        assert_eq!(words.next(), Some(")"));
        value
    } else {
        words.next().unwrap().parse().unwrap()
    };
    let times: u32 = words.next_if_eq(&"^").map_or(1, |_| words.next().unwrap().parse().unwrap());
    (0..times).fold(Decimal::ONE, |value, _| value * base)
}

/// A sum again: behind a fixed type, as the functions call each other.
fn boxed_sum(words: &mut dyn Words) -> Decimal {
    words.sum()
}

/// The blocks of the page.
fn checks() -> Vec<Check> {
    let text = fs::read_to_string(root().join("docs/hand-checks.md")).unwrap();
    let blocks = text.split("```hand-check\n").skip(1).map(|rest| rest.split_once("```").unwrap().0);
    let pair = |line: &str| {
        let (key, value) = line.split_once(' ').unwrap();
        (key.to_owned(), value.trim().to_owned())
    };
    let check = |block: &str| {
        let keys: Vec<&str> = block.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(keys, KEYS, "{block}");
        Check(block.lines().map(pair).collect())
    };
    blocks.map(check).collect()
}
