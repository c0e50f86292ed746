//! Machines, containers and functions.

pub mod container;
pub mod function;
pub mod vm;
