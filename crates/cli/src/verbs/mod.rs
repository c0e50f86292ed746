//! One file per verb.

pub mod check;
pub mod compare;
pub mod completions;
pub mod explain;
pub mod init;
pub mod prices;
pub mod quote;
pub mod schema;
pub mod simulate;
