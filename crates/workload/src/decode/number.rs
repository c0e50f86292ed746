//! `"12_000 KiB per document"`: a number, its unit, and of what.

use rust_decimal::Decimal;

/// A written number, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The number.
    pub number: Decimal,
    /// What stands between it and `per`: `KiB`, `USD`, `%`, `requests`, or nothing.
    pub unit: String,
    /// What stands after `per`.
    pub per: Option<String>,
}

/// Why a text is no such number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No number at its start.
    NoNumber,
    /// More digits than can be kept exactly.
    TooLong,
    /// Written with an exponent, or in another base than ten.
    Exponent,
    /// `per` without a noun.
    NoNoun,
}

/// Takes a text apart.
///
/// ```
/// use costmodel_workload::decode::number::parse;
/// let written = parse("1_200.5 KiB per chat").unwrap();
/// assert_eq!((written.number.to_string(), written.unit.as_str(), written.per.as_deref()), ("1200.5".into(), "KiB", Some("chat")));
/// ```
///
/// # Errors
/// When there is no number, or too long a one, or `per` without a noun.
pub fn parse(text: &str) -> Result<Written, Fault> {
    let text = text.trim();
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '_' | '-' | '+');
    let end = text.find(|c| !digits(c)).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let number = decimal(number)?;
    let follows = |marks: &[char], starts: fn(char) -> bool| {
        rest.strip_prefix(marks).is_some_and(|digits| digits.starts_with(starts))
    };
    if follows(&['e', 'E'], |c| c.is_ascii_digit() || matches!(c, '+' | '-'))
        || (number.is_zero() && follows(&['x', 'o', 'b'], |c| c.is_ascii_hexdigit()))
    {
        return Err(Fault::Exponent);
    }
    if rest.starts_with([',', '\'', '.']) {
        return Err(Fault::NoNumber);
    }
    let rest = rest.trim();
    let (unit, per) =
        match rest.strip_prefix("per ").map(|noun| ("", noun)).or_else(|| rest.split_once(" per ")) {
            Some((unit, noun)) => (unit.trim(), Some(noun.trim())),
            None if rest == "per" || rest.ends_with(" per") => return Err(Fault::NoNoun),
            None => (rest, None),
        };
    if per == Some("") {
        return Err(Fault::NoNoun);
    }
    Ok(Written { number, unit: unit.to_owned(), per: per.map(str::to_owned) })
}

/// A plain decimal with underscores between digits.
///
/// # Errors
/// When it is none, or has more digits than can be kept exactly.
pub fn decimal(text: &str) -> Result<Decimal, Fault> {
    let misplaced = text.starts_with('_') || text.ends_with('_') || text.contains("__");
    let plain: String = text.chars().filter(|&c| c != '_').collect();
    let plain = plain.strip_prefix('+').unwrap_or(&plain);
    let body = plain.strip_prefix('-').unwrap_or(plain);
    let well_formed = !body.is_empty()
        && body.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && body.bytes().filter(|&b| b == b'.').count() <= 1
        && !body.starts_with('.')
        && !body.ends_with('.');
    if misplaced || !well_formed {
        return Err(Fault::NoNumber);
    }
    Decimal::from_str_exact(plain).map(|d| d.normalize()).map_err(|_| Fault::TooLong)
}
