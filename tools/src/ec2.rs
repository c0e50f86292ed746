//! EC2, and the nodes of services that run on such machines: RDS, ElastiCache, OpenSearch.

use crate::error::{Error, Result};
use crate::facts::{Facts, File, Row};
use crate::gpu_names;
use crate::ledger::{Ledger, Outcome};
use crate::machines::{Machines, Name, Shape};
use crate::managed;
use crate::sources::Sources;
use crate::write::Output;
use std::collections::BTreeMap;

const FILES: [&str; 2] = ["compute-aws.csv", "compute-aws-other-regions.csv"];

/// Loads EC2; gives the machine types, for the facts that name them.
pub fn convert(
    facts: &Facts,
    sources: &mut Sources,
    ledger: &mut Ledger,
    output: &mut Output,
) -> Result<Machines> {
    let mut machines = Machines::default();
    for file in FILES {
        let file = facts.file(file)?;
        for row in &file.rows {
            let (region, os) = (file.get(row, "region")?, file.get(row, "os")?);
            let outcome = take(file, row, region, os, sources, &mut machines)?;
            ledger.settle(facts, row.id, outcome)?;
        }
    }
    let guessed = fill_arch(&mut machines);
    ledger.note(
        "EC2",
        format!(
            "EC2 architecture not stated, taken from the rest of the family or else from its name (`g` \
         after the generation is Graviton): {}.",
            guessed.join(", ")
        ),
    );
    machines.write("aws/ec2", output)?;
    notes(ledger);
    Ok(machines)
}

/// Loads the nodes of the services that sell them. `ec2`: the machines RDS instances are made of.
pub fn convert_nodes(
    facts: &Facts,
    ec2: &Machines,
    sources: &mut Sources,
    ledger: &mut Ledger,
    output: &mut Output,
) -> Result<()> {
    let file = facts.file(managed::FILE)?;
    let mut services: BTreeMap<&str, Machines> = BTreeMap::new();
    for row in &file.rows {
        let service = file.get(row, "service")?;
        let service = managed::service(service)
            .ok_or_else(|| file.error(row, format!("unknown service `{service}`")))?;
        let os = file.get(row, "os")?.to_lowercase();
        let machines = services.entry(service).or_default();
        let outcome = take(file, row, file.get(row, "region")?, &os, sources, machines)?;
        ledger.settle(facts, row.id, outcome)?;
    }
    if let Some(instances) = services.get_mut("rds-instances") {
        shape_instances(instances, ec2)?;
    }
    for (service, machines) in &services {
        machines.write(&format!("aws/{service}"), output)?;
    }
    node_notes(ledger);
    Ok(())
}

/// The families of RDS with another name than that of the machines under them.
const RENAMED: [(&str, &str); 1] = [("x2g", "x2gd")];

/// No fact states what RDS instances are made of; `db.m5.large` is an `m5.large`.
fn shape_instances(instances: &mut Machines, ec2: &Machines) -> Result<()> {
    for (sku, shapes) in &mut instances.shapes {
        let machine = sku.trim_start_matches("db.");
        let (family, size) = machine.split_once('.').unwrap_or((machine, ""));
        let family = RENAMED.iter().find(|(theirs, _)| *theirs == family).map_or(family, |(_, own)| own);
        let under = ec2.shapes.get(&format!("{family}.{size}")).and_then(|shapes| shapes.first());
        let under = under.ok_or_else(|| Error::new(format!("{sku}: no EC2 machine `{family}.{size}`")))?;
        *shapes = std::mem::take(shapes)
            .into_iter()
            .map(|own| Shape { vcpu: under.vcpu.clone(), memory_gib: under.memory_gib.clone(), ..own })
            .collect();
        if shapes.iter().any(|own| own.arch != under.arch) {
            return Err(Error::new(format!("{sku}: another architecture than `{family}.{size}`")));
        }
    }
    Ok(())
}

fn take(
    file: &File,
    row: &Row,
    region: &str,
    os: &str,
    sources: &mut Sources,
    machines: &mut Machines,
) -> Result<Outcome> {
    let shape = Shape::of(file, row, |gpu| gpu_names::of_ec2(gpu).to_owned())?;
    let name = Name { region, sku: file.get(row, "sku")?, os, shape };
    machines.take(file, row, name, false, sources)
}

/// Fills in architectures no row states; says which.
fn fill_arch(machines: &mut Machines) -> Vec<String> {
    let stated: BTreeMap<String, String> = machines
        .shapes
        .values()
        .flatten()
        .filter(|shape| !shape.arch.is_empty())
        .map(|shape| (shape.family.clone(), shape.arch.clone()))
        .collect();
    let mut guessed = Vec::new();
    for (sku, shapes) in &mut machines.shapes {
        *shapes = std::mem::take(shapes)
            .into_iter()
            .map(|mut shape| {
                if shape.arch.is_empty() {
                    shape.arch = arch(&shape.family, stated.get(&shape.family)).to_owned();
                    guessed.push(format!("{sku} {}", shape.arch));
                }
                shape
            })
            .collect();
    }
    guessed
}

/// The architecture of a family: what its other sizes state, else its name.
fn arch(family: &str, stated: Option<&String>) -> &'static str {
    let graviton = || {
        let mut letters = family.chars().skip_while(|c| !c.is_ascii_digit());
        letters.any(|c| c == 'g')
    };
    match stated.map(String::as_str) {
        Some("arm64") => "arm64",
        Some(_) => "amd64",
        None if graviton() => "arm64",
        None => "amd64",
    }
}

fn notes(ledger: &mut Ledger) {
    for note in [
        "EC2 rows do not overlap: no (region, sku, os, purchase) has two facts, and no sku has two \
         shapes.",
        "EC2 effective = upfront / hours of the term + hourly was checked for every row with an \
         upfront amount (8,760 and 26,280 hours, within 0.000002); the upfront amount is what the \
         table keeps. The hourly part of a partial upfront price is the difference at five places.",
        "EC2 effective prices whose upfront amount no fact states keep the mark `e`.",
        "EC2 partial upfront and savings plan prices are not filled in by ratio: the tables hold \
         what was observed.",
        "EC2 spot equal to on-demand (p5 types of 2025-12) is kept: it is what was observed.",
        "EC2 all-upfront prices of 2023-08 are loaded where nothing is newer; their date is in the \
         source set.",
        "GPUs of EC2 have the names sellers of GPUs have: `NVIDIA Tesla V100` is `v100`, \
         `rtx-pro-server-6000` is `rtx-pro-6000-blackwell-server`.",
    ] {
        ledger.note("EC2", note);
    }
}

fn node_notes(ledger: &mut Ledger) {
    for note in [
        "RDS, ElastiCache and OpenSearch nodes do not overlap: no (service, region, sku, engine, purchase) \
         has two facts. Upfront amounts are checked as those of EC2; only RDS rows state them, the others \
         keep the mark `e`.",
        "RDS instances: no fact states virtual CPUs and memory. They are those of the EC2 machine of the same \
         name (`db.x2g` is `x2gd`), as the vendor's user guide has them in \"Hardware specifications for DB \
         instance classes\", compared family by family.",
        "RDS instances: the engine and the deployment are the `os` of a row, `postgresql/multi-az`; the price \
         of a multi-zone deployment is for both of its instances.",
        "OpenSearch families or1, or2, om2 and UltraWarm: no fact states their architecture; it stays empty.",
        "ElastiCache node prices are a row for each engine: Valkey is cheaper than Redis and Memcached.",
    ] {
        ledger.note("AWS nodes", note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn architecture_from_the_name() {
        assert_eq!(arch("c6gn", None), "arm64");
        assert_eq!(arch("u-12tb1", None), "amd64");
        assert_eq!(arch("g4dn", None), "amd64");
        assert_eq!(arch("i3p", None), "amd64");
        assert_eq!(arch("x9", Some(&"arm64".to_owned())), "arm64");
    }
}
