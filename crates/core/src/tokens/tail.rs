//! Requests beyond a long-context boundary that a mean would not show.

use rust_decimal::Decimal;

use super::number::{div, finish};
use super::{Boundary, Conversation, Leaves, TokenError, expect};

/// The share of requests whose total input lies beyond `boundary`, rounded to 12
/// places half-even; 0 without requests. For a token distribution alone use
/// [`Weighted::tail_share`](super::Weighted::tail_share).
///
/// # Errors
/// As [`expect`].
pub fn tail_share(conversation: &Conversation, boundary: Boundary) -> Result<Decimal, TokenError> {
    let tiers = expect(conversation, None, &[boundary])?;
    let beyond = tiers.last().map_or(Decimal::ZERO, |tier| tier.requests);
    ratio(beyond, total(&tiers, |tier| tier.requests))
}

/// The share of requests beyond `boundary` when the mean request is not beyond it:
/// a price from mean tokens would miss that share. `None` when there is nothing to
/// warn of. The mean is total input over requests.
///
/// ```
/// use costmodel_core::tokens::{Boundary, Conversation, Weighted, mean_hides_tail};
/// use rust_decimal::Decimal;
///
/// // 120,000 tokens on average, but one document in ten has 300,000.
/// let job = Conversation {
///     input: Weighted::of(&[
///         (Decimal::from(100_000), Decimal::new(9, 1)),
///         (Decimal::from(300_000), Decimal::new(1, 1)),
///     ])?,
///     ..Conversation::default()
/// };
/// let hidden = mean_hides_tail(&job, Boundary::Over(200_000))?;
/// assert_eq!(hidden, Some(Decimal::new(1, 1)));
/// # Ok::<(), costmodel_core::tokens::TokenError>(())
/// ```
///
/// # Errors
/// As [`expect`].
pub fn mean_hides_tail(
    conversation: &Conversation,
    boundary: Boundary,
) -> Result<Option<Decimal>, TokenError> {
    let share = tail_share(conversation, boundary)?;
    let tiers = expect(conversation, None, &[])?;
    let mean = ratio(total(&tiers, Leaves::total_input), total(&tiers, |tier| tier.requests))?;
    Ok((share > Decimal::ZERO && !boundary.is_passed_by(mean)).then_some(share))
}

fn total(tiers: &[Leaves], of: impl Fn(&Leaves) -> Decimal) -> Decimal {
    tiers.iter().fold(Decimal::ZERO, |sum, tier| sum.saturating_add(of(tier)))
}

fn ratio(part: Decimal, whole: Decimal) -> Result<Decimal, TokenError> {
    if whole.is_zero() {
        return Ok(Decimal::ZERO);
    }
    Ok(finish(div(part, whole)?))
}
