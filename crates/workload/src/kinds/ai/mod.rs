//! Models priced by tokens.

pub mod embedding;
pub mod llm;
