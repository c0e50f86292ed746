//! Virtual machines of Azure.
//!
//! Facts state the memory of all GPUs of a size together; here it is of one GPU. Sizes whose memory no fact
//! states are completed from the vendor's documentation (`azure_sizes`), or left out.

use crate::azure_sizes;
use crate::error::Result;
use crate::facts::{Facts, File, Row};
use crate::gpu_names;
use crate::ledger::{Ledger, Outcome};
use crate::machines::{Machines, Name, Shape};
use crate::number::{parse, plain};
use crate::sources::Sources;
use crate::write::Output;
use std::collections::BTreeMap;

const FILE: &str = "compute-azure.csv";

/// Prices that are not of what they say, by region and the end of a size's name.
const DOUBTED: [(&str, &str, &str); 2] = [
    (
        "mexicocentral",
        "E112ias_v5",
        "the vendor's list of 2026-08-15 has it under Windows, and 7.657 under Linux: a better source is needed",
    ),
    (
        "newzealandnorth",
        "ams_v6",
        "a tenth of what the size costs beside its neighbours in every other region, and no second source states it",
    ),
];

/// Loads the sizes of virtual machines.
pub fn convert(facts: &Facts, sources: &mut Sources, ledger: &mut Ledger, output: &mut Output) -> Result<()> {
    let file = facts.file(FILE)?;
    let shapes = shapes(file)?;
    let mut machines = Machines::default();
    for row in &file.rows {
        let sku = file.get(row, "sku")?;
        let region = file.get(row, "region")?;
        let doubt = DOUBTED.iter().find(|(of, end, _)| region == *of && sku.ends_with(end));
        let outcome = match (doubt, shapes.get(sku)) {
            (Some((_, _, why)), _) => Outcome::Rejected((*why).to_owned()),
            (None, Some(shape)) => {
                let os = file.get(row, "os")?;
                let name = Name { region, sku, os, shape: shape.clone() };
                machines.take(file, row, name, false, sources)?
            }
            (None, None) => Outcome::Rejected(
                "a size whose memory or virtual CPUs or number of GPUs no text states".to_owned(),
            ),
        };
        ledger.settle(facts, row.id, outcome)?;
    }
    machines.write("azure/vm", output)?;
    notes(ledger);
    Ok(())
}

/// What each size is made of; a size of which that is not known is not in it.
fn shapes(file: &File) -> Result<BTreeMap<&str, Shape>> {
    let mut stated = BTreeMap::new();
    for row in &file.rows {
        let sku = file.get(row, "sku")?;
        if !stated.contains_key(sku) {
            stated.insert(sku, shape(file, row, sku)?);
        }
    }
    let whole = |shape: &Shape| {
        let gpus = shape.gpu.is_empty() || !shape.gpu_count.is_empty();
        gpus && !shape.vcpu.is_empty() && !shape.memory_gib.is_empty()
    };
    let mut shapes = BTreeMap::new();
    for (sku, shape) in &stated {
        let parent = azure_sizes::parent(sku);
        let memory = match parent.and_then(|parent| stated.get(parent.as_str())) {
            Some(parent) if shape.memory_gib.is_empty() => parent.memory_gib.clone(),
            _ => shape.memory_gib.clone(),
        };
        let shape = Shape { memory_gib: memory, ..shape.clone() };
        if whole(&shape) {
            shapes.insert(*sku, shape);
        }
    }
    Ok(shapes)
}

fn shape(file: &File, row: &Row, sku: &str) -> Result<Shape> {
    let mut shape = Shape::of(file, row, |gpu| gpu_names::of_seller(gpu).0)?;
    if shape.arch.is_empty() {
        shape.arch = azure_sizes::arch(sku).to_owned();
    }
    if shape.memory_gib.is_empty() {
        shape.memory_gib = azure_sizes::memory(&shape).map(plain).unwrap_or_default();
    }
    // Parts of a GPU are printed with four digits: the memory of a whole one is a whole number.
    if let (Some(count), Some(memory)) = (parse(&shape.gpu_count), parse(&shape.gpu_memory_gib)) {
        shape.gpu_memory_gib = plain((memory / count).round());
    }
    Ok(shape)
}

fn notes(ledger: &mut Ledger) {
    for note in [
        "Windows prices are whole: the machine and the licence.",
        "A reservation is the total of its term (`519u`), which may be paid in months at no extra cost; known of \
         four sizes in eastus2. Savings plans of one year are known in five European regions.",
        "GPU memory in the facts is of all GPUs of a size; the tables have that of one. Sizes with a GPU whose \
         number no fact states (most parts of A10, V710 and V620) are left out.",
        "Sizes with fewer virtual CPUs (`E16-4as_v6`) have the memory of the size they are made from, as the \
         vendor's page on constrained sizes says (learn.microsoft.com/azure/virtual-machines/constrained-vcpu).",
        "Memory no fact states is the series' GiB per virtual CPU in the vendor's documentation \
         (MicrosoftDocs/azure-compute-docs, articles/virtual-machines/sizes), where the series has one ratio.",
        "An architecture no fact states follows from the name: `p` after the number is Arm, as the vendor's \
         naming conventions say; the rest is amd64.",
    ] {
        ledger.note("Azure machines", note);
    }
}
