//! What keeps bytes.

pub mod backup;
pub mod block_storage;
pub mod file_storage;
pub mod object_storage;
pub mod registry;
