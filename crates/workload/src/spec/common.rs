//! What several nouns share: maps by month and the keys every component has.

use std::collections::BTreeMap;

use costmodel_core::diag::Diagnostic;
use costmodel_core::month::Month;
use jiff::civil::Date;

use crate::decode::fields::{expect_table, wrong_type};
use crate::decode::{At, Field, FieldDoc, Node, OneOrMany, Problems, Shape, Value};
use crate::spec;

spec! {
    /// Keys that every component has, whatever its kind.
    pub struct Common {
        /// Its first month, or day; part months go by day.
        neutral from: Option<At<Date>>,
        /// The first month, or day, it is gone.
        neutral until: Option<At<Date>>,
        /// Where it runs; default: in every placement, by their shares.
        neutral placement: Option<At<String>>,
        /// In which environments it exists; default: in all.
        neutral environments: Option<OneOrMany<At<String>>>,
    }
}

/// A table whose keys are months.
#[derive(Clone, Debug, Default)]
pub struct MonthMap<T>(pub BTreeMap<Month, T>);

impl<T: Field> Field for MonthMap<T> {
    const SHAPE: Shape = Shape::Map("a month like \"2027-06\"", &T::SHAPE);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        keyed(node, doc, problems, "the keys of this table are months: \"2027-06\" = …", |text| {
            text.parse::<Month>().map_err(|_| format!("`{text}` is not a month"))
        })
        .map(MonthMap)
    }
}

/// A table whose keys are months of the year, 1 to 12.
#[derive(Clone, Debug, Default)]
pub struct SeasonMap<T>(pub BTreeMap<i8, T>);

impl<T: Field> Field for SeasonMap<T> {
    const SHAPE: Shape = Shape::Map("a month of the year, 1 to 12", &T::SHAPE);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        keyed(
            node,
            doc,
            problems,
            "the keys of this table are months of the year: 11 = … is every November",
            |text| match text.parse::<i8>() {
                Ok(month) if (1..=12).contains(&month) => Ok(month),
                _ => Err(format!("`{text}` is not a month of the year, 1 to 12")),
            },
        )
        .map(SeasonMap)
    }
}

fn keyed<K: Ord, T: Field>(
    node: &Node,
    doc: &FieldDoc,
    problems: &mut Problems,
    mend: &str,
    read: impl Fn(&str) -> Result<K, String>,
) -> Option<BTreeMap<K, T>> {
    if !expect_table(node, problems) {
        return None;
    }
    let mut map = BTreeMap::new();
    let mut whole = true;
    for (key, value) in node.entries() {
        match read(&key.name) {
            Ok(name) => match T::decode(value, doc, problems) {
                Some(value) => {
                    map.insert(name, value);
                }
                None => whole = false,
            },
            Err(why) => {
                whole = false;
                problems.push(
                    Diagnostic::error("not-a-date", key.span.clone(), why)
                        .label("expected a month")
                        .hint(mend),
                );
            }
        }
    }
    whole.then_some(map)
}

impl<T: Field> Field for BTreeMap<String, T> {
    const SHAPE: Shape = Shape::Map("a name", &T::SHAPE);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        if !matches!(node.value, Value::Table(_)) {
            problems.push(wrong_type(node, "a table").hint("write it in braces: { \"name\" = \"value\" }"));
            return None;
        }
        let entries = node.entries().iter();
        entries.map(|(key, value)| Some((key.name.clone(), T::decode(value, doc, problems)?))).collect()
    }
}
