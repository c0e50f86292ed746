//! Sellers of GPUs: whole machines, and GPUs priced one by one.

use crate::error::{Error, Result};
use crate::facts::{Facts, File, Row};
use crate::gpu_names;
use crate::ledger::{Ledger, Outcome};
use crate::machines::{Machines, Name, Shape};
use crate::number::{parse, plain};
use crate::sources::Sources;
use crate::write::Output;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

const FILE: &str = "compute-gpu-clouds.csv";

/// The family of a sku whose price is that of one GPU, in a machine of a size nobody states.
const PER_GPU: &str = "per-gpu";

/// What a sku adds in brackets → the ending of its name here.
const ENDINGS: [(&str, &str); 6] = [
    (" (per GPU)", ""),
    (" (per GPU, 8-GPU instance)", "-of-8"),
    (" (per GPU, smallest instance)", "-smallest"),
    (" (per GPU, highest SKU)", "-highest"),
    (" (per GPU, lowest SKU)", "-lowest"),
    (" (per GPU, median offer)", "-median"),
];

/// Lists of 2026-10-05 before which an undated copy gives way.
const UNDATED: &str = "undated copy";
const NEWER: &str = "2026-10-05";

const OLD_LIST: &str =
    "machine price of an undated, older list; the seller's list of 2026-10-05 has another price for this GPU";
const OLD_SPOT: &str = "spot price of an undated list whose on-demand prices no longer hold";
const NO_SPOT: &str = "RunPod's spot equals its lowest on-demand price in this feed; not a spot price";
const TOO_CHEAP: &str =
    "0.5 for an MI300X, against 2.39 a day earlier in the other feed; all its other prices agree";

pub fn convert(facts: &Facts, sources: &mut Sources, ledger: &mut Ledger, output: &mut Output) -> Result<()> {
    let file = facts.file(FILE)?;
    let newer = newer_lists(file)?;
    let mut sellers: BTreeMap<&str, Machines> = BTreeMap::new();
    for row in &file.rows {
        let seller = file.get(row, "provider")?;
        let outcome = match refused(file, row, &newer)? {
            Some(outcome) => outcome,
            None => {
                let (sku, shape) = name(file, row)?;
                let name =
                    Name { region: file.get(row, "region")?, sku: &sku, os: file.get(row, "os")?, shape };
                let source = file.get(row, "source")?;
                let derived = source.contains("converted from EUR");
                let outcome = sellers.entry(seller).or_default().take(file, row, name, derived, sources)?;
                if source.contains(UNDATED) {
                    let id = sources.id(file.get(row, "as_of")?, source)?;
                    sources.mark_accessed(&id);
                }
                outcome
            }
        };
        ledger.settle(facts, row.id, outcome)?;
    }
    for (seller, machines) in &sellers {
        machines.write(&format!("gpu/{seller}"), output)?;
    }
    notes(ledger);
    Ok(())
}

/// The GPUs of each seller that have a price of the newest list.
fn newer_lists(file: &File) -> Result<BTreeSet<(&str, String)>> {
    let mut newer = BTreeSet::new();
    for row in &file.rows {
        if file.get(row, "as_of")? == NEWER {
            let (gpu, _) = gpu_names::of_seller(file.get(row, "gpu_model")?);
            newer.insert((file.get(row, "provider")?, gpu));
        }
    }
    Ok(newer)
}

/// Why a row is not used, if it is not.
fn refused(file: &File, row: &Row, newer: &BTreeSet<(&str, String)>) -> Result<Option<Outcome>> {
    let get = |column| file.get(row, column);
    let (seller, spot) = (get("provider")?, get("purchase")? == "spot");
    if seller == "runpod" && spot {
        return Ok(Some(Outcome::Rejected(NO_SPOT.to_owned())));
    }
    if seller == "runpod-community" && get("sku")?.starts_with("MI300X") && get("usd_per_hour")? == "0.5" {
        return Ok(Some(Outcome::Rejected(TOO_CHEAP.to_owned())));
    }
    let (gpu, _) = gpu_names::of_seller(get("gpu_model")?);
    let old = seller == "nebius" && get("source")?.contains(UNDATED) && newer.contains(&(seller, gpu));
    Ok(old.then(|| match spot {
        true => Outcome::Rejected(OLD_SPOT.to_owned()),
        false => Outcome::Superseded(OLD_LIST.to_owned()),
    }))
}

/// The sku of a row, and what it is made of.
fn name(file: &File, row: &Row) -> Result<(String, Shape)> {
    let sku = file.get(row, "sku")?;
    let number = |column: &str| -> Result<Option<Decimal>> {
        let text = file.get(row, column)?;
        match text {
            "" => Ok(None),
            _ => parse(text).map(Some).ok_or_else(|| file.error(row, format!("{column} `{text}`"))),
        }
    };
    let ending = ENDINGS.iter().find_map(|(brackets, ending)| Some((sku.strip_suffix(brackets)?, *ending)));
    let (gpu, stated) = gpu_names::of_seller(file.get(row, "gpu_model")?);
    let (count, memory) = (number("gpu_count")?, number("gpu_memory_gib")?);
    let memory = of_one_gpu(stated, count, memory).map_err(|what| file.error(row, what))?;
    let (vcpu, memory_gib) = (number("vcpu")?, number("memory_gib")?);
    if ending.is_some() == (vcpu.is_some() || memory_gib.is_some()) {
        return Err(file.error(row, "neither one GPU nor a whole machine"));
    }
    let text = |number: Option<Decimal>| number.map_or_else(String::new, plain);
    let shape = Shape {
        family: if ending.is_some() { PER_GPU.to_owned() } else { file.get(row, "family")?.to_owned() },
        vcpu: text(vcpu),
        memory_gib: text(memory_gib),
        gpu_count: text(count),
        gpu_memory_gib: text(memory),
        arch: arch(&gpu, file.get(row, "arch")?)?.to_owned(),
        gpu,
    };
    Ok((ending.map_or_else(|| slug(sku), |(gpu, ending)| format!("{}{ending}", slug(gpu))), shape))
}

/// Memory of one GPU: some rows of machines state that of all of them.
fn of_one_gpu(
    stated: Option<&str>,
    count: Option<Decimal>,
    memory: Option<Decimal>,
) -> std::result::Result<Option<Decimal>, String> {
    let (Some(one), Some(count), Some(memory)) = (stated.and_then(parse), count, memory) else {
        return match (stated, count, memory) {
            (None, None, None) => Ok(None),
            _ => Err("GPU, count and memory go together".to_owned()),
        };
    };
    let fits = memory == one || memory == one * count;
    fits.then_some(Some(one))
        .ok_or_else(|| format!("{memory} GiB is neither one GPU's {one} nor that of {count}"))
}

/// Grace processors beside a GPU are ARM; the facts say `x86_64` of every row.
fn arch(gpu: &str, theirs: &str) -> Result<&'static str> {
    match theirs {
        "x86_64" if gpu.starts_with("gb") || gpu.starts_with("gh") => Ok("arm64"),
        "x86_64" => Ok("amd64"),
        _ => Err(Error::new(format!("{FILE}: unknown architecture `{theirs}`"))),
    }
}

/// A name with spaces becomes one without; an id of the seller's stays as it is.
fn slug(sku: &str) -> String {
    if sku.contains(' ') { sku.to_lowercase().replace(' ', "-") } else { sku.to_owned() }
}

fn notes(ledger: &mut Ledger) {
    for note in [
        "Two kinds of price, told apart by the family in `skus.csv`: `per-gpu` is one GPU for an hour, in a \
         machine whose size no fact states (virtual CPUs and memory stay empty); `gpu` and `cpu` are whole \
         machines for an hour.",
        "Endings of per-GPU skus: `-of-8` is the price of a GPU of an 8-GPU machine, `-smallest` that of the \
         smallest machine, `-lowest` and `-highest` the range over a seller's variants, `-median` the median \
         offer of a marketplace. Without one it is the cheapest configuration the feed found; on Vast the \
         lowest asking price.",
        "RunPod spot prices are rejected: they equal its lowest on-demand price.",
        "Nebius: machines with H100, H200, B200 of an undated list (H100 at 2.95) give way to the list of \
         2026-10-05 (4.5 per GPU), their spot prices with them. Its L40S and CPU machines have no newer price \
         and are loaded with the day they were read.",
        "Lambda machines of an undated list are loaded: their price per GPU (A6000 1.09, V100 0.79) is that of \
         the feed of 2026-10.",
        "RunPod community MI300X at 0.5 is rejected: 2.39 a day earlier.",
        "GPU memory of machines: where a fact states the memory of all GPUs together, it is divided; the name \
         of the GPU states the memory of one.",
        "GH200 and GB300 machines have ARM processors (Grace), though the facts say x86_64 of every row.",
        "Scaleway prices are converted from EUR by their source: marked derived.",
    ] {
        ledger.note("GPU sellers", note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_that_of_one_gpu() {
        let d = |text: &str| parse(text);
        assert_eq!(of_one_gpu(Some("80"), d("8"), d("640")), Ok(d("80")));
        assert_eq!(of_one_gpu(Some("80"), d("8"), d("80")), Ok(d("80")));
        assert_eq!(of_one_gpu(None, None, None), Ok(None));
        assert!(of_one_gpu(Some("80"), d("8"), d("160")).is_err());
        assert!(of_one_gpu(None, d("8"), d("160")).is_err());
    }

    #[test]
    fn ids_stay_and_words_become_ids() {
        assert_eq!(slug("1x A100 PCIe 40GB"), "1x-a100-pcie-40gb");
        assert_eq!(slug("8A100.40S.176V"), "8A100.40S.176V");
        assert_eq!(arch("gh200", "x86_64").unwrap(), "arm64");
        assert!(arch("h100", "riscv").is_err());
    }
}
