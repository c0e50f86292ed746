//! What the document says of a conversation, as distributions of its tokens.

use costmodel_core::scenario::{Ranged, Scenario};
use costmodel_core::tokens::{Compaction, Conversation};
use rust_decimal::Decimal;

use super::Llm;
use crate::decode::OwnTokens;
use crate::kinds::shared::spread::{histogram, weighted};
use crate::lower::Cx;

impl Llm {
    /// One conversation in each scenario; says what is wrong with its distributions.
    pub(super) fn conversation(&self, cx: &mut Cx<'_, '_>) -> Option<Ranged<Conversation>> {
        let one = |s: Scenario, cx: &mut Cx<'_, '_>| -> Option<Conversation> {
            let amount =
                |tokens: &Option<OwnTokens>| tokens.as_ref().map_or(Decimal::ZERO, |t| *t.value.get(s));
            Some(Conversation {
                turns: histogram(cx, "turns", self.turns.as_ref(), 1, s)?,
                prefix: amount(&self.system).checked_add(amount(&self.tools))?,
                input: weighted(cx, "input", &self.input, s)?,
                output: *self.output.value.get(s),
                reasoning: amount(&self.reasoning),
                calls: histogram(cx, "tool_calls", self.tool_calls.as_ref(), 0, s)?,
                call_output: amount(&self.tool_output),
                call_result: amount(&self.tool_result),
                keep_transcript: self.transcript,
                compaction: self
                    .compaction
                    .as_ref()
                    .map(|c| Compaction { limit: *c.limit.value.get(s), to: *c.to.value.get(s) }),
                retries: *self.retries.value.get(s),
                failures: *self.failures.value.get(s),
            })
        };
        Some(Ranged {
            low: one(Scenario::Low, cx)?,
            expected: one(Scenario::Expected, cx)?,
            high: one(Scenario::High, cx)?,
        })
    }
}
