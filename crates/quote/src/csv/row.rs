//! Cells to a row, and everything that is wrong with them.

use costmodel_core::month::Month;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use rust_decimal::Decimal;

use super::header::{Column, Header, Shape};
use super::records::Cells;
use crate::quoted::Quoted;
use crate::quoter::Quoter;
use crate::row::{Class, MeteredRow, Moment, Row, TokenRow};

/// The largest count of a row: 1e15.
const MOST: u64 = 1_000_000_000_000_000;

/// Prices a row of cells.
pub(super) fn quote(header: &Header, quoter: &mut Quoter<'_>, cells: &Cells<'_>) -> Quoted {
    if cells.is_lossy {
        return Quoted::wrong("the row is not UTF-8 text");
    }
    if cells.count() != header.columns.len() {
        return Quoted::wrong(format!("{} cells instead of {}", cells.count(), header.columns.len()));
    }
    let row = match header.shape {
        Shape::Tokens => tokens(header, cells).map(Row::Tokens),
        Shape::Metered => metered(header, cells).map(Row::Metered),
    };
    match row {
        Ok(row) => quoter.quote(&row),
        Err(problems) => Quoted::wrong(problems.join("; ")),
    }
}

fn tokens<'c>(header: &Header, cells: &'c Cells<'_>) -> Result<TokenRow<'c>, Vec<String>> {
    let mut row = TokenRow::default();
    let mut problems = Vec::new();
    let mut counted = false;
    for (at, cell) in cells.filled() {
        let Some(column) = header.columns.get(at) else { continue };
        let cell = unguarded(cell);
        match column {
            Column::Count(class) if !cell.is_empty() => {
                counted = true;
                match count(*class, cell) {
                    Ok(count) => row.counts.set(*class, count),
                    Err(why) => problems.push(format!("{} `{}` {why}", class.column(), shown(cell))),
                }
            }
            Column::Provider => row.provider = cell,
            Column::Model => row.model = cell,
            Column::ServiceTier => row.service_tier = cell,
            Column::Region => row.region = cell,
            Column::Speed => row.speed = cell,
            Column::At if !cell.is_empty() => match moment(cell) {
                Some(at) => row.at = Some(at),
                None => problems.push(format!(
                    "at `{}` is no day: write 2026-11-23 or 2026-11-23T14:30:00Z",
                    shown(cell)
                )),
            },
            _ => {}
        }
    }
    if !counted && problems.is_empty() {
        problems.push("nothing is counted: every count is empty".to_owned());
    }
    if problems.is_empty() { Ok(row) } else { Err(problems) }
}

fn metered<'c>(header: &Header, cells: &'c Cells<'_>) -> Result<MeteredRow<'c>, Vec<String>> {
    let mut row = MeteredRow {
        provider: "",
        service: "",
        region: "",
        sku: "",
        meter: "",
        quantity: Decimal::ZERO,
        unit: "",
        month: None,
    };
    let mut problems = Vec::new();
    for (column, cell) in header.columns.iter().zip(cells.iter()) {
        let cell = unguarded(cell);
        match column {
            Column::Provider => row.provider = cell,
            Column::Service => row.service = cell,
            Column::Region => row.region = cell,
            Column::Sku => row.sku = cell,
            Column::Meter => row.meter = cell,
            Column::Unit => row.unit = cell,
            Column::Quantity => match decimal(cell) {
                Ok(quantity) => row.quantity = quantity,
                Err(why) => problems.push(format!("quantity `{}` {why}", shown(cell))),
            },
            Column::Month if !cell.is_empty() => match cell.parse::<Month>() {
                Ok(month) => row.month = Some(month),
                Err(_) => problems.push(format!("month `{}` is none: write 2026-11", shown(cell))),
            },
            _ => {}
        }
    }
    if problems.is_empty() { Ok(row) } else { Err(problems) }
}

/// A cell as it was meant: without spaces around it, and without the apostrophe that guards a formula.
fn unguarded(cell: &str) -> &str {
    let cell = cell.trim_ascii();
    match cell.strip_prefix('\'') {
        Some(rest) if costmodel_core::cells::needs_guard(rest) => rest,
        _ => cell,
    }
}

/// As much of a cell as a note can bear.
fn shown(cell: &str) -> String {
    const LONG: usize = 40;
    match cell.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", cell.get(..end).unwrap_or("")),
        None => cell.to_owned(),
    }
}

/// A count: whole, for some programs write whole numbers with `.0`; seconds may have six places.
fn count(class: Class, cell: &str) -> Result<u64, &'static str> {
    const WRONG: &str = "is no whole number: write digits only, 1200000";
    // Nearly every count is a few digits.
    if class != Class::AudioSeconds
        && (1..16).contains(&cell.len())
        && cell.bytes().all(|byte| byte.is_ascii_digit())
    {
        let digit =
            |sum: u64, byte: u8| sum.wrapping_mul(10).wrapping_add(u64::from(byte.wrapping_sub(b'0')));
        return Ok(cell.bytes().fold(0, digit));
    }
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.strip_prefix('-').is_some_and(digits) {
        return Err("is negative");
    }
    if whole.is_empty() || !digits(whole) || !digits(fraction) || cell.ends_with('.') {
        return Err(WRONG);
    }
    let whole: u64 = whole.parse().unwrap_or(u64::MAX);
    if whole > MOST {
        return Err("is out of range");
    }
    let fraction = fraction.trim_end_matches('0');
    if class != Class::AudioSeconds {
        return if fraction.is_empty() { Ok(whole) } else { Err(WRONG) };
    }
    // Millionths of a second.
    let millionths = format!("{fraction:0<6}");
    let millionths: u64 =
        millionths.parse().ok().filter(|_| fraction.len() <= 6).ok_or("has more than 6 decimal places")?;
    whole.checked_mul(1_000_000).and_then(|whole| whole.checked_add(millionths)).ok_or("is out of range")
}

/// A decimal number with all its digits, also as programs write small ones: `1.5e-07`.
fn decimal(cell: &str) -> Result<Decimal, &'static str> {
    const WRONG: &str = "is no number: write it plainly, 1200.5";
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let first = digits.bytes().next();
    if !first.is_some_and(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Err(if cell.is_empty() { "is missing" } else { WRONG });
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Decimal::from_str_exact(cell).map_err(|_| WRONG);
    }
    let (number, exponent) = cell.split_once(['e', 'E']).ok_or(WRONG)?;
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let exponent: i32 = exponent.strip_prefix('+').unwrap_or(exponent).parse().map_err(|_| WRONG)?;
    if !plain || !(-28..=15).contains(&exponent) {
        return Err(WRONG);
    }
    Decimal::from_scientific(cell).map_err(|_| WRONG)
}

/// `2026-11-23`, or a moment of that day: `2026-11-23T14:30:00Z`, `2026-11-23T16:30:00+02:00`; one without a zone
/// is in UTC.
fn moment(cell: &str) -> Option<Moment> {
    if cell.len() == 10 {
        return Some(Moment { day: day(cell)?, minute: None });
    }
    if let Some(at) = plain_moment(cell) {
        return Some(at);
    }
    if !cell.is_ascii() || cell.len() < 16 || cell.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    let at: DateTime = match cell.parse::<Timestamp>() {
        Ok(at) => TimeZone::UTC.to_datetime(at),
        Err(_) => cell.parse::<civil::DateTime>().ok()?,
    };
    Some(Moment { day: at.date(), minute: minute_of(at.time()) })
}

/// `2026-11-23T14:30:00Z`, without the library.
fn plain_moment(cell: &str) -> Option<Moment> {
    let bytes: &[u8; 20] = cell.as_bytes().try_into().ok()?;
    let [.., b'T', h, hh, b':', m, mm, b':', s, ss, b'Z'] = bytes else { return None };
    let two = |a: &u8, b: &u8| {
        let digits = a.is_ascii_digit() && b.is_ascii_digit();
        digits.then(|| {
            u16::from(a.wrapping_sub(b'0')).wrapping_mul(10).wrapping_add(u16::from(b.wrapping_sub(b'0')))
        })
    };
    let (hour, minute, second) = (two(h, hh)?, two(m, mm)?, two(s, ss)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(Moment { day: day(cell.get(..10)?)?, minute: hour.checked_mul(60)?.checked_add(minute) })
}

fn minute_of(time: Time) -> Option<u16> {
    let (hour, minute) = (u16::try_from(time.hour()).ok()?, u16::try_from(time.minute()).ok()?);
    hour.checked_mul(60)?.checked_add(minute)
}

/// `2026-11-23`, without the library: most rows have one.
fn day(cell: &str) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| -> Option<i16> {
        let digits = cell.get(range)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let separated = cell.get(4..5) == Some("-") && cell.get(7..8) == Some("-");
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if !separated {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_and_seconds_have_places() {
        let whole = |cell| count(Class::Input, cell);
        assert_eq!(
            (whole("0"), whole("1200000"), whole("7.0"), whole("007")),
            (Ok(0), Ok(1_200_000), Ok(7), Ok(7))
        );
        for cell in ["", ".", "1.5", "1e3", "1,000", "1_000", "+1", "x", "1.", ".5", "\u{661}", "NaN"] {
            assert!(whole(cell).is_err(), "{cell}");
        }
        assert_eq!(whole("-3"), Err("is negative"));
        assert_eq!(whole("1000000000000000"), Ok(MOST));
        for cell in ["1000000000000001", "99999999999999999999999999"] {
            assert_eq!(whole(cell), Err("is out of range"));
        }
        let seconds = |cell| count(Class::AudioSeconds, cell);
        assert_eq!(
            (seconds("12.5"), seconds("0.000001"), seconds("3")),
            (Ok(12_500_000), Ok(1), Ok(3_000_000))
        );
        assert!(seconds("0.0000001").is_err());
    }

    #[test]
    fn quantities_keep_every_digit() {
        let read = |cell| decimal(cell).map(|value| value.normalize().to_string());
        assert_eq!(read("0.0000012400"), Ok("0.00000124".into()));
        assert_eq!(read("1.5e-07"), Ok("0.00000015".into()));
        assert_eq!(read("-2"), Ok("-2".into()));
        assert_eq!(read("1E+3"), Ok("1000".into()));
        for cell in ["", "1_000", "1,5", "nan", "inf", "e5", "1e99", "0x1", "--1", "1e", "1e5e5"] {
            assert!(read(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn days_and_moments() {
        let at = |cell| moment(cell).map(|at| (at.day.to_string(), at.minute));
        assert_eq!(at("2026-11-23"), Some(("2026-11-23".into(), None)));
        assert_eq!(at("2026-11-23T14:30:00Z"), Some(("2026-11-23".into(), Some(870))));
        assert_eq!(at("2026-11-23T00:30:00+02:00"), Some(("2026-11-22".into(), Some(1_350))));
        assert_eq!(at("2026-11-23 14:30:00"), Some(("2026-11-23".into(), Some(870))));
        for cell in [
            "2026-02-30",
            "2026-1-1",
            "23.11.2026",
            "2026/11/23",
            "today",
            "20261123T10:00:00Z",
            "２０２６-11-23",
        ] {
            assert_eq!(at(cell), None, "{cell}");
        }
    }

    #[test]
    fn guards_come_off() {
        assert_eq!(unguarded(" '@cf/meta/llama "), "@cf/meta/llama");
        assert_eq!(unguarded("'quoted"), "'quoted");
        assert_eq!(shown(&"é".repeat(50)).chars().count(), 41);
    }
}
