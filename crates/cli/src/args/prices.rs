//! What can be asked about prices.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use costmodel::prices::Key;
use jiff::civil::Date;

use crate::verbs::prices::update::Update;

/// `prices`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel prices list --provider aws
  costmodel prices show aws/ec2/us-east-1/m7i.large
  costmodel prices search \"vcpu>=8\" \"memory>=32GiB\" --region eu-west-1 --sort price
  costmodel prices coverage --placement aws/eu-central-1
  costmodel prices diff 2026-01-01 2026-11-01 --provider anthropic
  costmodel prices stale --older-than 180d --workload workload.toml
  costmodel prices export --service models > models.csv
  costmodel prices lint --prices contract/
  costmodel prices update genai-prices --into fresh/")]
pub struct Prices {
    /// What to do.
    #[command(subcommand)]
    pub what: PricesVerb,
}

/// The questions about prices.
#[derive(Debug, Subcommand)]
pub enum PricesVerb {
    /// The services with prices: regions, SKUs, dates.
    List(Filter),
    /// Every rate of a SKU: tiers, source, dates.
    Show {
        /// provider/service/region/sku, with or without a meter after it.
        #[arg(value_name = "KEY")]
        key: String,
        /// Which prices, and how to print them.
        #[command(flatten)]
        filter: Filter,
    },
    /// Prices by words and properties.
    Search {
        /// Words of the name, or properties: `vcpu>=8`, `memory>=32GiB`, `gpu=none`, `arch=arm64`.
        #[arg(value_name = "WORDS", required = true)]
        words: Vec<String>,
        /// Which prices, and how to print them.
        #[command(flatten)]
        filter: Filter,
    },
    /// What of every kind of component has a price: kind by placement, from each kind's examples.
    Coverage {
        /// A placement, as aws/eu-central-1; several are compared [default: aws/us-east-1].
        #[arg(long, value_name = "PLACEMENT")]
        placement: Vec<String>,
        /// How to print [default: table on a terminal, else csv].
        #[arg(long, value_name = "FORMAT")]
        format: Option<CoverageFormat>,
    },
    /// What of prices differs between two days or two books.
    Diff(Diff),
    /// Prices that were observed long ago.
    Stale(Stale),
    /// Every price in long form, with where it was seen.
    Export(Export),
    /// Everything that is wrong with the price tables. Exit code 2 when there is an error.
    Lint,
    /// Refresh prices from a vendor's list into a folder of your own. The only verb that asks the network.
    Update(Update),
}

/// Which prices, and how to print them.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Filter {
    /// Which prices.
    #[command(flatten)]
    pub which: Which,
    /// In what order: name or price.
    #[arg(long, value_name = "ORDER")]
    pub sort: Option<Sort>,
    /// How to print [default: table on a terminal, else csv].
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<PriceFormat>,
}

/// Which prices.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Which {
    /// One provider only: aws, anthropic.
    #[arg(long)]
    pub provider: Option<String>,
    /// One service only: ec2, s3, models.
    #[arg(long)]
    pub service: Option<String>,
    /// One region only.
    #[arg(long)]
    pub region: Option<String>,
}

impl Which {
    /// Whether a price is wanted.
    pub fn fits(&self, key: &Key) -> bool {
        self.fits_table(&key.provider, &key.service, &key.region)
    }

    /// Whether the prices of a table are wanted.
    pub fn fits_table(&self, provider: &str, service: &str, region: &str) -> bool {
        let is = |wanted: &Option<String>, name: &str| wanted.as_ref().is_none_or(|wanted| wanted == name);
        is(&self.provider, provider) && is(&self.service, service) && is(&self.region, region)
    }
}

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
    /// Which prices.
    #[command(flatten)]
    pub which: Which,
    /// The day on which prices are known [default: the date of the book].
    #[arg(long, value_name = "DAY")]
    pub on: Option<Date>,
    /// How to print: csv or json.
    #[arg(long, value_name = "FORMAT", default_value = "csv", hide_possible_values = true)]
    pub format: PriceFormat,
}

/// How prices are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PriceFormat {
    /// For a person.
    Table,
    /// For a program.
    Csv,
    /// For a program: a list of objects.
    Json,
}

/// How coverage is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CoverageFormat {
    /// For a person: a grid, and what is missing.
    Table,
    /// A row per placement, kind and line.
    Csv,
    /// Kinds with their lines.
    Json,
}

/// In what order prices are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// By name.
    #[default]
    Name,
    /// Cheapest first.
    Price,
}
