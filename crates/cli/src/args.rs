//! What can be typed. Help teaches by examples.

mod period;
mod prices;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use costmodel::starter::{self, Preset};
use costmodel::{By, Month, Scenario};
use jiff::civil::Date;

pub use prices::{CoverageFormat, Diff, Export, Filter, PriceFormat, Prices, PricesVerb, Sort, Stale};

/// Offline cloud cost modeling: one reviewed text file in, three scenarios of monthly costs out.
#[derive(Debug, Parser)]
#[command(
    name = "costmodel",
    version,
    max_term_width = 80,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  costmodel init                                  a workload to begin with
  costmodel simulate workload.toml                a summary of three scenarios
  costmodel simulate workload.toml > lines.csv    every line of every month
  costmodel explain workload.toml api             redo its sums by hand
  costmodel compare workload.toml --regions aws   the same elsewhere
  costmodel prices search m7i.large --region us-east-1

Exit codes: 0 done, 1 internal or IO error, 2 invalid input or usage,
3 a gate failed, 4 unpriced or stale prices under --strict.
Environment: COSTMODEL_PRICES, COSTMODEL_COLOR, NO_COLOR; a flag goes before it."
)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,

    /// Colour in messages.
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<Color>,

    /// Lay prices of your own over the built-in ones: a folder of tables, a price file or a contract. Given
    /// several times, a later one goes over those before it.
    #[arg(long, global = true, value_name = "PATH")]
    pub prices: Vec<PathBuf>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Write a commented workload to begin with.
    Init(Init),
    /// Project a workload over its months and price it.
    Simulate(Simulate),
    /// Show every number behind a component, a line or a row.
    Explain(Explain),
    /// Read a workload and report everything that is wrong with it.
    Check(Check),
    /// Compare a workload at several places, on two days of prices, or with another.
    Compare(Compare),
    /// Price usage rows in bulk: tokens of models, or quantities of any meter.
    Quote(Quote),
    /// Look up, search and check prices.
    Prices(Prices),
    /// Print the JSON Schema of the workload file, for editors.
    Schema,
    /// Print a completion script for a shell.
    Completions(Completions),
}

/// `init`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel init                               a workload.toml, unasked
  costmodel init --preset agents agents.toml
  costmodel init --guided                      asks what matters, in a terminal

Presets: rag, agents, batch, self-hosted, saas. A file that is there is never
written over without --force.")]
pub struct Init {
    /// Where to write; `-` is stdout.
    #[arg(value_name = "FILE", default_value = "workload.toml")]
    pub file: PathBuf,

    /// What to begin with.
    #[arg(long, value_name = "PRESET", default_value = "rag", value_parser = preset)]
    pub preset: &'static Preset,

    /// Ask for users, requests, documents, model, region and budget first; needs a terminal.
    #[arg(long)]
    pub guided: bool,

    /// Write over a file that is there.
    #[arg(long)]
    pub force: bool,
}

/// `simulate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel simulate workload.toml
  costmodel simulate workload.toml --by month --scenario high
  costmodel simulate workload.toml --out costs/      lines, months, scenarios
  costmodel simulate workload.toml --format json --lines
  costmodel simulate workload.toml --stubs own.csv   what has no price, then
  costmodel simulate workload.toml --prices own.csv  with it filled in
  costmodel simulate workload.toml --strict || exit  in a pipeline
  costmodel simulate workload.toml --lock            keeps the prices in use
  costmodel simulate workload.toml --locked || exit  if one of them changed
  cat workload.toml | costmodel simulate -

Printed to a terminal it is a table, piped it is CSV: a row per line, month,
scenario and tier.")]
pub struct Simulate {
    /// The workload; `-` is stdin.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// How to print [default: table on a terminal, else csv].
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,

    /// Write lines.csv, months.csv and scenarios.csv into a folder: all of them or none.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Write a price file with a row to fill in for every price that is missing; `-` is stdout.
    #[arg(long, value_name = "FILE")]
    pub stubs: Option<PathBuf>,

    /// Show one scenario only: low, expected or high.
    #[arg(long)]
    pub scenario: Option<Scenario>,

    /// By what the table, markdown and JSON group.
    #[arg(long, value_name = "GROUP", default_value = "component", value_parser = group,
        help = "Group by component, service, category, month, environment or placement")]
    pub by: By,

    /// With JSON: every charge too.
    #[arg(long)]
    pub lines: bool,

    /// Exit 4 when a line has no price, or one seen over 18 months before the knowledge date.
    #[arg(long)]
    pub strict: bool,

    /// Keep the prices in use in a lock [default: costmodel.lock beside the workload].
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    pub lock: Option<Option<PathBuf>>,

    /// Exit 4, and print nothing else, when a price is not as the lock has it.
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, conflicts_with = "lock")]
    pub locked: Option<Option<PathBuf>>,
}

/// `explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel explain workload.toml api
  costmodel explain workload.toml api --month 2027-06 --scenario high
  costmodel explain workload.toml api/vcpu
  costmodel explain workload.toml api/vcpu/production/main/2027-01/expected

The last is a row_id of lines.csv. All digits are shown, nothing is rounded on
the way: a pocket calculator gives the same figure.")]
pub struct Explain {
    /// The workload; `-` is stdin.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// A component, a line, or a row_id of the CSV.
    #[arg(value_name = "ID")]
    pub id: String,

    /// The month, as 2027-01 [default: the first with a charge].
    #[arg(long)]
    pub month: Option<Month>,

    /// The scenario [default: expected].
    #[arg(long)]
    pub scenario: Option<Scenario>,
}

/// `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  costmodel check workload.toml

Exit code 2 when there is an error; warnings alone are 0.")]
pub struct Check {
    /// The workload; `-` is stdin.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel compare workload.toml --placement gcp/us-central1
  costmodel compare workload.toml --placement aws/us-east-1 \\
      --placement gcp/us-central1 --placement azure/westeurope
  costmodel compare workload.toml --regions aws
  costmodel compare before.toml after.toml
  costmodel compare workload.toml --prices-on 2026-06-01
  costmodel compare before.toml after.toml --format csv --by line

The first is the base: the file as it is written where only one place or day is
given. Why the others differ is told in this order: quantity at the base's
prices, then price for the new quantity; mix, new and gone apart; unknown where
one side has no price. The causes sum to the difference. A total that lacks
prices is never called cheaper.")]
pub struct Compare {
    /// The workload; `-` is stdin.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Another workload, to compare with the first.
    #[arg(value_name = "OTHER")]
    pub other: Option<PathBuf>,

    /// Another place for the workload's placement, as gcp/us-central1; for one of several, main=gcp/us-central1.
    #[arg(long, value_name = "PLACE")]
    pub placement: Vec<String>,

    /// Every region of a provider: aws, azure, gcp.
    #[arg(long, value_name = "PROVIDER")]
    pub regions: Option<String>,

    /// With the prices known on a day, as 2026-06-01.
    #[arg(long, value_name = "DAY")]
    pub prices_on: Vec<Date>,

    /// How to print [default: table on a terminal, else csv].
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,

    /// In CSV and JSON: by component, or each line too.
    #[arg(long, value_name = "GROUP", default_value = "component")]
    pub by: CompareBy,
}

/// `quote`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel quote usage.csv > costs.csv
  costmodel quote usage.csv --out costs.csv --strict
  costmodel quote meters.csv --pool                  tiers over a month's rows
  gateway-log | costmodel quote - | column -t -s,

Token rows have the columns provider, model and any of at, service_tier,
region, speed, input_tokens, cached_input_tokens, cache_write_tokens,
cache_write_1h_tokens, output_tokens, reasoning_tokens, input_audio_tokens,
cached_audio_tokens, output_audio_tokens, input_image_tokens,
cached_image_tokens, output_image_tokens, input_video_tokens, web_searches,
file_searches, citation_tokens, audio_seconds, searches, characters.
Metered rows have provider, service, region, sku, meter, quantity and, where
wanted, unit and month. Columns named x_... are carried through.

Added to each row: cost, unit_price, price_as_of, price_source, status, note.
A row without a price or a wrong one is marked, and the next one goes on.")]
pub struct Quote {
    /// The rows, as CSV; `-` is stdin.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Write into a file instead of stdout: all of it or nothing.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Sum tiers over the metered rows of a month: a row costs what it adds.
    #[arg(long)]
    pub pool: bool,

    /// Exit 4 when a row has no price, is wrong, or its price was seen over 18 months ago.
    #[arg(long)]
    pub strict: bool,
}

/// `completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel completions bash > ~/.local/share/bash-completion/completions/costmodel
  costmodel completions fish > ~/.config/fish/completions/costmodel.fish")]
pub struct Completions {
    /// The shell.
    pub shell: clap_complete::Shell,
}

/// How a simulation is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A summary for a person.
    Table,
    /// A row per line, month, scenario and tier.
    Csv,
    /// Header, scenarios, groups and coverage.
    Json,
    /// The summary for a page or a pull request.
    Markdown,
}

/// By what a comparison is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompareBy {
    /// By component.
    Component,
    /// By line, with what each side buys.
    Line,
}

/// When messages have colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

fn preset(text: &str) -> Result<&'static Preset, String> {
    starter::preset(text).ok_or_else(|| {
        let names: Vec<&str> = starter::PRESETS.iter().map(|preset| preset.name).collect();
        format!("begin with one of {}", names.join(", "))
    })
}

fn group(text: &str) -> Result<By, String> {
    By::ALL.into_iter().find(|by| by.name() == text).ok_or_else(|| {
        let names: Vec<&str> = By::ALL.iter().map(|by| by.name()).collect();
        format!("group by one of {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Args::command().debug_assert();
    }
}
