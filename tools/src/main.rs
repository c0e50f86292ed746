//! Makes `pricing-data/` from a folder of raw price facts.
//!
//! ```text
//! facts/*.csv ─ facts ─► rows ┬ rates ─► aws/<service>/<region>.csv, saas/<vendor>/<service>/…
//!                             ├ aurora ► aws/aurora/<region>.csv
//!                             ├ ec2 ───► aws/ec2/…, aws/<nodes>/…
//!                             ├ gcp_compute, sustained_use ► gcp/compute/…
//!                             ├ azure_vms ► azure/vm/<region>.csv
//!                             ├ gpu ───► gpu/<seller>/<region>.csv
//!                             ├ ai ────► ai/<provider>/global.csv
//!                             └ interruptions, provisioned, throughput ► facts beside prices
//!                                 every row settles once in the ledger
//! ```
//!
//! `names/*.csv` map the labels of the sources to ours; `decide` chooses where
//! rows compete; `ledger` refuses to finish when a row is counted twice or not
//! at all.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program says what it made, or why it failed"
)]

mod ai;
mod ai_dates;
mod ai_skus;
mod aurora;
mod aws_core;
mod aws_data;
mod azure;
mod azure_commitments;
mod azure_found;
mod azure_sizes;
mod azure_vms;
mod decide;
mod ec2;
mod error;
mod facts;
mod found;
mod gcp;
mod gcp_compute;
mod gpu;
mod gpu_names;
mod holes;
mod interruptions;
mod ledger;
mod ledger_text;
mod machine_cells;
mod machines;
mod managed;
mod names;
mod number;
mod offers;
mod platform;
mod provisioned;
mod rates;
mod sources;
mod sustained_use;
mod throughput;
mod wrap;
mod write;

use error::{Error, Result};
use facts::Facts;
use ledger::Ledger;
use sources::Sources;
use std::path::PathBuf;
use std::process::ExitCode;
use write::Output;

fn main() -> ExitCode {
    match run() {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("convert-prices: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String> {
    let [facts_folder, data_folder, ledger_file] = arguments()?;
    let facts = Facts::read(&facts_folder)?;
    let mut sources = Sources::default();
    let mut ledger = Ledger::default();
    let mut output = Output::default();

    aurora::convert(&facts, &mut sources, &mut ledger, &mut output)?;
    rates::convert(&facts, &mut sources, &mut ledger, &mut output)?;
    let machines = ec2::convert(&facts, &mut sources, &mut ledger, &mut output)?;
    interruptions::convert(&facts, &machines.names(), &mut sources, &mut ledger, &mut output)?;
    ec2::convert_nodes(&facts, &machines, &mut sources, &mut ledger, &mut output)?;
    gcp_compute::convert(&facts, &mut sources, &mut ledger, &mut output)?;
    sustained_use::convert(&facts, &mut sources, &mut ledger, &mut output)?;
    azure_vms::convert(&facts, &mut sources, &mut ledger, &mut output)?;
    azure_commitments::convert(&facts, &mut ledger)?;
    gpu::convert(&facts, &mut sources, &mut ledger, &mut output)?;
    ai::convert(&facts, &mut sources, &mut ledger, &mut output)?;
    provisioned::convert(&facts, &mut sources, &mut ledger, &mut output)?;
    throughput::convert(&facts, &mut ledger, &mut output)?;

    output.put("sources.csv", sources.table()?);
    let holes = holes::report(&output);
    output.render()?;
    let report = ledger_text::report(&ledger, &facts, &sources, &output.summary(), &holes)?;
    output.write(&data_folder)?;
    std::fs::write(&ledger_file, report)
        .map_err(|e| Error::new(format!("{}: {e}", ledger_file.display())))?;
    Ok(output.summary())
}

fn arguments() -> Result<[PathBuf; 3]> {
    let given: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    given.try_into().map_err(|_| {
        Error::new("usage: convert-prices <price-facts folder> <pricing-data folder> <ledger.md>")
    })
}
