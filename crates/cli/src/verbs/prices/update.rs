//! `prices update`: the one verb that asks the network. Reads a price feed and keeps what differs from the book.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use costmodel::prices;
use costmodel_feeds::{
    Change, Clock, Feed, Fetcher, Kind, Limits, Origin, Outcome as Fed, Plan, Progress, Reading, Shelf,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::grid::Grid;
use crate::args::PriceFormat;
use crate::outcome::{Failure, Outcome};
use crate::rim::Rim;
use crate::{input, interrupt, output};

const HEADER: [&str; 10] =
    ["change", "provider", "service", "region", "sku", "meter", "unit", "before", "after", "percent"];
/// Changes beyond these are counted in a table, not shown.
const MOST: usize = 40;
/// What takes longer than this shows how far it is.
const SOON: Duration = Duration::from_secs(1);

/// `prices update`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  costmodel prices update genai-prices --into fresh/
  costmodel prices update aws-price-list index.json --as-of 2026-11-24 --into fresh/
  costmodel prices update azure-retail \"https://prices.azure.com/api/retail/prices?\\
$filter=armRegionName eq 'westeurope'\" --into fresh/ --dry-run
  costmodel simulate workload.toml --prices fresh/

Feeds: aws-price-list, aws-spot-advisor, azure-retail, gcp-catalog,
genai-prices, litellm. No other verb asks the network. Exit code 3 when a
price changes by more than --confirm-above and nobody agreed.")]
pub struct Update {
    /// Which feed.
    #[arg(value_name = "FEED", value_parser = feed)]
    pub feed: Feed,

    /// Its document: a file or an https:// address [default: where the feed has its only one].
    #[arg(value_name = "FROM")]
    pub from: Option<String>,

    /// The folder of refreshed prices; it is replaced as a whole.
    #[arg(long, value_name = "DIR", value_parser = folder)]
    pub into: PathBuf,

    /// The day a file was fetched, as 2026-11-24 [default for an address: today].
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<Date>,

    /// Ask before prices change by more than this.
    #[arg(long, value_name = "PERCENT", default_value = "20 %", value_parser = percent)]
    pub confirm_above: Decimal,

    /// Agree to every change.
    #[arg(long)]
    pub yes: bool,

    /// Say what would change and write nothing.
    #[arg(long)]
    pub dry_run: bool,

    /// The most that is fetched, in MiB.
    #[arg(long, value_name = "MIB", default_value_t = 4096)]
    pub max_size: u64,

    /// The longest that is fetched, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 1800)]
    pub timeout: u64,

    /// How to print the changes [default: table on a terminal, else csv].
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<PriceFormat>,
}

/// Runs `prices update`.
pub fn run(args: &Update, rim: &Rim) -> Outcome {
    let origin = origin(args)?;
    let as_of = match (args.as_of, &origin) {
        (Some(day), _) => day,
        (None, Origin::Address(_)) => today(),
        (None, Origin::File(_)) => {
            let hint = "say with --as-of on which day it was fetched, as 2026-11-24";
            return Err(Failure::Input(format!(
                "a file does not tell when its prices were seen\n  help: {hint}"
            )));
        }
    };
    let shelf = Shelf::load(&args.into).map_err(Failure::Input)?;
    let book = shelf.over(prices::embedded()).map_err(|found| {
        input::problems(&found);
        Failure::Told
    })?;
    let plan = match read(args, &origin, as_of, &shelf)? {
        Fed::Unchanged(seen) => {
            output::say(&format!("{}: unchanged since it was last read", seen.title));
            costmodel_feeds::unchanged(&shelf, &seen)
        }
        Fed::Read(reading, seen) => {
            let plan = costmodel_feeds::plan(&shelf, &book, &reading, &seen).map_err(Failure::Input)?;
            summary(&seen.title, &reading, &plan);
            show(&plan.changes, args, rim)?;
            plan
        }
    };
    if plan.shelf == shelf {
        output::say("nothing to write");
        return Ok(());
    }
    if args.dry_run {
        output::say("dry run: nothing written");
        return Ok(());
    }
    agreed(&plan, args)?;
    let _held = interrupt::hold();
    costmodel_feeds::write(&args.into, &shelf, &plan.shelf)
        .map_err(|error| Failure::at(&args.into, "update", &error))?;
    output::say(&format!("written: {0}; use it with --prices {0}", args.into.display()));
    Ok(())
}

fn origin(args: &Update) -> Result<Origin, Failure> {
    let from = args.from.as_deref().or(args.feed.address()).ok_or_else(|| {
        let example = args.feed.example();
        Failure::Input(format!("say which document of {}: a file, or\n  {example}", args.feed.title()))
    })?;
    Origin::read(from).map_err(Failure::Input)
}

fn today() -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// Brings and reads the documents; a bar is drawn on a terminal once it takes long.
fn read(args: &Update, origin: &Origin, as_of: Date, shelf: &Shelf) -> Result<Fed, Failure> {
    let limits = Limits {
        bytes: args.max_size.saturating_mul(1 << 20),
        time: Duration::from_secs(args.timeout),
        ..Limits::default()
    };
    let room = tempfile::Builder::new().prefix("costmodel-feed-").tempdir();
    let room = room.map_err(|error| Failure::Io(format!("cannot make a temporary folder: {error}")))?;
    let mut bar: Option<ProgressBar> = None;
    let mut progress = |at: Progress| {
        if at.after < SOON || !io::stderr().is_terminal() {
            return;
        }
        let bar = bar.get_or_insert_with(|| drawn(at));
        if let Some(of) = at.of {
            bar.set_length(of);
        }
        bar.set_message(format!("page {}", at.page));
        bar.set_position(at.bytes);
    };
    let mut fetcher = Fetcher::new(limits, Clock::of_the_machine(), &mut progress);
    let read = costmodel_feeds::read(args.feed, origin, as_of, shelf, &mut fetcher, room.path());
    drop(fetcher);
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    read.map_err(|why| match origin {
        Origin::File(_) => Failure::Input(why),
        Origin::Address(_) => Failure::Io(why),
    })
}

fn drawn(at: Progress) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(at.of, ProgressDrawTarget::stderr());
    let form = match at.of {
        Some(_) => "{msg} [{bar:30}] {bytes} of {total_bytes}",
        None => "{msg} {bytes}",
    };
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style.progress_chars("#> "));
    }
    bar
}

/// What was read, and what was not taken: nothing is dropped without being counted.
fn summary(title: &str, reading: &Reading, plan: &Plan) {
    let unmapped: u64 = reading.unmapped.values().sum();
    let refused = reading.refused.count.saturating_add(plan.refused.count);
    let prices = reading.prices().saturating_add(reading.taken.len());
    output::say(&format!(
        "{title}\n  {} entries: {prices} prices read, {unmapped} not mapped, {refused} refused",
        reading.entries
    ));
    for (kind, count) in &reading.unmapped {
        output::say(&format!("  not mapped: {count} of {kind}"));
    }
    for why in reading.refused.first.iter().chain(&plan.refused.first) {
        output::say(&format!("  refused: {why}"));
    }
    let shown = reading.refused.first.len().saturating_add(plan.refused.first.len());
    let more = refused.saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX));
    if more > 0 {
        output::say(&format!("  refused: {more} more"));
    }
    let counts = [Kind::Changed, Kind::Announced, Kind::New, Kind::Gone]
        .map(|kind| format!("{} {}", plan.count(kind), kind.name()));
    let older = match plan.older {
        0 => String::new(),
        older => format!(", {older} older than what the book has"),
    };
    output::say(&format!("  {}, {} the same{older}", counts.join(", "), plan.same));
}

fn show(changes: &[Change], args: &Update, rim: &Rim) -> Outcome {
    if changes.is_empty() {
        return Ok(());
    }
    let for_person = args.format.map_or(rim.to_terminal, |format| format == PriceFormat::Table);
    let shown = if for_person { changes.len().min(MOST) } else { changes.len() };
    Grid {
        header: &HEADER,
        numbers: &["before", "after", "percent"],
        rows: changes.iter().take(shown).map(row),
    }
    .print(args.format, rim)?;
    if shown < changes.len() {
        output::say(&format!("{} changes, the first {shown} shown; --format csv shows all", changes.len()));
    }
    Ok(())
}

fn row(change: &Change) -> Vec<String> {
    let key = change.key();
    vec![
        change.kind.name().to_owned(),
        key.provider,
        key.service,
        key.region,
        key.sku,
        key.meter,
        change.unit.to_string(),
        change.before.to_string(),
        change.after.to_string(),
        change.percent.map_or_else(String::new, |percent| percent.to_string()),
    ]
}

/// Large changes are asked for: a list may be wrong, or be read wrongly.
fn agreed(plan: &Plan, args: &Update) -> Outcome {
    let above = plan.above(args.confirm_above);
    if above.is_empty() || args.yes {
        return Ok(());
    }
    let limit = args.confirm_above.normalize();
    let said = format!("{} prices change by more than {limit} %", above.len());
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::Gate(format!("{said}; nothing written\n  help: look at them, then say --yes")));
    }
    ask(&said, &above, &mut io::stdin().lock(), &mut io::stderr())
}

/// Shows the first of the large changes and waits for a yes: no answer is none.
fn ask(said: &str, above: &[&Change], replies: &mut impl BufRead, told: &mut impl Write) -> Outcome {
    for change in above.iter().take(MOST) {
        let percent = change.percent.map_or_else(|| "from zero".to_owned(), |percent| format!("{percent} %"));
        writeln!(told, "  {}: {} -> {} ({percent})", change.key(), change.before, change.after)?;
    }
    write!(told, "{said}. Write them? [y/N] ")?;
    told.flush()?;
    let mut answer = String::new();
    replies.read_line(&mut answer)?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::Gate("nothing written".to_owned())),
    }
}

/// A percentage as it is typed: `20`, `20%`, `2.5 %`.
fn percent(text: &str) -> Result<Decimal, String> {
    let number = text.trim().trim_end_matches('%').trim();
    costmodel_feeds::decimal(number)
        .ok()
        .filter(|percent| !percent.is_sign_negative())
        .ok_or_else(|| "write a percentage such as `20 %`".to_owned())
}

/// A feed by its name.
fn feed(text: &str) -> Result<Feed, String> {
    Feed::of(text).ok_or_else(|| {
        let names: Vec<&str> = Feed::ALL.into_iter().map(Feed::name).collect();
        format!("the feeds are {}", names.join(", "))
    })
}

/// A folder that can be replaced: it has a name of its own.
fn folder(text: &str) -> Result<PathBuf, String> {
    let path = Path::new(text);
    match path.file_name() {
        Some(_) => Ok(path.to_owned()),
        None => Err("name a folder of its own: an update replaces it as a whole".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        for (reply, agrees) in
            [("y\n", true), (" YES \n", true), ("n\n", false), ("\n", false), ("", false), ("yep\n", false)]
        {
            let mut told = Vec::new();
            let answer = ask("3 prices change by more than 20 %", &[], &mut reply.as_bytes(), &mut told);
            assert_eq!(answer.is_ok(), agrees, "{reply:?}");
            assert_eq!(told, b"3 prices change by more than 20 %. Write them? [y/N] ");
        }
    }
}
