//! JSON Schema of the workload file.
