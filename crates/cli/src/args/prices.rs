//! What can be asked about prices beside looking them up.

use std::path::PathBuf;

use jiff::civil::Date;

use super::{Filter, PriceFormat};

/// `prices diff`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel prices diff 2026-01-01 2026-11-01      what moved between two days
  costmodel prices diff book contract.csv          what a contract changes
  costmodel prices diff old-list/ new-list/ --provider aws

A side is `book`, a day, or prices to lay over the book. Prices given with
--prices lie under both.")]
pub struct Diff {
    /// The first side: `book`, a day as 2026-01-31, or a folder or file of prices.
    #[arg(value_name = "BEFORE")]
    pub before: String,
    /// The second side.
    #[arg(value_name = "AFTER")]
    pub after: String,
    /// Which prices, and how to print them.
    #[command(flatten)]
    pub filter: Filter,
}

/// `prices stale`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel prices stale --older-than 180d --provider aws
  costmodel prices stale --older-than 90d --workload workload.toml --strict
  costmodel prices stale --on $(date +%F)         counted back from today

A period is a number of days, weeks, months or years: 180d, 26w, 6m, 1y.")]
pub struct Stale {
    /// How long ago a price was observed to be stale.
    #[arg(long, value_name = "PERIOD", default_value = "180d", value_parser = super::period::period)]
    pub older_than: super::period::Period,
    /// Only prices that a workload uses, a row for each of its lines.
    #[arg(long, value_name = "FILE")]
    pub workload: Option<PathBuf>,
    /// The day to count back from [default: the date of the book].
    #[arg(long, value_name = "DAY")]
    pub on: Option<Date>,
    /// Exit 4 when a price is stale.
    #[arg(long)]
    pub strict: bool,
    /// Which prices, and how to print them.
    #[command(flatten)]
    pub filter: Filter,
}

/// `prices export`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel prices export --provider aws --region eu-central-1 > prices.csv
  costmodel prices export --service models --format json > models.json

A row for each step of each price and start date, under column names of FOCUS;
other columns begin with x_.")]
pub struct Export {
    /// One provider only: aws, anthropic.
    #[arg(long)]
    pub provider: Option<String>,
    /// One service only: ec2, s3, models.
    #[arg(long)]
    pub service: Option<String>,
    /// One region only.
    #[arg(long)]
    pub region: Option<String>,
    /// The day on which prices are known [default: the date of the book].
    #[arg(long, value_name = "DAY")]
    pub on: Option<Date>,
    /// How to print: csv or json.
    #[arg(long, value_name = "FORMAT", default_value = "csv", hide_possible_values = true)]
    pub format: PriceFormat,
}
