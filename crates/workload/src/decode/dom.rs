//! The document as a tree of nodes with spans, in file order.

use costmodel_core::diag::{Diagnostic, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Problems, syntax};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Byte offsets of the value.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node holds. Numbers keep their source text: no digit is lost on the way.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A number as it was written, without underscores.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// A TOML date or time, as it was written.
    Datetime(String),
    /// An array.
    List(Vec<Node>),
    /// A table, in file order.
    Table(Vec<(Key, Node)>),
    /// Something the parser could not read; already reported.
    Broken,
}

/// A key and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Byte offsets of the name.
    pub span: Span,
}

impl Node {
    /// The entries of a table; empty for anything else.
    #[must_use]
    pub fn entries(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Table(entries) => entries,
            _ => &[],
        }
    }

    /// The value under a key.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries().iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// What it is, in a word for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a string",
            Value::Number(_) => "a number",
            Value::Bool(_) => "true or false",
            Value::Datetime(_) => "a date",
            Value::List(_) => "an array",
            Value::Table(_) => "a table",
            Value::Broken => "something unreadable",
        }
    }
}

/// Parses the text. All syntax errors are reported; what could still be read is returned.
pub fn parse(text: &str, problems: &mut Problems) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    let found = errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message()));
    syntax::tell(text, found.collect(), problems);
    let span = table.span();
    if errors.is_empty() && table.get_ref().is_empty() {
        problems.push(
            Diagnostic::error("empty-file", 0..0, "the file describes nothing")
                .label("no key, no table")
                .hint("begin with name, start and months; then [placement.main], [driver.chats] and a component, as in examples/smallest.toml"),
        );
        problems.tear(0..text.len().max(1), true);
    }
    Node { span, value: Value::Table(entries(table.get_ref())) }
}

fn entries(table: &DeTable<'_>) -> Vec<(Key, Node)> {
    let mut entries: Vec<(Key, Node)> = table
        .iter()
        .map(|(key, value)| (Key { name: key.get_ref().to_string(), span: key.span() }, node(value)))
        .collect();
    entries.sort_by_key(|(key, _)| key.span.start);
    entries
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let found = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Value::Number(number.as_str().to_owned()),
        DeValue::Integer(number) => {
            let parsed = i128::from_str_radix(number.as_str(), number.radix());
            parsed.map_or_else(
                |_| Value::Number(format!("0x{}", number.as_str())),
                |n| Value::Number(n.to_string()),
            )
        }
        DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(date) => Value::Datetime(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(table) => Value::Table(entries(table)),
    };
    Node { span: value.span(), value: found }
}
