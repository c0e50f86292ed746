//! Models priced by tokens.

pub mod embedding;
pub mod image;
pub mod llm;
pub mod provisioned_model;
pub mod rerank;
pub mod self_hosted_model;
pub mod speech;
