//! Any bytes as a workload: decoded, lowered, priced, written. Nothing may panic, and no total may lack what
//! its lines hold.
#![no_main]

use std::sync::OnceLock;

use costmodel::{PriceBook, Scenario};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    static BOOK: OnceLock<PriceBook> = OnceLock::new();
    let book = BOOK.get_or_init(costmodel::prices::embedded);
    let Ok(text) = std::str::from_utf8(data) else { return };
    let loaded = costmodel::load(text, book);
    for diagnostic in &loaded.diagnostics {
        let _ = costmodel::plain(text, "fuzz.toml", diagnostic);
    }
    let Some(workload) = loaded.workload else {
        assert!(!loaded.diagnostics.is_empty(), "refused without a word");
        return;
    };
    let simulation = workload.simulate();
    let mut csv = Vec::new();
    assert!(simulation.write_lines(&mut csv).is_ok());
    for scenario in Scenario::ALL {
        let _ = simulation.total(scenario);
    }
});
