//! The token traffic of a model: what a conversation sends, and how warm its cache is.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::Expr;
use crate::month::Week;
use crate::scenario::Ranged;
use crate::tokens::{Boundary, Conversation};

/// An index into [`super::Model::talks`].
pub type TalkId = usize;

/// Token traffic of one component and model.
#[derive(Clone, Debug)]
pub struct Talk {
    /// The component, for messages.
    pub name: String,
    /// One conversation, in each scenario.
    pub conversation: Ranged<Conversation>,
    /// How its prefix is cached; `None`: not at all.
    pub cache: Option<Cache>,
    /// Where the long-context steps begin.
    pub bounds: Vec<Boundary>,
}

/// How prefixes are cached.
#[derive(Clone, Debug)]
pub struct Cache {
    /// Prefixes shorter than this are not cached.
    pub min_prefix: Decimal,
    /// Whether what was missed is written and billed as a cache write.
    pub writes: bool,
    /// Whether the new tokens of a request are written for the next one.
    pub write_new: bool,
    /// How often the prefix of a first request is warm.
    pub first: Hit,
    /// How often the transcript is still warm at the next turn.
    pub turn: Ranged<Decimal>,
    /// How often it is inside a loop of tool calls.
    pub call: Ranged<Decimal>,
}

/// How often the shared prefix is warm when a conversation begins.
#[derive(Clone, Debug)]
pub enum Hit {
    /// As stated.
    Given(Ranged<Decimal>),
    /// From arrivals: the chance that another came within the time to live.
    Arrivals {
        /// Conversations in the month.
        demand: Expr,
        /// How they spread over the week.
        week: Arc<Week>,
        /// Seconds an unused prefix stays warm.
        ttl: Decimal,
    },
}

/// The disjoint parts of a conversation's tokens, and its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenLeaf {
    /// Requests made.
    Requests,
    /// Input neither read from nor written to a cache.
    Input,
    /// Input read from a cache.
    CacheRead,
    /// Input written to a cache.
    CacheWrite,
    /// Output, visible and reasoning together.
    Output,
    /// Reasoning alone, for models that price it apart.
    Reasoning,
    /// Output without reasoning.
    Visible,
}
