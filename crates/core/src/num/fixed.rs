//! What the three fixed-point types share: reading, writing, conversion from and to `Decimal`.
#![warn(clippy::integer_division, clippy::arithmetic_side_effects)]

use std::fmt;

use rust_decimal::Decimal;

use super::mul_div;

/// What to do with places that do not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// More places than the type holds are an error: an overlay price must be exact.
    Exact,
    /// Half to even (R0, R2).
    HalfEven,
}

/// Why a text or a `Decimal` is not such a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not a plain decimal number.
    Syntax,
    /// More places than the type holds.
    TooManyPlaces,
    /// Outside the range of the type.
    OutOfRange,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumberError::Syntax => "not a plain decimal number",
            NumberError::TooManyPlaces => "more decimal places than can be kept exactly",
            NumberError::OutOfRange => "out of range",
        })
    }
}

impl std::error::Error for NumberError {}

/// Reads `-12.5` as an integer count of 10^-places.
pub(super) fn parse(text: &str, places: u32) -> Result<i128, NumberError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || (fraction.is_empty() && digits.contains('.')) {
        return Err(NumberError::Syntax);
    }
    let fraction_places = u32::try_from(fraction.len()).map_err(|_| NumberError::TooManyPlaces)?;
    let missing = places.checked_sub(fraction_places).ok_or(NumberError::TooManyPlaces)?;
    let mut value = 0_i128;
    for byte in whole.bytes().chain(fraction.bytes()) {
        if !byte.is_ascii_digit() {
            return Err(NumberError::Syntax);
        }
        let digit = i128::from(byte.wrapping_sub(b'0'));
        value = value.checked_mul(10).and_then(|v| v.checked_add(digit)).ok_or(NumberError::OutOfRange)?;
    }
    let scale = 10_i128.checked_pow(missing).ok_or(NumberError::OutOfRange)?;
    let value = value.checked_mul(scale).ok_or(NumberError::OutOfRange)?;
    Ok(if negative { value.wrapping_neg() } else { value })
}

/// Writes a count of 10^-places as a plain decimal without trailing zeros.
pub(super) fn write(value: i128, places: u32, out: &mut impl fmt::Write) -> fmt::Result {
    let mut buffer = [0_u8; 48];
    let mut at = buffer.len();
    let mut rest = value.unsigned_abs();
    let mut trailing = true;
    let mut written = 0_u32;
    // Digits from the right; zeros at the end of the fraction are dropped.
    while rest != 0 || written <= places {
        let (next, digit) = ((rest.wrapping_div(10)), rest.wrapping_rem(10));
        rest = next;
        if written == places && !trailing && places > 0 {
            at = at.saturating_sub(1);
            if let Some(slot) = buffer.get_mut(at) {
                *slot = b'.';
            }
        }
        if digit != 0 || written >= places {
            trailing = false;
        }
        if !trailing {
            at = at.saturating_sub(1);
            if let Some(slot) = buffer.get_mut(at) {
                *slot = b'0'.wrapping_add(u8::try_from(digit).unwrap_or(0));
            }
        }
        written = written.saturating_add(1);
    }
    if value < 0 {
        out.write_char('-')?;
    }
    out.write_str(buffer.get(at..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or("?"))
}

/// A `Decimal` as a count of 10^-places.
pub(super) fn from_decimal(value: Decimal, places: u32, rounding: Rounding) -> Result<i128, NumberError> {
    let mantissa = value.mantissa();
    if value.scale() <= places {
        let up = 10_i128.checked_pow(places.saturating_sub(value.scale())).ok_or(NumberError::OutOfRange)?;
        return mantissa.checked_mul(up).ok_or(NumberError::OutOfRange);
    }
    let down = 10_i128.checked_pow(value.scale().saturating_sub(places)).ok_or(NumberError::OutOfRange)?;
    if rounding == Rounding::Exact && mantissa.checked_rem(down) != Some(0) {
        return Err(NumberError::TooManyPlaces);
    }
    mul_div(mantissa, 1, down).ok_or(NumberError::OutOfRange)
}

/// A count of 10^-places as a `Decimal`, with as many places as 28 digits allow (half to even).
pub(super) fn to_decimal(value: i128, places: u32) -> Decimal {
    let (mut value, mut places) = (value, places);
    // A Decimal holds 96 bits; what is larger loses its last places, never its size.
    const LIMIT: u128 = (1 << 96) - 1;
    while value.unsigned_abs() > LIMIT && places > 0 {
        value = mul_div(value, 1, 10).unwrap_or(value);
        places = places.saturating_sub(1);
    }
    Decimal::try_from_i128_with_scale(value, places).unwrap_or(Decimal::MAX).normalize()
}
