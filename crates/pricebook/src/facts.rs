//! `skus.csv`: what machine types and models are made of. Cells are found by the name of their column.

use std::collections::BTreeMap;

use costmodel_core::book::{Machine, ModelFacts, Shard};
use rust_decimal::Decimal;

use crate::cells::terms;
use crate::problem::Fault;

/// Columns a table of machine types has.
pub(crate) const MACHINE: [&str; 8] =
    ["sku", "family", "vcpu", "memory_gib", "gpu", "gpu_count", "gpu_memory_gib", "arch"];
/// Columns a table of models has beside its `uplift_<region>` columns.
pub(crate) const MODEL: [&str; 7] =
    ["sku", "context_window", "max_output_tokens", "cache_min_tokens", "retires", "note", "src"];
/// How a column of multipliers begins.
pub(crate) const UPLIFT: &str = "uplift_";

/// The cells of a row by column.
pub(crate) type Cells<'a> = BTreeMap<&'a str, &'a str>;

/// Pairs a row with its header.
pub(crate) fn cells<'a>(header: &'a str, row: &'a str) -> Cells<'a> {
    header.split(',').zip(row.split(',')).collect()
}

/// A machine type, for the reader of the book.
pub(crate) fn machine(shard: &Shard, sku: &str) -> Option<Machine> {
    let header: Vec<&str> = shard.header().collect();
    read_machine(&header.iter().copied().zip(shard.rows_of(sku).next()?.split(',')).collect()).ok()
}

/// A model, for the reader of the book.
pub(crate) fn model(shard: &Shard, sku: &str) -> Option<ModelFacts> {
    let header: Vec<&str> = shard.header().collect();
    read_model(&header.iter().copied().zip(shard.rows_of(sku).next()?.split(',')).collect()).ok()
}

/// A machine type from its cells.
pub(crate) fn read_machine(cells: &Cells<'_>) -> Result<Machine, Fault> {
    let text = |column: &str| cells.get(column).copied().unwrap_or("").to_owned();
    let machine = Machine {
        sku: text("sku"),
        family: text("family"),
        vcpu: number(cells, "vcpu")?,
        memory_gib: number(cells, "memory_gib")?,
        gpu: text("gpu"),
        gpu_count: number(cells, "gpu_count")?.unwrap_or_default(),
        gpu_memory_gib: number(cells, "gpu_memory_gib")?,
        arch: text("arch"),
    };
    match (machine.is_per_gpu(), machine.vcpu, machine.memory_gib) {
        (true, None, None) | (false, Some(_), Some(_)) => Ok(machine),
        (true, ..) => {
            Err(Fault::new("a GPU priced by itself has virtual CPUs or memory", "give the machine a family"))
        }
        (false, None, _) => Err(missing("vcpu")),
        (false, _, None) => Err(missing("memory_gib")),
    }
}

/// A model from its cells.
pub(crate) fn read_model(cells: &Cells<'_>) -> Result<ModelFacts, Fault> {
    let mut uplifts = BTreeMap::new();
    for column in cells.keys() {
        let Some(region) = column.strip_prefix(UPLIFT) else { continue };
        if let Some(by) = number(cells, column)? {
            uplifts.insert(region.to_owned(), by);
        }
    }
    let retires = cells.get("retires").copied().unwrap_or("");
    Ok(ModelFacts {
        context_window: whole(cells, "context_window")?,
        max_output: whole(cells, "max_output_tokens")?,
        cache_min_tokens: whole(cells, "cache_min_tokens")?,
        uplifts,
        retires: terms::from(retires)?,
    })
}

fn missing(column: &str) -> Fault {
    Fault::new(format!("{column} is missing"), "a machine type has virtual CPUs and memory")
}

pub(crate) fn number(cells: &Cells<'_>, column: &str) -> Result<Option<Decimal>, Fault> {
    let Some(text) = cells.get(column).filter(|text| !text.is_empty()) else { return Ok(None) };
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let read = text.parse().ok().filter(|_| plain);
    read.map(Some)
        .ok_or_else(|| Fault::new(format!("{column} `{text}` is not a number"), "write a plain decimal"))
}

pub(crate) fn whole<T: std::str::FromStr>(cells: &Cells<'_>, column: &str) -> Result<Option<T>, Fault> {
    let Some(text) = cells.get(column).filter(|text| !text.is_empty()) else { return Ok(None) };
    let read = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    read.map(Some)
        .ok_or_else(|| Fault::new(format!("{column} `{text}` is not a count"), "write a whole number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_and_models_read_by_column_name() {
        let header = "sku,family,vcpu,memory_gib,gpu,gpu_count,gpu_memory_gib,arch";
        let machine = read_machine(&cells(header, "g5.xlarge,g5,4,16,A10G,1,24,amd64")).unwrap();
        assert_eq!(
            (machine.vcpu, machine.gpu.as_str(), machine.gpu_memory_gib),
            (Some(4.into()), "A10G", Some(24.into()))
        );
        assert!(read_machine(&cells(header, "x,x,,16,,,,amd64")).is_err());
        let gpu = read_machine(&cells(header, "h100-80gb,per-gpu,,,h100,1,80,amd64")).unwrap();
        assert!(gpu.is_per_gpu() && gpu.vcpu.is_none() && gpu.memory_gib.is_none());

        let header = "sku,context_window,max_output_tokens,cache_min_tokens,uplift_eu,uplift_us,uplift_regional,retires,note,src";
        let model = read_model(&cells(header, "m,200000,64000,1024,,1.1,,2027-02-01,,s")).unwrap();
        assert_eq!((model.context_window, model.cache_min_tokens), (Some(200_000), Some(1_024)));
        assert_eq!(
            model.uplifts.into_iter().collect::<Vec<_>>(),
            [("us".to_owned(), "1.1".parse().unwrap())]
        );
        assert_eq!(model.retires.unwrap().to_string(), "2027-02-01");
        assert!(read_model(&cells(header, "m,1e6,,,,,,,,s")).is_err());
    }
}
