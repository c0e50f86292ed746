//! What the tests of broken files share.
#![allow(dead_code)]

use costmodel_core::book::PriceBook;
use costmodel_core::diag::plain;

/// All messages of a text, as a log would show them.
pub fn messages(text: &str, file: &str, book: &PriceBook) -> String {
    costmodel_workload::load(text, book).diagnostics.iter().map(|d| plain(text, file, d)).collect()
}
