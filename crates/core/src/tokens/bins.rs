//! Bins of a distribution: values that rise, with shares that sum to exactly 1.

use rust_decimal::Decimal;

use super::TokenError;
use super::number::{add, share};

/// Values with their shares, sorted: equal ones are added together, those without a share dropped.
pub(super) fn sorted<V: Copy + Ord>(values: &[(V, Decimal)]) -> Result<Vec<(V, Decimal)>, TokenError> {
    if values.is_empty() {
        return Err(TokenError::Empty);
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let mut bins: Vec<(V, Decimal)> = Vec::with_capacity(sorted.len());
    let mut sum = Decimal::ZERO;
    for (value, weight) in sorted {
        sum = add(sum, share("share", weight)?)?;
        match bins.last_mut() {
            Some(last) if last.0 == value => last.1 = add(last.1, weight)?,
            _ if weight.is_zero() => {}
            _ => bins.push((value, weight.normalize())),
        }
    }
    if sum != Decimal::ONE {
        return Err(TokenError::ShareSum { sum });
    }
    Ok(bins)
}
