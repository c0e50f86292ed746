//! `aws/ec2/interruptions.csv` of the folder: how often spot machines are taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use costmodel_core::book::PriceBook;

use super::diff::{Change, Kind};
use super::plan::Plan;
use crate::reading::Taken;

const PATH: &str = "aws/ec2/interruptions.csv";
/// The only system that the book has machines of EC2 for.
const SYSTEMS: [&str; 1] = ["linux"];

/// Writes the table anew when a cell of it differs from what is known.
pub(super) fn update(plan: &mut Plan, book: &PriceBook, taken: &[Taken], src: &str) {
    let sold: BTreeSet<&str> =
        book.regions_of("aws", "ec2").iter().flat_map(|region| book.skus("aws", "ec2", region)).collect();
    let is_known = |one: &&Taken| SYSTEMS.contains(&one.os.as_str()) && sold.contains(one.sku.as_str());
    let mut changed = 0_usize;
    let mut rows: BTreeMap<(&str, &str), BTreeMap<&str, &str>> = BTreeMap::new();
    for one in taken.iter().filter(is_known) {
        rows.entry((&one.sku, &one.os)).or_default().insert(&one.region, &one.cell);
        let known = book.interruption(&one.region, &one.sku, &one.os);
        let before =
            known.map(|known| format!("{}:{}", known.band, known.saving_percent)).unwrap_or_default();
        if before == one.cell {
            plan.same = plan.same.saturating_add(1);
            continue;
        }
        changed = changed.saturating_add(1);
        plan.changes.push(Change {
            // Not a price: it is told, and never asks.
            kind: Kind::New,
            table: Arc::new(("aws".to_owned(), "ec2".to_owned(), one.region.clone())),
            sku: one.sku.as_str().into(),
            meter: "interruptions".into(),
            unit: "share taken back:saved".into(),
            before: before.into(),
            after: one.cell.as_str().into(),
            percent: None,
        });
    }
    if changed == 0 {
        return;
    }
    let regions: BTreeSet<&str> = rows.values().flat_map(|cells| cells.keys().copied()).collect();
    let mut text = format!("sku,os,{},src\n", regions.iter().copied().collect::<Vec<_>>().join(","));
    for ((sku, os), cells) in &rows {
        let cells: Vec<&str> =
            regions.iter().map(|region| cells.get(region).copied().unwrap_or("")).collect();
        text.push_str(&format!("{sku},{os},{},{src}\n", cells.join(",")));
    }
    plan.shelf.files.insert(PATH.to_owned(), text);
}
