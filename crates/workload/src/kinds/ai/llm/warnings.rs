//! What a conversation's mean does not show: a tail beyond a bound, a prefix too short to cache, a full window.

use costmodel_core::scenario::Ranged;
use costmodel_core::tokens::{self, Boundary, Conversation};
use rust_decimal::Decimal;

use super::Llm;
use crate::kinds::shared::models::Stretch;
use crate::lower::Cx;

impl Llm {
    /// A mean that hides a tail, and requests beyond the context window.
    pub(super) fn warnings(
        &self,
        cx: &mut Cx<'_, '_>,
        conversation: &Ranged<Conversation>,
        stretch: &Stretch,
        bounds: &[Boundary],
    ) {
        let expected = &conversation.expected;
        // The first boundary with a tail worth a word; what lies above it is in it.
        let hidden = bounds.iter().find_map(|bound| {
            let share = tokens::mean_hides_tail(expected, *bound).ok().flatten()?;
            (share >= Decimal::new(1, 3)).then_some((bound, share))
        });
        if let Some((bound, share)) = hidden {
            let percent = share.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(share).round_dp(2).normalize();
            cx.warn(
                "hidden-tail",
                self.input.span.clone(),
                format!(
                    "{percent} % of the requests pass {}, though the mean request does not",
                    passed(*bound)
                ),
                "these requests are repriced as a whole",
                "they are priced so here; a price from the mean alone would miss them",
            );
        }
        let min = stretch
            .facts
            .cache_min_tokens
            .map(Decimal::from)
            .filter(|min| expected.prefix < *min && !expected.prefix.is_zero());
        if let Some(min) = min.filter(|_| self.cache.is_some()) {
            let span = self.system.as_ref().map_or_else(|| cx.span.clone(), |system| system.span.clone());
            cx.warn(
                "prefix-too-short",
                span,
                format!(
                    "{} does not cache prefixes below {min} tokens; this one has {}",
                    stretch.sku, expected.prefix
                ),
                "never read by a first request",
                "a longer prefix is cheaper here than a shorter one; or leave `cache` out",
            );
        }
        // A compacted transcript stays below its limit: usually nothing can pass the window.
        let longest = |c: &Conversation| {
            c.compaction.map(|compaction| {
                [c.prefix, compaction.limit, c.input.largest(), c.output, c.call_output, c.call_result]
                    .into_iter()
                    .fold(Decimal::ZERO, Decimal::saturating_add)
            })
        };
        let window = stretch
            .facts
            .context_window
            .filter(|window| longest(expected).is_none_or(|longest| longest > Decimal::from(*window)));
        if let Some(window) = window
            && let Ok(share) = tokens::tail_share(expected, Boundary::Over(window))
            && share >= Decimal::new(1, 3)
        {
            let percent = share.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(share).round_dp(2).normalize();
            cx.warn(
                "context-window",
                self.input.span.clone(),
                format!(
                    "{percent} % of the requests pass the context window of {} ({window} tokens)",
                    stretch.sku
                ),
                "would be refused",
                "set `compaction`, shorten what is sent, or choose another model",
            );
        }
    }
}

/// A boundary in words.
fn passed(boundary: Boundary) -> String {
    match boundary {
        Boundary::Over(tokens) => format!("{tokens} tokens"),
        Boundary::From(tokens) => format!("or reach {tokens} tokens"),
    }
}
