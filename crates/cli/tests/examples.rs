//! Every example loads, and every figure of it can be redone from its explanation.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use costmodel::explain::{LineExplained, Op, RowIds, Term};
use costmodel::{Charge, Money, Simulation, prices};

/// Each example's name and simulation.
fn examples() -> Vec<(String, Simulation)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(!paths.is_empty());
    let book = prices::embedded();
    paths
        .iter()
        .map(|path| {
            let loaded = costmodel::load(&fs::read_to_string(path).unwrap(), &book);
            let problems: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
            assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
            (path.display().to_string(), loaded.workload.unwrap().simulate())
        })
        .collect()
}

/// The value of a term's formula, computed from its parts' printed values.
fn redone(term: &Term) -> Option<rust_decimal::Decimal> {
    let value =
        |part: &Term| if part.name.is_empty() { redone(part) } else { part.shown_value().parse().ok() };
    let mut parts = term.parts.iter().map(value);
    let zero = rust_decimal::Decimal::ZERO;
    match term.op {
        Op::Number | Op::Described => term.value,
        Op::Times => parts.try_fold(rust_decimal::Decimal::ONE, |product, part| product.checked_mul(part?)),
        Op::Plus => parts.try_fold(zero, |sum, part| sum.checked_add(part?)),
        Op::Over => {
            let (over, under) = (parts.next()??, parts.next()??);
            if over.is_zero() { Some(zero) } else { over.checked_div(under) }
        }
        Op::Above => Some(parts.next()??.checked_sub(parts.next()??)?.max(zero)),
        Op::Largest => parts.try_fold(zero, |most, part| Some(most.max(part?))),
        Op::Smallest => parts.collect::<Option<Vec<_>>>()?.into_iter().min(),
        Op::Ceil => Some(parts.next()??.ceil()),
    }
}

fn check_line(name: &str, line: &LineExplained) {
    assert_eq!(redone(&line.quantity), line.quantity.value, "{name}: {}", line.id);
    for term in line.quantity.named().into_iter().filter(|term| term.op != Op::Described) {
        assert_eq!(redone(term), term.value, "{name}: {}: {}", line.id, term.name);
    }
    for charge in &line.charges {
        let Ok(priced) = &charge.price else { continue };
        assert_eq!(
            Some(priced.product),
            priced.unit_price.times(charge.quantity),
            "{name}: {}",
            charge.row_id
        );
        let last = priced.applied.last().map_or(priced.product, |applied| applied.after);
        assert_eq!(last, priced.costs.contracted, "{name}: {}", charge.row_id);
    }
}

#[test]
fn every_figure_can_be_redone() {
    for (name, simulation) in examples() {
        let ids = RowIds::of(simulation.model());
        let charges: &[Charge] = simulation.charges();
        // A prime step visits every line, month and scenario without visiting every row.
        for charge in charges.iter().step_by(charges.len() / 300 * 2 + 1) {
            let told = simulation.explain(&ids.id(charge)).unwrap();
            let costs = charge.price.as_ref().map_or(Money::ZERO, |priced| priced.costs.effective);
            assert_eq!(told.total.costs.effective, costs, "{name}: {}", ids.id(charge));
            assert_eq!(told.lines.len(), 1);
            check_line(&name, &told.lines[0]);
        }
        for component in &simulation.model().components {
            if let Ok(told) = simulation.explain(&component.name) {
                let mut text = Vec::new();
                costmodel::write::explanation(&told, &|at| at, &mut text).unwrap();
                assert!(
                    String::from_utf8(text)
                        .unwrap()
                        .lines()
                        .all(|line| line.chars().count() <= 80 || !line.trim().contains(' '))
                );
            }
        }
    }
}

#[test]
fn row_ids_are_unique() {
    for (name, simulation) in examples() {
        let ids = RowIds::of(simulation.model());
        let mut all: Vec<String> = simulation.charges().iter().map(|charge| ids.id(charge)).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "{name}");
    }
}
