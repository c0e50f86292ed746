//! Data: databases, caches, indexes and warehouses, and what passes between them.

pub mod cache;
pub mod key_value;
pub mod queue;
pub mod search;
pub mod sql;
pub mod stream;
pub mod vector_database;
pub mod warehouse;
