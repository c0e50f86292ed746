//! The units of the file, and how many base units each is.

use costmodel_core::unit::BYTES;
use rust_decimal::Decimal;

/// Units of bytes.
pub const BYTE_UNITS: &[&str] = &["B", "KB", "kB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB", "PiB"];
/// Units of time.
pub const TIME_UNITS: &[&str] =
    &["ms", "s", "m", "min", "h", "seconds", "minutes", "hours", "day", "days", "year", "years"];

/// Words that look like a multiplier and are none: a count in them would be a thousand times too small.
const NOT_MULTIPLIERS: [&str; 14] = [
    "K",
    "m",
    "mn",
    "mio",
    "mil",
    "mill",
    "bn",
    "B",
    "g",
    "thousands",
    "millions",
    "billions",
    "trillion",
    "T",
];

/// A multiplier, and one word for what is counted: for the reader.
pub fn count_base(unit: &str) -> Option<Decimal> {
    let (first, rest) = unit.split_once(' ').unwrap_or((unit, ""));
    let times = match first {
        "k" | "thousand" => Some(1_000),
        "M" | "million" => Some(1_000_000),
        "G" | "billion" => Some(1_000_000_000),
        _ => None,
    };
    let counted = if times.is_some() { rest } else { unit };
    let other = BYTE_UNITS.contains(&counted)
        || matches!(counted, "ms" | "s" | "h" | "USD")
        || NOT_MULTIPLIERS.contains(&counted);
    let plain = counted.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_'));
    (plain && !other).then(|| Decimal::from(times.unwrap_or(1)))
}

/// Bytes.
pub fn byte_base(unit: &str) -> Option<Decimal> {
    let size = BYTES.iter().find(|(name, _)| *name == unit).map(|(_, size)| *size);
    size.or((unit == "PiB").then_some(1 << 50))
        .or(matches!(unit, "byte" | "bytes").then_some(1))
        .map(Decimal::from)
}

/// Seconds.
pub fn second_base(unit: &str) -> Option<Decimal> {
    Some(match unit {
        "ms" => Decimal::new(1, 3),
        "s" | "second" | "seconds" => Decimal::ONE,
        "m" | "min" | "minute" | "minutes" => Decimal::from(60),
        "h" | "hour" | "hours" => Decimal::from(3_600),
        "d" | "day" | "days" => Decimal::from(86_400),
        "year" | "years" => Decimal::from(31_536_000),
        _ => return None,
    })
}

/// A fraction.
pub fn percent_base(unit: &str) -> Option<Decimal> {
    (unit == "%").then(|| Decimal::new(1, 2))
}

/// Tokens.
pub fn token_base(unit: &str) -> Option<Decimal> {
    match unit {
        "" | "token" | "tokens" => Some(Decimal::ONE),
        "k tokens" => Some(Decimal::from(1_000)),
        "M tokens" => Some(Decimal::from(1_000_000)),
        _ => None,
    }
}

/// Money.
pub fn usd_base(unit: &str) -> Option<Decimal> {
    (unit == "USD").then_some(Decimal::ONE)
}
