//! Three readings of a number: low, expected and high.

use costmodel_core::diag::Diagnostic;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use super::amount::{Amount, Dimension, single};
use super::fields::nearest;
use super::{Direction, FieldDoc, Node, Problems, Value};

/// `{ low = …, expected = …, high = … }`, which must rise or fall as the field's direction says.
pub(super) fn range<D: Dimension>(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Amount> {
    const NAMES: [&str; 3] = ["low", "expected", "high"];
    let mut unknown = 0;
    for (key, _) in node.entries() {
        if !NAMES.contains(&key.name.as_str()) {
            unknown += 1;
            let near = nearest(&key.name, NAMES.into_iter());
            problems.push(
                Diagnostic::error(
                    "unknown-key",
                    key.span.clone(),
                    format!("unknown key `{}` in a range", key.name),
                )
                .label("not a scenario")
                .hint(near.map_or("a range has low, expected and high".into(), |near| {
                    format!("did you mean `{near}`?")
                })),
            );
        }
    }
    let missing: Vec<&str> = NAMES.into_iter().filter(|name| node.get(name).is_none()).collect();
    // What is missing was probably misspelt.
    if missing.len() > unknown {
        problems.push(
            Diagnostic::error(
                "range-incomplete",
                node.span.clone(),
                format!("the range of `{}` lacks {}", doc.name, missing.join(" and ")),
            )
            .label("low, expected and high are all needed")
            .hint("a range has all three; a single value stands without a table"),
        );
    }
    let mut read = |name: &str| node.get(name).and_then(|value| single::<D>(value, doc, problems));
    let (low, expected, high) = (read("low"), read("expected"), read("high"));
    let (low, expected, high) = (low?, expected?, high?);
    if low.1 != expected.1 || expected.1 != high.1 {
        problems.push(
            Diagnostic::error(
                "per-mismatch",
                node.span.clone(),
                format!("the range of `{}` is per different things", doc.name),
            )
            .label("low, expected and high must be per the same")
            .hint("use one noun in all three"),
        );
        return None;
    }
    let rises = low.0 <= expected.0 && expected.0 <= high.0;
    let falls = low.0 >= expected.0 && expected.0 >= high.0;
    let (wrong, why) = match doc.direction {
        Direction::Up => (!rises, "more costs more, so low <= expected <= high"),
        Direction::Down => (!falls, "more costs less, so low >= expected >= high"),
        Direction::Neutral => (false, ""),
    };
    if wrong {
        problems.push(against_direction(node, doc, why, [low.0, expected.0, high.0]));
        return None;
    }
    Some(Amount {
        value: Ranged { low: low.0, expected: expected.0, high: high.0 },
        per: expected.1,
        unit: expected.2,
        span: node.span.clone(),
    })
}

fn against_direction(node: &Node, doc: &FieldDoc, why: &str, values: [Decimal; 3]) -> Diagnostic {
    let text = |name: &str| match node.get(name).map(|n| &n.value) {
        Some(Value::Text(text)) => format!("\"{text}\""),
        Some(Value::Number(text)) => text.clone(),
        _ => "…".into(),
    };
    let mut sorted: Vec<(Decimal, String)> =
        values.into_iter().zip(["low", "expected", "high"].map(text)).collect();
    sorted.sort();
    if doc.direction == Direction::Down {
        sorted.reverse();
    }
    let texts: Vec<&str> = sorted.iter().map(|(_, text)| text.as_str()).collect();
    let mended = match texts.as_slice() {
        [low, expected, high] => {
            format!("{} = {{ low = {low}, expected = {expected}, high = {high} }}", doc.name)
        }
        _ => String::new(),
    };
    Diagnostic::error(
        "range-direction",
        node.span.clone(),
        format!("the range of `{}` runs against its direction", doc.name),
    )
    .label(format!("of `{}`, {why}", doc.name))
    .hint(format!("`low` is the low-cost scenario: {mended}"))
}
