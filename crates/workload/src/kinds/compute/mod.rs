//! Machines, containers and functions.

pub mod batch;
pub mod container;
pub mod function;
pub mod gpu;
pub mod kubernetes;
pub mod vm;
