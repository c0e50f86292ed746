//! The one place that divides or rounds money.
#![warn(clippy::integer_division, clippy::arithmetic_side_effects)]

/// `a * b / c`, rounded half to even.
///
/// The product is held in 256 bits, so only the result can be too large: `None` when it does not fit an
/// `i128`, or when `c` is zero.
///
/// ```
/// use costmodel_core::num::mul_div;
/// assert_eq!(mul_div(5, 1, 2), Some(2));      // 2.5: half to even
/// assert_eq!(mul_div(-7, 1, 2), Some(-4));    // -3.5
/// assert_eq!(mul_div(i128::MAX, i128::MAX, i128::MAX), Some(i128::MAX));
/// assert_eq!(mul_div(1, 1, 0), None);
/// ```
#[must_use]
pub fn mul_div(a: i128, b: i128, c: i128) -> Option<i128> {
    if c == 0 {
        return None;
    }
    let negative = (a < 0) ^ (b < 0) ^ (c < 0);
    let divisor = c.unsigned_abs();
    let (high, low) = widening_mul(a.unsigned_abs(), b.unsigned_abs());
    let (quotient, rest) = divide_wide(high, low, divisor)?;
    let other_half = divisor.checked_sub(rest)?;
    let up = rest != 0 && (rest > other_half || (rest == other_half && quotient & 1 == 1));
    let rounded = quotient.checked_add(u128::from(up))?;
    let signed = i128::try_from(rounded).ok()?;
    if negative { signed.checked_neg() } else { Some(signed) }
}

/// The 256-bit product as (high, low).
fn widening_mul(a: u128, b: u128) -> (u128, u128) {
    const HALF: u128 = u64::MAX as u128;
    let (a_high, a_low, b_high, b_low) = (a >> 64, a & HALF, b >> 64, b & HALF);
    // Each factor is below 2^64, so no product and no sum below can overflow 128 bits.
    let (ll, lh) = (a_low.wrapping_mul(b_low), a_low.wrapping_mul(b_high));
    let (hl, hh) = (a_high.wrapping_mul(b_low), a_high.wrapping_mul(b_high));
    let middle = (ll >> 64).wrapping_add(lh & HALF).wrapping_add(hl & HALF);
    let high = hh.wrapping_add(lh >> 64).wrapping_add(hl >> 64).wrapping_add(middle >> 64);
    (high, (middle << 64) | (ll & HALF))
}

/// Quotient and rest of a 256-bit number; `None` when the quotient needs more than 128 bits.
fn divide_wide(high: u128, low: u128, divisor: u128) -> Option<(u128, u128)> {
    if high == 0 {
        return Some((low.checked_div(divisor)?, low.checked_rem(divisor)?));
    }
    if high >= divisor {
        return None;
    }
    let (mut rest, mut quotient) = (high, 0_u128);
    for bit in (0..128_u32).rev() {
        let carried = rest >> 127 == 1;
        rest = (rest << 1) | ((low >> bit) & 1);
        if carried || rest >= divisor {
            rest = rest.wrapping_sub(divisor);
            quotient |= 1 << bit;
        }
    }
    Some((quotient, rest))
}

/// A fraction with a positive denominator: a multiplier of money (rounding rule R4).
///
/// ```
/// use costmodel_core::num::Ratio;
/// let six_percent_off = Ratio::new(94, 100).unwrap();
/// assert_eq!(six_percent_off.of(1_000), Some(940));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    over: i128,
    under: i128,
}

impl Ratio {
    /// One: changes nothing.
    pub const ONE: Ratio = Ratio { over: 1, under: 1 };

    /// `over / under`; `None` unless `under` is positive.
    #[must_use]
    pub const fn new(over: i128, under: i128) -> Option<Ratio> {
        if under > 0 { Some(Ratio { over, under }) } else { None }
    }

    /// Whether the share of `amount` needs no rounding.
    #[must_use]
    pub fn is_exact(self, amount: i128) -> bool {
        self.of(amount).is_some_and(|share| mul_div(share, self.under, 1) == mul_div(amount, self.over, 1))
    }

    /// The share of `amount`, rounded half to even; `None` when it does not fit.
    #[must_use]
    pub fn of(self, amount: i128) -> Option<i128> {
        mul_div(amount, self.over, self.under)
    }
}

/// Parts of `total` in proportion to `weights`, by running totals (rounding rule R5):
/// part_i = R(w_1..w_i) - R(w_1..w_(i-1)). They add up to `total` exactly, whatever the rounding.
///
/// `None` when the weights sum to zero or a step does not fit.
///
/// ```
/// use costmodel_core::num::share;
/// assert_eq!(share(100, &[1, 1, 1]), Some(vec![33, 34, 33]));
/// ```
#[must_use]
pub fn share(total: i128, weights: &[i128]) -> Option<Vec<i128>> {
    let all = weights.iter().try_fold(0_i128, |sum, &weight| sum.checked_add(weight))?;
    let (mut seen, mut given) = (0_i128, 0_i128);
    let mut parts = Vec::with_capacity(weights.len());
    for &weight in weights {
        seen = seen.checked_add(weight)?;
        let up_to_here = mul_div(total, seen, all)?;
        parts.push(up_to_here.checked_sub(given)?);
        given = up_to_here;
    }
    Some(parts)
}
