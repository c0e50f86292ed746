//! What keeps bytes.

pub mod block_storage;
pub mod object_storage;
pub mod registry;
