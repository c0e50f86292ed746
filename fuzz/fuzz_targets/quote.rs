//! Any bytes as usage rows: nothing may panic, each row comes out, and several threads write what one writes.
#![no_main]

use std::sync::OnceLock;

use costmodel::PriceBook;
use costmodel::quote::Options;
use costmodel::quote::csv::{quote_bytes, quote_on};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    static BOOK: OnceLock<PriceBook> = OnceLock::new();
    let book = BOOK.get_or_init(costmodel::prices::embedded);
    let one = quote_bytes(book, data);
    let mut two = Vec::new();
    match quote_on(book, Options::default(), 2, data, &mut two) {
        Ok(summary) => {
            assert_eq!(one.as_ref(), Ok(&two));
            let lines = two.iter().filter(|byte| **byte == b'\n').count() as u64;
            assert!(lines > summary.count(), "a row was lost");
        }
        Err(_) => assert!(one.is_err()),
    }
});
