//! Numbers with units: one value or a range, checked against the direction of the field.

use std::marker::PhantomData;

use costmodel_core::diag::{Diagnostic, Span};
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use super::fields::{nearest, wrong_type};
use super::number::{self, Fault};
use super::range::range;
use super::units::{
    BYTE_UNITS, TIME_UNITS, byte_base, count_base, percent_base, second_base, token_base, usd_base,
};
use super::{Field, FieldDoc, Node, Problems, Shape, Value};

pub use super::distribution::{Spread, SpreadShape};

/// A quantity in the base unit of its dimension: bytes, seconds, tokens, USD, a fraction, a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Its value in each scenario.
    pub value: Ranged<Decimal>,
    /// `per` what, if it says so.
    pub per: Option<String>,
    /// The unit as it was written: for messages.
    pub unit: String,
    /// Where it stands.
    pub span: Span,
}

/// A dimension a field can have.
pub trait Dimension {
    /// How such a number is written, for messages and the reference.
    const EXAMPLE: &'static str;
    /// Whether `per` must, may or must not follow.
    const PER: Per;
    /// Whether a bare number, without quotes, is one.
    const BARE: bool = false;
    /// The least and the largest value.
    const BOUNDS: (i64, i64) = (0, 1_000_000_000_000_000);
    /// How many base units one such unit is.
    fn base(unit: &str) -> Option<Decimal>;
    /// The units to choose from, for did-you-mean.
    const UNITS: &'static [&'static str];
}

/// Whether `per` follows a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// It must.
    Must,
    /// It may.
    May,
    /// It must not.
    Never,
}

/// An [`Amount`] of a dimension.
#[derive(Clone, Debug)]
pub struct Measure<D> {
    /// The amount, in base units.
    pub amount: Amount,
    dimension: PhantomData<D>,
}

impl<D> std::ops::Deref for Measure<D> {
    type Target = Amount;
    fn deref(&self) -> &Amount {
        &self.amount
    }
}

impl<D> Measure<D> {
    /// The same, written the same, with another value.
    #[must_use]
    pub fn with(&self, value: Ranged<Decimal>) -> Measure<D> {
        Measure { amount: Amount { value, ..self.amount.clone() }, dimension: PhantomData }
    }
}

impl Amount {
    /// The expected reading.
    #[must_use]
    pub fn expected(&self) -> Decimal {
        self.value.expected
    }
}

macro_rules! dimensions {
    ($($(#[doc = $doc:literal])* $alias:ident = $name:ident { example: $example:literal, per: $per:ident, bare: $bare:literal, bounds: $bounds:expr, units: $units:expr, base: $base:expr })*) => {
        $(
            $(#[doc = $doc])*
            pub type $alias = Measure<$name>;
            $(#[doc = $doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name;
            impl Dimension for $name {
                const EXAMPLE: &'static str = $example;
                const PER: Per = Per::$per;
                const BARE: bool = $bare;
                const BOUNDS: (i64, i64) = $bounds;
                const UNITS: &'static [&'static str] = $units;
                fn base(unit: &str) -> Option<Decimal> {
                    let base: fn(&str) -> Option<Decimal> = $base;
                    base(unit)
                }
            }
        )*
    };
}

const ANY: (i64, i64) = (0, 1_000_000_000_000_000);

dimensions! {
    /// A pure count: `20`, `"1_000_000"`, `"4 instances"`.
    Count = CountDimension { example: "20", per: Never, bare: true, bounds: ANY, units: &[], base: count_base }
    /// A count for each of something: `"3 requests per chat"`.
    PerCount = PerCountDimension { example: "\"3 requests per chat\"", per: Must, bare: false, bounds: ANY, units: &[], base: count_base }
    /// A count, for each of something or in a month: `"9 events per chat"`, `"50_000 per month"`.
    Events = EventsDimension { example: "\"50_000 per month\"", per: May, bare: true, bounds: ANY, units: &[], base: count_base }
    /// Bytes: `"2 GiB"`.
    Bytes = BytesDimension { example: "\"2 GiB\"", per: Never, bare: false, bounds: (0, i64::MAX), units: BYTE_UNITS, base: byte_base }
    /// Bytes, perhaps for each of something: `"180 KiB per document"`.
    PerBytes = PerBytesDimension { example: "\"180 KiB per document\"", per: May, bare: false, bounds: (0, i64::MAX), units: BYTE_UNITS, base: byte_base }
    /// A time, in seconds: `"900 ms"`, `"5m"`, `"30 days"`.
    Seconds = SecondsDimension { example: "\"900 ms\"", per: Never, bare: false, bounds: ANY, units: TIME_UNITS, base: second_base }
    /// A time, for each of something or in a month, in seconds: `"200 hours per month"`.
    PerSeconds = PerSecondsDimension { example: "\"200 hours per month\"", per: Must, bare: false, bounds: ANY, units: TIME_UNITS, base: second_base }
    /// A part of a whole: `"65 %"`, from 0 to 100 %.
    Fraction = FractionDimension { example: "\"65 %\"", per: Never, bare: false, bounds: (0, 1), units: &["%"], base: percent_base }
    /// A multiplier: `"130 %"`.
    Percent = PercentDimension { example: "\"130 %\"", per: Never, bare: false, bounds: (0, 1_000_000), units: &["%"], base: percent_base }
    /// A change, up or down: `"4 %"`, `"-2 %"`.
    Change = ChangeDimension { example: "\"4 %\"", per: Never, bare: false, bounds: (-1, 1_000), units: &["%"], base: percent_base }
    /// A change in a month as a count, up or down: `"50_000 per month"`.
    Step = StepDimension { example: "\"50_000 per month\"", per: May, bare: true, bounds: (-1_000_000_000_000_000, 1_000_000_000_000_000), units: &[], base: count_base }
    /// Tokens: `"1_500 tokens"`.
    Tokens = TokensDimension { example: "\"1_500 tokens\"", per: May, bare: true, bounds: (0, 1_000_000_000), units: &["tokens", "token"], base: token_base }
    /// Tokens of what the field itself names, a turn or an answer: `"1_500 tokens"`.
    OwnTokens = OwnTokensDimension { example: "\"1_500 tokens\"", per: Never, bare: true, bounds: (0, 1_000_000_000), units: &["tokens", "token"], base: token_base }
    /// Money: `"6_000 USD"`.
    Usd = UsdDimension { example: "\"6_000 USD\"", per: May, bare: false, bounds: (0, 1_000_000_000), units: &["USD"], base: usd_base }
}

impl<D: Dimension> Field for Measure<D> {
    const SHAPE: Shape = Shape::Amount(D::EXAMPLE);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        let amount = match &node.value {
            Value::Table(_) => range::<D>(node, doc, problems)?,
            _ => {
                let one = single::<D>(node, doc, problems)?;
                Amount { value: Ranged::same(one.0), per: one.1, unit: one.2, span: node.span.clone() }
            }
        };
        Some(Measure { amount, dimension: PhantomData })
    }
}

/// One number with its unit and noun, in base units.
pub fn single<D: Dimension>(
    node: &Node,
    doc: &FieldDoc,
    problems: &mut Problems,
) -> Option<(Decimal, Option<String>, String)> {
    let mended = |text: &str| format!("write it as `{} = {text}`", doc.name);
    let text = match &node.value {
        Value::Text(text) => text.as_str(),
        Value::Number(text) if D::BARE => text.as_str(),
        Value::Number(_) => {
            problems.push(unit_missing::<D>(node, doc));
            return None;
        }
        Value::Broken => return None,
        _ => {
            problems
                .push(wrong_type(node, &format!("a number like {}", D::EXAMPLE)).hint(mended(D::EXAMPLE)));
            return None;
        }
    };
    let written = match number::parse(text) {
        Ok(written) => written,
        Err(fault) => {
            let separators = text.bytes().any(|b| b.is_ascii_digit()) && text.contains([',', '\'', '.']);
            let (code, message, hint) = match fault {
                Fault::NoNumber if separators => (
                    "not-a-number",
                    format!("`{text}` is not a number"),
                    "thousands are written with `_`, decimals with one `.`: 50_000, 1.5".to_owned(),
                ),
                Fault::NoNumber => ("not-a-number", format!("`{text}` is not a number"), mended(D::EXAMPLE)),
                Fault::Exponent => (
                    "not-a-number",
                    format!("`{text}` is not a plain number"),
                    "write out all digits, with `_` between thousands: 50_000".to_owned(),
                ),
                Fault::TooLong => (
                    "not-a-number",
                    format!("`{text}` has more digits than can be kept exactly"),
                    "28 digits are kept: round it".to_owned(),
                ),
                Fault::NoNoun => (
                    "per-missing",
                    format!("`{text}` does not say per what"),
                    format!("name the unit of a driver: {}", D::EXAMPLE),
                ),
            };
            let label = if code == "per-missing" { "per what?" } else { "expected a number" };
            problems.push(Diagnostic::error(code, node.span.clone(), message).label(label).hint(hint));
            return None;
        }
    };
    let Some(base) = D::base(&written.unit) else {
        if written.unit.is_empty() {
            problems.push(unit_missing::<D>(node, doc));
            return None;
        }
        let words: Vec<&str> = written.unit.split_whitespace().collect();
        let hint = match nearest(&written.unit, D::UNITS.iter().copied()) {
            // `12 chunks pre document`
            None if words.len() > 2
                && words.iter().any(|word| strsim::damerau_levenshtein(word, "per") == 1) =>
            {
                let mended: Vec<&str> = words
                    .iter()
                    .map(|word| if strsim::damerau_levenshtein(word, "per") == 1 { "per" } else { word })
                    .collect();
                format!("did you mean \"{} {}\"?", written.number, mended.join(" "))
            }
            Some(near) => format!("did you mean \"{} {near}\"?", written.number),
            None if D::UNITS.is_empty() => format!(
                "a count has no unit: for example {} = {}; k, M and G stand for thousand, million, billion",
                doc.name,
                D::EXAMPLE
            ),
            None => format!("units here: {}; for example {}", D::UNITS.join(", "), D::EXAMPLE),
        };
        let message = format!("`{}` is not a unit of `{}`", written.unit, doc.name);
        problems
            .push(Diagnostic::error("unit-mismatch", node.span.clone(), message).label("unit").hint(hint));
        return None;
    };
    check_per::<D>(node, doc, written.per.as_deref(), problems)?;
    let value = written.number.checked_mul(base);
    let (least, most) = D::BOUNDS;
    match value.filter(|v| *v <= Decimal::from(most)) {
        Some(value) if value >= Decimal::from(least) => Some((value.normalize(), written.per, written.unit)),
        _ => {
            let (low, high) = (bound_text::<D>(least), bound_text::<D>(most));
            let (code, message, hint) = if written.number.is_sign_negative() && least == 0 {
                let positive = text.trim().trim_start_matches('-');
                let positive = if matches!(node.value, Value::Text(_)) {
                    format!("\"{positive}\"")
                } else {
                    positive.to_owned()
                };
                ("negative", format!("`{}` cannot be negative", doc.name), mended(&positive))
            } else {
                (
                    "out-of-range",
                    format!("`{}` cannot be {text}", doc.name),
                    format!("for example {} = {}", doc.name, D::EXAMPLE),
                )
            };
            problems.push(
                Diagnostic::error(code, node.span.clone(), message)
                    .label(format!("from {low} to {high}"))
                    .hint(hint),
            );
            None
        }
    }
}

fn unit_missing<D: Dimension>(node: &Node, doc: &FieldDoc) -> Diagnostic {
    let units =
        if D::UNITS.len() > 1 { format!("; units here: {}", D::UNITS.join(", ")) } else { String::new() };
    Diagnostic::error("unit-missing", node.span.clone(), format!("`{}` needs a unit", doc.name))
        .label("a number without a unit")
        .hint(format!("for example {} = {}{units}", doc.name, D::EXAMPLE))
}

/// A bound of a dimension in its base unit, with `_` between thousands.
fn bound_text<D: Dimension>(bound: i64) -> String {
    match bound {
        _ if D::UNITS == ["%"] => format!("{} %", bound.saturating_mul(100)),
        i64::MAX => "8_191 PiB".to_owned(),
        _ => grouped(bound),
    }
}

fn grouped(number: i64) -> String {
    let (sign, digits) = (if number < 0 { "-" } else { "" }, number.unsigned_abs().to_string());
    let mut out = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len().saturating_sub(at) % 3 == 0 {
            out.push('_');
        }
        out.push(digit);
    }
    out
}

fn check_per<D: Dimension>(
    node: &Node,
    doc: &FieldDoc,
    per: Option<&str>,
    problems: &mut Problems,
) -> Option<()> {
    match (D::PER, per) {
        (Per::Must, None) => {
            problems.push(
                Diagnostic::error(
                    "per-missing",
                    node.span.clone(),
                    format!("`{}` does not say per what", doc.name),
                )
                .label("per what?")
                .hint(format!("name the unit of a driver: {}", D::EXAMPLE)),
            );
            None
        }
        (Per::Never, Some(noun)) => {
            problems.push(
                Diagnostic::error(
                    "per-unexpected",
                    node.span.clone(),
                    format!("`{}` is not per anything", doc.name),
                )
                .label(format!("`per {noun}` does not belong here"))
                .hint(format!("for example {} = {}", doc.name, D::EXAMPLE)),
            );
            None
        }
        _ => Some(()),
    }
}
