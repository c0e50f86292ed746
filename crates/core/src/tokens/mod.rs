//! Expected tokens of a language-model component, before any price.
//!
//! One unit of a driver (a chat, a job) makes a number of requests. The input of
//! each request holds a fixed prefix, the transcript so far and new tokens, so
//! input grows with the square of the turns, part of it is read from a prompt
//! cache, and a request whose input passes a vendor's long-context boundary is
//! priced as a whole in another tier. [`expect`] returns the expected tokens per
//! unit, split into leaves that each have one price, one set per tier.
//!
//! All figures are [`Decimal`](rust_decimal::Decimal)s: no floats, no clock, no
//! hashing. Results are rounded once, at the end, to 12 places half-even; they are
//! exact before that as long as products fit in 28 digits. (Boundaries are compared with
//! token numbers at 18 places.) Invalid input is a [`TokenError`], never a panic and
//! never a clamped figure.
//!
//! # Example
//!
//! Three turns of 100 new and 50 answered tokens after a prefix of 1,000: the
//! requests carry 1,100, 1,250 and 1,400 tokens of input.
//!
//! ```
//! use costmodel_core::tokens::{Conversation, Histogram, Weighted, expect};
//! use rust_decimal::Decimal;
//!
//! let chat = Conversation {
//!     turns: Histogram::exactly(3),
//!     prefix: Decimal::from(1_000),
//!     input: Weighted::exactly(Decimal::from(100))?,
//!     output: Decimal::from(50),
//!     ..Conversation::default()
//! };
//! let tiers = expect(&chat, None, &[])?;
//! assert_eq!(tiers[0].requests, Decimal::from(3));
//! assert_eq!(tiers[0].input, Decimal::from(3_750));
//! assert_eq!(tiers[0].output, Decimal::from(150));
//! # Ok::<(), costmodel_core::tokens::TokenError>(())
//! ```
//!
//! # Where things are
//! - `model`: what is said of a conversation, its cache and its tiers; the leaves.
//! - `expect`: the answer in closed form; `by_hit`: for many hit probabilities at once.
//! - `stretch`: which requests are treated alike. `course` finds where boundaries are
//!   crossed, `turns` and `linear` count the requests between and multiply them out,
//!   `tally` splits what comes out into leaves.
//! - `histogram`, `weighted`: distributions of whole numbers and of tokens, in `bins`; `whole`,
//!   `square`, `lognormal`, `normal` and `root` make them from a mean and a 95th percentile.
//! - `hits`: cache hit probabilities from arrivals and gaps.
//! - `tail`: how many requests pass a boundary that the mean request does not.
//! - `usage`: reported token counts to disjoint leaves.

mod bins;
mod by_hit;
mod course;
mod error;
mod expect;
mod histogram;
mod hits;
mod linear;
mod lognormal;
mod model;
mod normal;
mod number;
mod root;
mod square;
mod stretch;
mod tail;
mod tally;
mod turns;
mod usage;
mod weighted;
mod whole;

#[cfg(test)]
mod tests;

pub use by_hit::{ByHit, expect_by_hit};
pub use error::TokenError;
pub use expect::expect;
pub use histogram::Histogram;
pub use hits::{hit_from_arrivals, hit_from_gap, hit_over_week};
pub use model::{Boundary, Caching, Compaction, Conversation, Leaves};
pub use model::{COMPACTION_LIMIT, COUNT_LIMIT, TOKEN_LIMIT};
pub use tail::{mean_hides_tail, tail_share};
pub use usage::{Counts, UsageLeaves};
pub use weighted::Weighted;
