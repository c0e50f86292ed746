//! What a text means: its values without their way of writing, and its model without places.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use costmodel_core::book::PriceBook;
use costmodel_core::diag::plain;
use costmodel_core::unit::singular;
use costmodel_workload::decode::number;
use costmodel_workload::decode::{Node, Problems, Value, dom};

/// What a text means.
pub struct Meaning {
    /// Its values by path.
    pub document: BTreeMap<String, String>,
    /// Its model and usage, as a hash, unless there is an error.
    pub model: Option<u64>,
    /// What is said about it, without places.
    pub messages: String,
}

/// The values of a text by path, if all of it is TOML.
pub fn document(text: &str) -> Option<BTreeMap<String, String>> {
    let mut problems = Problems::default();
    let document = dom::parse(text, &mut problems);
    let mut values = BTreeMap::new();
    flat(&document, String::new(), &mut values);
    (!problems.has_errors()).then_some(values)
}

/// Loads a text.
pub fn meaning(text: &str, book: &PriceBook) -> Meaning {
    let loaded = costmodel_workload::load(text, book);
    let messages = loaded.diagnostics.iter().map(|d| plain("", "", d)).collect();
    let model = loaded.model.map(|(model, usage)| {
        let mut hash = WithoutPlaces::default();
        write!(hash, "{model:?}{usage:?}").unwrap();
        hash.sum
    });
    Meaning { document: document(text).unwrap_or_default(), model, messages }
}

/// What differs, as `path = value`. Spaces are left out, and of counts what they are said to count: that is for
/// the reader.
pub fn changed(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> Vec<String> {
    let label = |path: &String| match (a.get(path), b.get(path)) {
        (Some(a), Some(b)) => {
            a.split_whitespace().eq(b.split_whitespace())
                || split(a).zip(split(b)).is_some_and(|(a, b)| a == b)
        }
        _ => false,
    };
    let only = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| -> Vec<String> {
        a.iter()
            .filter(|(path, value)| b.get(*path) != Some(value) && !label(path))
            .map(|(path, value)| format!("{path} = {value}"))
            .collect()
    };
    let mut paths = only(a, b);
    paths.extend(only(b, a));
    paths
}

/// The number of a value, and what it is per.
fn split(value: &str) -> Option<(&str, &str)> {
    let (number, rest) = value.split_once(' ')?;
    Some((number, rest.split_once("per ")?.1))
}

/// The values of a document; numbers without underscores and trailing zeros.
fn flat(node: &Node, path: String, values: &mut BTreeMap<String, String>) {
    match &node.value {
        Value::Table(entries) => {
            entries.iter().for_each(|(key, node)| flat(node, format!("{path}.{}", key.name), values))
        }
        Value::List(items) => {
            items.iter().enumerate().for_each(|(at, node)| flat(node, format!("{path}[{at}]"), values))
        }
        Value::Text(text) | Value::Number(text) => {
            let value = number::parse(text).map_or_else(
                |_| text.clone(),
                |w| format!("{} {} per {:?}", w.number.normalize(), singular(&w.unit), w.per),
            );
            values.insert(path, value);
        }
        other => {
            values.insert(path, format!("{other:?}"));
        }
    }
}

/// A hash of what is written, leaving out `12..34`: byte offsets.
#[derive(Default)]
struct WithoutPlaces {
    sum: u64,
    digits: String,
    dots: usize,
}

impl WithoutPlaces {
    fn add(&mut self, byte: u8) {
        self.sum = (self.sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}

impl Write for WithoutPlaces {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' if self.dots == 2 => {}
                b'0'..=b'9' if self.dots == 0 => self.digits.push(char::from(byte)),
                b'.' if self.dots < 2 && !self.digits.is_empty() => self.dots += 1,
                _ => {
                    if self.dots < 2 {
                        let held = std::mem::take(&mut self.digits);
                        held.bytes().for_each(|digit| self.add(digit));
                        (0..self.dots).for_each(|_| self.add(b'.'));
                    }
                    self.digits.clear();
                    self.dots = 0;
                    if byte.is_ascii_digit() {
                        self.digits.push(char::from(byte));
                    } else {
                        self.add(byte);
                    }
                }
            }
        }
        Ok(())
    }
}
