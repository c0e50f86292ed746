//! The reference of the workload file as markdown, from the same field tables that decode it.

use std::fmt::Write as _;

use crate::decode::time::SHAPES;
use crate::decode::{Direction, FieldDoc, Shape, Table};
use crate::kinds::KINDS;
use crate::spec::{
    Account, Commitment, Common, Discount, Driver, Environment, Event, Flow, Placement, Settings, Support,
};

const INTRO: &str = "\
# The workload file

Made from the field tables of the program; `costmodel schema` prints the same as JSON Schema.

## Numbers
- A number with a unit is a string: `\"2 GiB\"`, `\"4 %\"`, `\"900 ms\"`, `\"6_000 USD\"`. A bare number is a pure count. Underscores may group digits.
- GB is 10^9 bytes, GiB is 2^30 bytes.
- `per` names of what: the unit or the name of a driver (`\"3 requests per chat\"`, `\"1 request per documents.added\"`), or `month`.
- Any number may be one value or a range: `{ low = …, expected = …, high = … }`, as written, in the low-cost, expected and high-cost scenario.
- Direction: **up** more costs more, so low <= expected <= high; **down** more costs less, so low >= expected >= high; **neutral** any order.
- Where a distribution matters a field also takes `{ mean = …, p95 = … }` (a lognormal is fitted) or a histogram `{ \"1\" = \"60 %\", \"4\" = \"40 %\" }`.

## Names
Drivers, events, environments, placements and components share one namespace. A stock `documents` also gives `documents.added` and `documents.deleted`; what is derived from it has the same.
";

/// The reference page.
///
/// ```
/// assert!(costmodel_workload::reference::markdown().contains("### llm"));
/// ```
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from(INTRO);
    let sections: [(&str, &str, &[FieldDoc]); 11] = [
        ("Settings", "Before the first table.", Settings::FIELDS),
        ("[placement.NAME]", "Where components run.", Placement::FIELDS),
        (
            "[environment.NAME]",
            "A scaled copy beside production. Fixed fees are not scaled.",
            Environment::FIELDS,
        ),
        ("[driver.NAME]", "A flow, a stock, or derived from another.", Driver::FIELDS),
        ("[event.NAME]", "Something that happens to a driver in some months only.", Event::FIELDS),
        (
            "[[flow]]",
            "Bytes between two ends, once; load balancer, NAT, zone, CDN, private link and egress lines follow.",
            Flow::FIELDS,
        ),
        ("[[discount]]", "A negotiated discount.", Discount::FIELDS),
        ("[[commitment]]", "A commitment held today.", Commitment::FIELDS),
        ("[account]", "The account.", Account::FIELDS),
        ("[support]", "The support plan.", Support::FIELDS),
        ("Every component", "Keys of any kind, in its table.", Common::FIELDS),
    ];
    for (title, intro, fields) in sections {
        let _ = write!(out, "\n## {title}\n{intro}\n\n");
        table(&mut out, fields);
        if title == "[[flow]]" {
            implied(&mut out, crate::flows::IMPLIED);
        }
    }
    out.push_str("\n## Shapes of the week\nWeights of each hour from midnight, local time; the week's demand is spread in proportion.\n\n| name | weekdays | weekends |\n| --- | --- | --- |\n");
    for (name, weekday, weekend) in SHAPES {
        let list = |hours: [u32; 24]| hours.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "| {name} | {} | {} |", list(weekday), list(weekend));
    }
    out.push_str("\n## Kinds\n");
    for kind in KINDS {
        let _ = write!(out, "\n### {}\n{}\n\n```toml\n{}```\n\n", kind.name, kind.summary, kind.example);
        table(&mut out, kind.fields);
        implied(&mut out, kind.implied);
    }
    out
}

fn implied(out: &mut String, lines: &[&str]) {
    if lines.is_empty() {
        return;
    }
    out.push_str("\nImplied lines and defaults:\n");
    for line in lines {
        let _ = writeln!(out, "- {line}");
    }
}

fn table(out: &mut String, fields: &[FieldDoc]) {
    out.push_str("| key | written as | default | direction | meaning |\n| --- | --- | --- | --- | --- |\n");
    rows(out, fields, "");
}

fn rows(out: &mut String, fields: &[FieldDoc], prefix: &str) {
    for field in fields {
        let default = match (field.default, field.required) {
            (Some(text), _) => format!("`{text}`"),
            (None, true) => "required".to_owned(),
            (None, false) => "none".to_owned(),
        };
        let direction = match field.direction {
            Direction::Up => "up",
            Direction::Down => "down",
            Direction::Neutral => "neutral",
        };
        let name = format!("{prefix}{}", field.name);
        let doc = field.doc.trim().replace('|', "\\|");
        let _ = writeln!(out, "| `{name}` | {} | {default} | {direction} | {doc} |", written(&field.shape));
        if let Shape::Table(inner) = field.shape {
            rows(out, inner, &format!("{name}."));
        }
    }
}

fn written(shape: &Shape) -> String {
    match shape {
        Shape::Text | Shape::Name(_) => "text".into(),
        Shape::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" "),
        Shape::Bool => "`true` `false`".into(),
        Shape::Month => "`\"2027-01\"`".into(),
        Shape::Amount(example) => format!("`{example}`"),
        Shape::Distribution(example) => format!("`{example}` or a distribution"),
        Shape::OneOrMany(inner) => format!("{} or an array", written(inner)),
        Shape::List(inner) => format!("array of {}", written(inner)),
        Shape::Map(keys, inner) => format!("table: {keys} = {}", written(inner)),
        Shape::Table(_) => "table".into(),
        Shape::Either(shapes) => shapes.iter().map(written).collect::<Vec<_>>().join(" or "),
    }
}
