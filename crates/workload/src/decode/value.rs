//! Plain values: text, names, flags, one or many.

use costmodel_core::diag::{Diagnostic, Span};

use super::fields::{nearest, wrong_type};
use super::{Field, FieldDoc, Node, Problems, Shape, Value};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Byte offsets.
    pub span: Span,
}

impl Field for At<String> {
    const SHAPE: Shape = Shape::Text;

    fn decode(node: &Node, _: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        let text = text_of(node, problems)?;
        Some(At { value: text.to_owned(), span: node.span.clone() })
    }
}

impl Field for bool {
    const SHAPE: Shape = Shape::Bool;

    fn decode(node: &Node, _: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(value),
            Value::Broken => None,
            _ => {
                problems.push(wrong_type(node, "true or false").hint("write true or false, without quotes"));
                None
            }
        }
    }
}

/// One value or an array of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T: Field> Field for OneOrMany<T> {
    const SHAPE: Shape = Shape::OneOrMany(&T::SHAPE);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::List(items) => {
                let all: Vec<Option<T>> = items.iter().map(|item| T::decode(item, doc, problems)).collect();
                all.into_iter().collect::<Option<Vec<T>>>().map(OneOrMany)
            }
            _ => T::decode(node, doc, problems).map(|one| OneOrMany(vec![one])),
        }
    }
}

impl<T: Field> Field for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::List(items) => {
                let all: Vec<Option<T>> = items.iter().map(|item| T::decode(item, doc, problems)).collect();
                all.into_iter().collect()
            }
            Value::Broken => None,
            _ => {
                problems.push(wrong_type(node, "an array").hint("write it in brackets: [ … ]"));
                None
            }
        }
    }
}

/// The text of a string; says so when it is something else.
pub fn text_of<'n>(node: &'n Node, problems: &mut Problems) -> Option<&'n str> {
    match &node.value {
        Value::Text(text) => Some(text),
        Value::Broken => None,
        _ => {
            let hint = match &node.value {
                Value::Number(text) | Value::Datetime(text) => format!("write it in quotes: \"{text}\""),
                Value::Bool(value) => format!("write it in quotes: \"{value}\""),
                _ => "write one text in quotes".to_owned(),
            };
            problems.push(wrong_type(node, "a string").hint(hint));
            None
        }
    }
}

/// One of some words; says which was probably meant when it is none.
pub fn word_of<'n>(node: &'n Node, words: &[&str], problems: &mut Problems) -> Option<&'n str> {
    let text = text_of(node, problems)?;
    if words.contains(&text) {
        return Some(text);
    }
    let hint = match nearest(text, words.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("one of: {}", words.join(", ")),
    };
    problems.push(
        Diagnostic::error("unknown-word", node.span.clone(), format!("`{text}` is not a choice here"))
            .label("not one of the choices")
            .hint(hint),
    );
    None
}
