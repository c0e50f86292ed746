//! The price book: the one inside the program, own prices laid over it, and questions about prices.
//!
//! ```
//! use costmodel::prices;
//!
//! let book = prices::embedded();
//! let nearest = prices::show(&book, "anthropic/models/global/claude-sonet-5").unwrap_err();
//! assert!(nearest.iter().any(|key| key.ends_with("claude-sonnet-5")));
//! ```

pub use costmodel_core::book::Key;
pub use costmodel_core::rate::Rate;
pub use costmodel_pricebook::*;
