//! 300,000 rows to CSV. Run it alone: `cargo test --release -p costmodel-export --test speed -- --ignored --nocapture`.
#![allow(clippy::unwrap_used)]

#[path = "../../core/tests/fixture/mod.rs"]
mod fixture;

use costmodel_core::price::price;
use costmodel_export::{Report, csv, table};

#[test]
#[ignore = "a measurement"]
#[allow(clippy::disallowed_methods, clippy::print_stdout)]
fn three_hundred_thousand_rows() {
    let mut model = fixture::model();
    model.months = 36;
    let few = model.lines.clone();
    while model.lines.len() < 2000 {
        model.lines.extend(few.iter().take(4).cloned());
    }
    let charges = price(&model);
    let report = Report::new(&model, &charges, "2026-11-15".parse().unwrap(), "3f2a");
    for _ in 0..5 {
        let start = std::time::Instant::now();
        let mut bytes = Vec::new();
        csv::lines(&report, &mut bytes).unwrap();
        let lines = start.elapsed();
        let start = std::time::Instant::now();
        table(&report, &mut Vec::new()).unwrap();
        println!("{} rows, {} bytes: {lines:?}; table {:?}", charges.len(), bytes.len(), start.elapsed());
    }
}
