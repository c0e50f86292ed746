//! Where a rising function is zero, in decimals.

use rust_decimal::Decimal;

use super::TokenError;
use super::number::{add, div, mul, round, sub};

/// A place and the value of the function there.
type Point = (Decimal, Decimal);

/// Where a rising function comes closer to 0 than `close`, searched from a guess; the
/// first step is its value there times `per_value`. `None` if it has no value (`None`)
/// somewhere on the way, or is not found to change its sign in so many `tries`.
pub(super) fn root(
    mut f: impl FnMut(Decimal) -> Result<Option<Decimal>, TokenError>,
    guess: Decimal,
    per_value: Decimal,
    close: Decimal,
    tries: u32,
) -> Result<Option<Decimal>, TokenError> {
    let Some((mut low, mut high)) = bracket(&mut f, guess, per_value, close, tries)? else {
        return Ok(None);
    };
    // False position; an end that stays twice has its value halved (Illinois).
    let mut moved_low = None;
    for _ in 0..tries {
        if low.1.abs() < close {
            return Ok(Some(low.0));
        }
        if high.1.abs() < close {
            return Ok(Some(high.0));
        }
        let (rise, run) = (sub(high.1, low.1)?, sub(high.0, low.0)?);
        let inside = mul(run, low.1.abs())?.checked_div(rise).unwrap_or(Decimal::ZERO);
        let here = round(add(low.0, inside)?, 15);
        let Some(value) = f(here)? else { return Ok(None) };
        if value.abs() < close {
            return Ok(Some(here));
        }
        let is_low = value < Decimal::ZERO;
        let (moving, staying) = if is_low { (&mut low, &mut high) } else { (&mut high, &mut low) };
        *moving = (here, value);
        if moved_low == Some(is_low) {
            staying.1 = div(staying.1, Decimal::TWO)?;
        }
        moved_low = Some(is_low);
    }
    Ok(Some(low.0))
}

/// A place with too low and one with too high a value (the same one if it is close),
/// searched from a guess in growing steps.
fn bracket(
    f: &mut impl FnMut(Decimal) -> Result<Option<Decimal>, TokenError>,
    guess: Decimal,
    per_value: Decimal,
    close: Decimal,
    tries: u32,
) -> Result<Option<(Point, Point)>, TokenError> {
    let guess = round(guess, 15);
    let Some(value) = f(guess)? else { return Ok(None) };
    let mut here = (guess, value);
    if here.1.abs() < close {
        return Ok(Some((here, here)));
    }
    let down = here.1 > Decimal::ZERO;
    let mut step = mul(here.1.abs(), per_value)?.max(Decimal::new(1, 6));
    for _ in 0..tries {
        let next = round(if down { sub(here.0, step)? } else { add(here.0, step)? }, 15);
        let Some(value) = f(next)? else { return Ok(None) };
        let there = (next, value);
        if down && there.1 <= Decimal::ZERO {
            return Ok(Some((there, here)));
        }
        if !down && there.1 >= Decimal::ZERO {
            return Ok(Some((here, there)));
        }
        here = there;
        step = add(step, step)?;
    }
    Ok(None)
}
