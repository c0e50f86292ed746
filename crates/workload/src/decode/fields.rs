//! One declaration per noun: `spec!` makes the struct, its decoder and its table of fields from it, and
//! decode, JSON Schema, reference page and did-you-mean all read that table.

use costmodel_core::diag::{Diagnostic, Span};

use super::{Node, Problems, Value};

/// What a field looks like from outside.
#[derive(Clone, Copy, Debug)]
pub struct FieldDoc {
    /// Its key.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Whether it must be written.
    pub required: bool,
    /// What holds when it is not, in the notation of the file.
    pub default: Option<&'static str>,
    /// What may be written.
    pub shape: Shape,
    /// Whether more of it costs more.
    pub direction: Direction,
}

/// Whether more of a number costs more: decides which way a range must rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More costs more: demand, bytes.
    Up,
    /// More costs less: cache hits, throughput of a replica.
    Down,
    /// Neither: memory size, retention.
    Neutral,
}

/// What may be written as a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Free text.
    Text,
    /// A name declared elsewhere in the file: of what.
    Name(&'static str),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// True or false.
    Bool,
    /// `"2027-01"` or a day.
    Month,
    /// A number, with an example of how it is written; one value or a range.
    Amount(&'static str),
    /// A number that can also be a distribution.
    Distribution(&'static str),
    /// A value or an array of it.
    OneOrMany(&'static Shape),
    /// An array.
    List(&'static Shape),
    /// Keys the user chooses, and what stands under each.
    Map(&'static str, &'static Shape),
    /// A table with its own fields.
    Table(&'static [FieldDoc]),
    /// One of several shapes.
    Either(&'static [Shape]),
}

/// Something that can be read from a node.
pub trait Field: Sized {
    /// What may be written.
    const SHAPE: Shape;
    /// Whether it must be, unless the declaration gives a default.
    const REQUIRED: bool = true;
    /// Reads it; `None` when it cannot be, after saying why.
    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self>;
    /// What holds when nothing is written.
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: Field> Field for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const REQUIRED: bool = false;

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        T::decode(node, doc, problems).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// A noun that `spec!` declared.
pub trait Table: Sized {
    /// Its fields.
    const FIELDS: &'static [FieldDoc];
    /// Reads it from a table; `extra` are fields that others read from the same table.
    fn read(node: &Node, extra: &[FieldDoc], problems: &mut Problems) -> Option<Self>;
}

impl<T: Table> Field for T {
    const SHAPE: Shape = Shape::Table(T::FIELDS);

    fn decode(node: &Node, _: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        T::read(node, &[], problems)
    }
}

/// Reads one field of a table: what is written, else the default, else nothing if that is allowed.
pub fn field<T: Field>(
    table: &Node,
    doc: &'static FieldDoc,
    at: &Span,
    problems: &mut Problems,
) -> Option<T> {
    if let Some(node) = table.get(doc.name) {
        return T::decode(node, doc, problems);
    }
    if let Some(text) = doc.default {
        let value = match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ if text.parse::<rust_decimal::Decimal>().is_ok() => Value::Number(text.to_owned()),
            _ => Value::Text(text.to_owned()),
        };
        return T::decode(&Node { span: at.clone(), value }, doc, problems);
    }
    // A missing key whose misspelling stands there is one problem, already said as an unknown key.
    T::absent().or_else(|| {
        if near_miss(table, doc.name).is_none() {
            problems.push(
                Diagnostic::error("missing-key", at.clone(), format!("`{}` is missing", doc.name))
                    .label(format!("needs `{}`", doc.name))
                    .hint(format!(
                        "{}: add `{} = {}`",
                        first_sentence(doc.doc),
                        doc.name,
                        doc.shape.example()
                    )),
            );
        }
        None
    })
}

/// How many keys of a table are reported: who has more has another file.
const MOST: usize = 2_000;

/// Reports keys that are no field, with the field that was probably meant.
pub fn unknown_keys(table: &Node, fields: &[FieldDoc], extra: &[FieldDoc], problems: &mut Problems) {
    let names = || fields.iter().chain(extra).map(|field| field.name);
    // Fields without a text are known, and not offered.
    let offered: Vec<&str> =
        fields.iter().chain(extra).filter(|field| !field.doc.is_empty()).map(|field| field.name).collect();
    let unset: Vec<&str> = offered.iter().copied().filter(|name| table.get(name).is_none()).collect();
    let strange = table.entries().iter().filter(|(key, _)| !names().any(|name| name == key.name));
    for (key, _) in strange.take(MOST) {
        // Of two that are as near, the one that is not there yet.
        let hint = match nearest(&key.name, unset.iter().copied().chain(offered.iter().copied())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys: {}", offered.join(", ")),
        };
        problems.push(
            Diagnostic::error("unknown-key", key.span.clone(), format!("unknown key `{}`", key.name))
                .label("not a key here")
                .hint(hint),
        );
    }
}

/// Whether a table; says so if not.
pub fn expect_table(node: &Node, problems: &mut Problems) -> bool {
    match node.value {
        Value::Table(_) => true,
        Value::Broken => false,
        _ => {
            problems.push(
                wrong_type(node, "a table")
                    .hint("keys stand below a [header], or in braces: { key = \"value\" }"),
            );
            false
        }
    }
}

/// "expected X, found Y".
#[must_use]
pub fn wrong_type(node: &Node, expected: &str) -> Diagnostic {
    Diagnostic::error("wrong-type", node.span.clone(), format!("expected {expected}, found {}", node.kind()))
        .label(format!("expected {expected}"))
}

/// The key in a table that is probably a misspelling of a name.
fn near_miss(table: &Node, name: &str) -> Option<String> {
    table.entries().iter().map(|(key, _)| key.name.as_str()).find(|key| is_near(key, name)).map(str::to_owned)
}

/// The nearest of several names, if one is near enough to be meant; of those as near the longest, then the first.
#[must_use]
pub fn nearest<'a>(name: &str, of: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    of.filter(|candidate| is_near(name, candidate)).min_by_key(|candidate| {
        (strsim::damerau_levenshtein(name, candidate), std::cmp::Reverse(candidate.len()))
    })
}

/// One letter off; or some letters, of a long name, with three in a row in common; or only in capitals.
fn is_near(name: &str, candidate: &str) -> bool {
    if name.eq_ignore_ascii_case(candidate) {
        return true;
    }
    let length = candidate.chars().count();
    // Names of very different length need no comparison.
    if name.chars().count().abs_diff(length) > 1 + length / 4 {
        return false;
    }
    let distance = strsim::damerau_levenshtein(name, candidate);
    let three_in_common =
        || candidate.as_bytes().windows(3).any(|three| name.as_bytes().windows(3).any(|own| own == three));
    distance < length.max(2) && (distance <= 1 || (distance <= 1 + length / 4 && three_in_common()))
}

fn first_sentence(doc: &str) -> &str {
    doc.trim().split_once(". ").map_or(doc.trim().trim_end_matches('.'), |(first, _)| first)
}

impl Shape {
    /// How a value is written, for hints.
    #[must_use]
    pub fn example(&self) -> String {
        match self {
            Shape::Text | Shape::Name(_) => "\"…\"".into(),
            Shape::Choice(words) => format!("\"{}\"", words.first().unwrap_or(&"…")),
            Shape::Bool => "true".into(),
            Shape::Month => "\"2027-01\"".into(),
            Shape::Amount(example) | Shape::Distribution(example) => (*example).into(),
            Shape::OneOrMany(inner) => inner.example(),
            Shape::List(inner) => format!("[{}]", inner.example()),
            Shape::Map(..) | Shape::Table(_) => "{ … }".into(),
            Shape::Either(shapes) => shapes.first().map_or_else(String::new, Shape::example),
        }
    }
}

/// Declares a noun of the workload file.
///
/// ```text
/// spec! {
///     /// Object storage.
///     pub struct ObjectStorage {
///         /// What is kept.
///         up keeps: OneOrMany<At<String>>,
///         /// The storage class.
///         neutral class: Class = "hot",
///     }
/// }
/// ```
#[macro_export]
macro_rules! spec {
    ($(#[doc = $sdoc:literal])* $vis:vis struct $name:ident {
        $($(#[doc = $doc:literal])* $direction:ident $field:ident $(as $key:literal)? : $ty:ty $(= $default:literal)?),* $(,)?
    }) => {
        $(#[doc = $sdoc])*
        #[derive(Clone, Debug)]
        $vis struct $name { $($(#[doc = $doc])* pub $field: $ty),* }

        impl $crate::decode::Table for $name {
            const FIELDS: &'static [$crate::decode::FieldDoc] = &[$($crate::decode::FieldDoc {
                name: $crate::spec!(@key $field $($key)?),
                doc: concat!($($doc),*),
                required: <$ty as $crate::decode::Field>::REQUIRED && !$crate::spec!(@has $($default)?),
                default: $crate::spec!(@default $($default)?),
                shape: <$ty as $crate::decode::Field>::SHAPE,
                direction: $crate::spec!(@direction $direction),
            }),*];

            fn read(
                node: &$crate::decode::Node,
                extra: &[$crate::decode::FieldDoc],
                problems: &mut $crate::decode::Problems,
            ) -> Option<Self> {
                if !$crate::decode::fields::expect_table(node, problems) {
                    return None;
                }
                $crate::decode::fields::unknown_keys(node, Self::FIELDS, extra, problems);
                let mut docs = Self::FIELDS.iter();
                $(let $field = $crate::decode::fields::field::<$ty>(node, docs.next()?, &node.span, problems);)*
                Some(Self { $($field: $field?),* })
            }
        }
    };
    (@key $field:ident $key:literal) => { $key };
    (@key $field:ident) => { stringify!($field) };
    (@has $default:literal) => { true };
    (@has) => { false };
    (@default $default:literal) => { Some($default) };
    (@default) => { None };
    (@direction up) => { $crate::decode::Direction::Up };
    (@direction down) => { $crate::decode::Direction::Down };
    (@direction neutral) => { $crate::decode::Direction::Neutral };
}

/// Declares a choice between words of the file.
#[macro_export]
macro_rules! choice {
    ($(#[doc = $edoc:literal])* $vis:vis enum $name:ident { $($(#[doc = $doc:literal])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[doc = $edoc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name { $($(#[doc = $doc])* $variant),* }

        impl $name {
            /// The words, in order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word of the file.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }

        impl $crate::decode::Field for $name {
            const SHAPE: $crate::decode::Shape = $crate::decode::Shape::Choice(Self::WORDS);

            fn decode(node: &$crate::decode::Node, _: &$crate::decode::FieldDoc, problems: &mut $crate::decode::Problems) -> Option<Self> {
                match $crate::decode::value::word_of(node, Self::WORDS, problems)? {
                    $($word => Some($name::$variant),)*
                    _ => None,
                }
            }
        }
    };
}
