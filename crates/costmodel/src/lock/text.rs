//! A lock as text: TOML of quoted keys and texts, a table for each workload.

use std::collections::BTreeMap;
use std::fmt;

use toml::de::{DeTable, DeValue};

use super::{Lock, Locked};

/// The version of the format.
const VERSION: &str = "1";
const HEAD: &str = "# The prices that workloads were priced with. `costmodel simulate --lock` writes this file,\n\
                    # `costmodel simulate --locked` fails when one of them is no longer what it was.\n";

pub(super) fn write(lock: &Lock, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "{HEAD}version = {VERSION}")?;
    for (name, locked) in &lock.workloads {
        let name = quoted(name);
        write!(f, "\n[{name}]\nbook = {}\n", quoted(&locked.book))?;
        for (part, values) in
            [("layers", &locked.layers), ("shards", &locked.shards), ("prices", &locked.prices)]
        {
            if !values.is_empty() {
                writeln!(f, "\n[{name}.{part}]")?;
            }
            for (key, value) in values {
                writeln!(f, "{} = {}", quoted(key), quoted(value))?;
            }
        }
    }
    Ok(())
}

/// A basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len().saturating_add(2));
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            letter if letter.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(letter))),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

pub(super) fn parse(text: &str) -> Result<Lock, String> {
    let table = DeTable::parse(text).map_err(|error| error.message().to_owned())?.into_inner();
    let mut lock = Lock::default();
    let mut known = false;
    for (name, value) in table {
        let (name, value) = (name.into_inner().into_owned(), value.into_inner());
        match value {
            DeValue::Integer(version) if name == "version" => {
                if version.as_str() != VERSION {
                    return Err(format!("version {} is not known, only {VERSION}", version.as_str()));
                }
                known = true;
            }
            DeValue::Table(own) => drop(lock.workloads.insert(name.clone(), locked(&name, own)?)),
            _ => return Err(format!("`{name}` is no part of a lock")),
        }
    }
    if known { Ok(lock) } else { Err("it does not say its version".to_owned()) }
}

fn locked(workload: &str, table: DeTable<'_>) -> Result<Locked, String> {
    let mut locked = Locked::default();
    for (name, value) in table {
        let (name, value) = (name.into_inner(), value.into_inner());
        match (name.as_ref(), value) {
            ("book", DeValue::String(book)) => locked.book = book.into_owned(),
            ("layers", DeValue::Table(own)) => locked.layers = texts(own)?,
            ("shards", DeValue::Table(own)) => locked.shards = texts(own)?,
            ("prices", DeValue::Table(own)) => locked.prices = texts(own)?,
            (name, _) => return Err(format!("`{name}` of `{workload}` is no part of a lock")),
        }
    }
    Ok(locked)
}

fn texts(table: DeTable<'_>) -> Result<BTreeMap<String, String>, String> {
    let text = |(name, value): (toml::Spanned<std::borrow::Cow<'_, str>>, toml::Spanned<DeValue<'_>>)| {
        let name = name.into_inner().into_owned();
        match value.into_inner() {
            DeValue::String(text) => Ok((name, text.into_owned())),
            _ => Err(format!("`{name}` is no text")),
        }
    };
    table.into_iter().map(text).collect()
}
