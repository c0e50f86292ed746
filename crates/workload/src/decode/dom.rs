//! The document as a tree of nodes with spans, in file order.

use costmodel_core::diag::{Diagnostic, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problems;

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
    let text = text.strip_prefix('\u{feff}').map_or(text, |_| text);
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut lines_seen = std::collections::BTreeSet::new();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        // One syntax error a line: what follows on it is noise.
        let line = text.get(..span.start).map_or(0, |before| before.bytes().filter(|&b| b == b'\n').count());
        if lines_seen.insert(line) {
            problems.push(syntax(text, span, error.message()));
        }
    }
    let span = table.span();
    Node { span, value: Value::Table(entries(table.get_ref())) }
}

fn syntax(text: &str, span: Span, message: &str) -> Diagnostic {
    if message.contains("duplicate key") {
        let name = text.get(span.clone()).unwrap_or("").trim();
        return Diagnostic::error("duplicate-name", span.clone(), format!("`{name}` is set twice"))
            .label("set a second time")
            .hint("keep one of the two");
    }
    let message = message.lines().next().unwrap_or("cannot be read").to_owned();
    Diagnostic::error("syntax", span, format!("not TOML: {message}"))
        .label("here")
        .hint("strings need quotes, tables brackets; a number with a unit is a string: \"2 GiB\"")
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
            parsed.map_or(Value::Broken, |n| Value::Number(n.to_string()))
        }
        DeValue::Float(number) => Value::Number(number.as_str().to_owned()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(date) => Value::Datetime(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(table) => Value::Table(entries(table)),
    };
    Node { span: value.span(), value: found }
}
