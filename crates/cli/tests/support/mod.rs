//! What tests of the command share.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests of files: what is not there fails")]

use std::path::Path;

/// The names of what is in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
