//! One bench per phase: open the book, load, project, price, write; the large workload at two sizes shows
//! that time grows linearly with components and months.
#![allow(missing_docs)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn phases(c: &mut Criterion) {
    let book = costmodel_pricebook::embedded();
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/rag-assistant.toml"))
            .unwrap_or_default();
    c.bench_function("book/open", |b| b.iter(costmodel_pricebook::embedded));
    c.bench_function("rag-assistant/load", |b| b.iter(|| costmodel_workload::load(black_box(&text), &book)));
    if let Some((model, usages)) = costmodel_workload::load(&text, &book).model {
        c.bench_function("rag-assistant/project", |b| {
            b.iter(|| costmodel_core::project::project(black_box(&model)))
        });
        c.bench_function("rag-assistant/price", |b| {
            b.iter(|| costmodel_core::price::price_usage(&model, black_box(&usages)))
        });
    }
    let mut group = c.benchmark_group("large");
    group.sample_size(10);
    for (components, months) in [(250, 36), (500, 36), (1_000, 12), (1_000, 24), (1_000, 36)] {
        let text = costmodel_benches::large(components, months);
        let id = BenchmarkId::from_parameter(format!("{components}x{months}"));
        group.bench_with_input(id, &text, |b, text| {
            b.iter(|| {
                let loaded = costmodel_workload::load(text, &book);
                loaded.model.map(|(model, usages)| costmodel_core::price::price_usage(&model, &usages).len())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, phases);
criterion_main!(benches);
