//! JSON Schema of the workload file, from the same field tables that decode it.

use std::fmt::Write as _;

use crate::decode::{Direction, FieldDoc, Shape, Table};
use crate::kinds::KINDS;
use crate::spec::{
    Account, Commitment, Common, Discount, Driver, Environment, Event, Flow, Placement, Settings, Support,
};

/// The JSON Schema (draft 2020-12) of the workload file, as text with a final line break.
///
/// ```
/// assert!(costmodel_workload::schema::json().contains("\"object-storage\""));
/// ```
#[must_use]
pub fn json() -> String {
    let mut out = Json::default();
    out.open("{");
    out.entry("$schema", "\"https://json-schema.org/draft/2020-12/schema\"");
    out.entry("title", "\"costmodel workload\"");
    out.entry("type", "\"object\"");
    out.entry("additionalProperties", "false");
    let required: Vec<&str> =
        Settings::FIELDS.iter().filter(|field| field.required).map(|field| field.name).collect();
    out.entry("required", &names(&required));
    out.key("properties");
    out.open("{");
    fields(&mut out, Settings::FIELDS);
    for (name, doc, table) in [
        ("placement", "Where components run. The first is the default.", Placement::FIELDS),
        ("environment", "Scaled copies of the system beside production.", Environment::FIELDS),
        ("driver", "Business numbers that usage follows.", Driver::FIELDS),
        ("event", "What happens to a driver in some months only.", Event::FIELDS),
    ] {
        out.key(name);
        out.open("{");
        out.entry("description", &quoted(doc));
        out.entry("type", "\"object\"");
        out.key("additionalProperties");
        object(&mut out, table, &[]);
        out.close("}");
    }
    component(&mut out);
    for (name, doc, table) in [
        ("flow", "Bytes between two ends per unit of a driver.", Flow::FIELDS),
        ("discount", "Negotiated discounts.", Discount::FIELDS),
        ("commitment", "Commitments held today.", Commitment::FIELDS),
    ] {
        out.key(name);
        out.open("{");
        out.entry("description", &quoted(doc));
        out.entry("type", "\"array\"");
        out.key("items");
        object(&mut out, table, &[]);
        out.close("}");
    }
    for (name, table) in [("account", Account::FIELDS), ("support", Support::FIELDS)] {
        out.key(name);
        object(&mut out, table, &[]);
    }
    out.close("}");
    out.close("}");
    out.text.push('\n');
    out.text
}

fn component(out: &mut Json) {
    out.key("component");
    out.open("{");
    out.entry("description", "\"The parts of the system, each of exactly one kind.\"");
    out.entry("type", "\"object\"");
    out.key("additionalProperties");
    out.open("{");
    out.entry("type", "\"object\"");
    out.entry("minProperties", "1");
    out.entry("maxProperties", "1");
    out.entry("additionalProperties", "false");
    out.key("properties");
    out.open("{");
    for kind in KINDS {
        out.key(kind.name);
        object(out, kind.fields, Common::FIELDS);
    }
    out.close("}");
    out.close("}");
    out.close("}");
}

fn object(out: &mut Json, table: &[FieldDoc], more: &[FieldDoc]) {
    out.open("{");
    out.entry("type", "\"object\"");
    out.entry("additionalProperties", "false");
    let required: Vec<&str> = table.iter().filter(|field| field.required).map(|field| field.name).collect();
    if !required.is_empty() {
        out.entry("required", &names(&required));
    }
    out.key("properties");
    out.open("{");
    fields(out, table);
    fields(out, more);
    out.close("}");
    out.close("}");
}

fn fields(out: &mut Json, table: &[FieldDoc]) {
    for field in table {
        out.key(field.name);
        let mut doc = field.doc.trim().to_owned();
        match field.direction {
            Direction::Up => doc.push_str(" (more costs more)"),
            Direction::Down => doc.push_str(" (more costs less)"),
            Direction::Neutral => {}
        }
        out.open("{");
        out.entry("description", &quoted(&doc));
        if let Some(default) = field.default {
            out.entry(
                "default",
                &if matches!(field.shape, Shape::Bool) { default.to_owned() } else { quoted(default) },
            );
        }
        shape(out, &field.shape);
        out.close("}");
    }
}

/// The keywords of a shape, inside an object that is already open.
fn shape(out: &mut Json, of: &Shape) {
    match of {
        Shape::Text | Shape::Name(_) => out.entry("type", "\"string\""),
        Shape::Choice(words) => out.entry("enum", &names(words)),
        Shape::Bool => out.entry("type", "\"boolean\""),
        Shape::Month => {
            out.entry("type", "\"string\"");
            out.entry("pattern", &quoted("^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$"));
        }
        Shape::Amount(example) => {
            out.entry("examples", &format!("[{}]", quoted(example.trim_matches('"'))));
            out.entry("anyOf", &format!("[{}, {}]", VALUE, RANGE));
        }
        Shape::Distribution(example) => {
            out.entry("examples", &format!("[{}]", quoted(example.trim_matches('"'))));
            out.entry("anyOf", &format!("[{}, {}, {}, {}]", VALUE, RANGE, MEAN, HISTOGRAM));
        }
        Shape::OneOrMany(inner) => {
            out.key("anyOf");
            out.open("[");
            out.open("{");
            shape(out, inner);
            out.close("}");
            out.open("{");
            out.entry("type", "\"array\"");
            out.key("items");
            out.open("{");
            shape(out, inner);
            out.close("}");
            out.close("}");
            out.close("]");
        }
        Shape::List(inner) => {
            out.entry("type", "\"array\"");
            out.key("items");
            out.open("{");
            shape(out, inner);
            out.close("}");
        }
        Shape::Map(_, inner) => {
            out.entry("type", "\"object\"");
            out.key("additionalProperties");
            out.open("{");
            shape(out, inner);
            out.close("}");
        }
        Shape::Table(table) => {
            out.entry("type", "\"object\"");
            out.entry("additionalProperties", "false");
            out.key("properties");
            out.open("{");
            fields(out, table);
            out.close("}");
        }
        Shape::Either(shapes) => {
            out.key("anyOf");
            out.open("[");
            for one in *shapes {
                out.open("{");
                shape(out, one);
                out.close("}");
            }
            out.close("]");
        }
    }
}

const VALUE: &str = r#"{"type": ["string", "number"]}"#;
const RANGE: &str = r#"{"type": "object", "required": ["low", "expected", "high"], "additionalProperties": false, "properties": {"low": {"type": ["string", "number"]}, "expected": {"type": ["string", "number"]}, "high": {"type": ["string", "number"]}}}"#;
const MEAN: &str = r#"{"type": "object", "required": ["mean", "p95"], "additionalProperties": false, "properties": {"mean": {}, "p95": {}}}"#;
const HISTOGRAM: &str = r#"{"type": "object", "patternProperties": {"^[0-9][0-9_.]*( ?[A-Za-z]+)?$": {"type": "string"}}, "additionalProperties": false}"#;

fn names(list: &[&str]) -> String {
    format!("[{}]", list.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Indented JSON, written in order.
#[derive(Default)]
struct Json {
    text: String,
    depth: usize,
    after_key: bool,
    first: bool,
}

impl Json {
    fn line(&mut self) {
        if self.after_key {
            self.after_key = false;
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(if self.first { "\n" } else { ",\n" });
        }
        self.first = false;
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn open(&mut self, bracket: &str) {
        self.line();
        self.text.push_str(bracket);
        self.depth += 1;
        self.first = true;
    }

    fn close(&mut self, bracket: &str) {
        self.depth = self.depth.saturating_sub(1);
        if !self.first {
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n("  ", self.depth));
        }
        self.first = false;
        self.text.push_str(bracket);
    }

    fn key(&mut self, name: &str) {
        self.line();
        let _ = write!(self.text, "{}: ", quoted(name));
        self.after_key = true;
    }

    fn entry(&mut self, name: &str, value: &str) {
        self.key(name);
        self.after_key = false;
        self.text.push_str(value);
    }
}
