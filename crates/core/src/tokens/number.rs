//! Checked decimal arithmetic: what does not fit is an error, not a panic.

use rust_decimal::{Decimal, RoundingStrategy};

use super::TokenError;

/// Places of every result.
const PLACES: u32 = 12;

#[inline]
pub(super) fn add(a: Decimal, b: Decimal) -> Result<Decimal, TokenError> {
    a.checked_add(b).ok_or(TokenError::Overflow)
}

#[inline]
pub(super) fn sub(a: Decimal, b: Decimal) -> Result<Decimal, TokenError> {
    a.checked_sub(b).ok_or(TokenError::Overflow)
}

#[inline]
pub(super) fn mul(a: Decimal, b: Decimal) -> Result<Decimal, TokenError> {
    a.checked_mul(b).ok_or(TokenError::Overflow)
}

#[inline]
pub(super) fn div(a: Decimal, b: Decimal) -> Result<Decimal, TokenError> {
    a.checked_div(b).ok_or(TokenError::Overflow)
}

/// The sum of products: a1 x b1 + a2 x b2 + …
#[inline]
pub(super) fn dot<const N: usize>(terms: [(Decimal, Decimal); N]) -> Result<Decimal, TokenError> {
    let mut sum = Decimal::ZERO;
    for (a, b) in terms {
        if !a.is_zero() && !b.is_zero() {
            sum = add(sum, mul(a, b)?)?;
        }
    }
    Ok(sum)
}

/// n (n - 1) / 2: the sum of 0, 1, …, n - 1.
pub(super) fn triangle(n: u64) -> Result<Decimal, TokenError> {
    // One of n and n - 1 is even, so the shift loses nothing.
    let twice = u128::from(n).checked_mul(u128::from(n.saturating_sub(1)));
    let half = twice.ok_or(TokenError::Overflow)? >> 1;
    let half = i128::try_from(half).map_err(|_| TokenError::Overflow)?;
    Decimal::try_from_i128_with_scale(half, 0).map_err(|_| TokenError::Overflow)
}

/// Quotient and remainder; dividing by zero gives zeros.
#[inline]
pub(super) fn div_rem(n: u64, by: u64) -> (u64, u64) {
    (n.checked_div(by).unwrap_or(0), n.checked_rem(by).unwrap_or(0))
}

/// Rounds a result that cannot be negative: 12 places, half to even. Noise in the
/// 28th digit below zero becomes zero.
pub(super) fn finish(value: Decimal) -> Decimal {
    round(value, PLACES).max(Decimal::ZERO)
}

pub(super) fn round(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointNearestEven).normalize()
}

/// Checks that a share lies between 0 and 1.
pub(super) fn share(what: &'static str, value: Decimal) -> Result<Decimal, TokenError> {
    if value < Decimal::ZERO || value > Decimal::ONE {
        return Err(TokenError::NotAShare { what, value });
    }
    Ok(value)
}

/// Checks that a number of tokens is not negative and not above the limit.
pub(super) fn tokens(what: &'static str, value: Decimal) -> Result<Decimal, TokenError> {
    if value < Decimal::ZERO {
        return Err(TokenError::Negative { what, value });
    }
    if value > Decimal::from(super::TOKEN_LIMIT) {
        return Err(TokenError::TooLarge { what, limit: super::TOKEN_LIMIT });
    }
    Ok(value)
}

/// One, in units of 1e-18.
pub(super) const UNIT: i128 = 1_000_000_000_000_000_000;

/// A checked number of tokens in units of 1e-18, half-even.
pub(super) fn units(value: Decimal) -> i128 {
    let value = if value.scale() > 18 { round(value, 18) } else { value };
    // At most 1e9, so nothing is lost.
    value.mantissa().saturating_mul(10_i128.pow(18_u32.saturating_sub(value.scale())))
}
