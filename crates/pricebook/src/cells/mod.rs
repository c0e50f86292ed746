//! The small languages inside cells, one per file: each reads a text into a core type, or says what is wrong.

pub(crate) mod number;
pub(crate) mod price;
pub(crate) mod terms;
pub(crate) mod wide_price;
pub(crate) mod written;
