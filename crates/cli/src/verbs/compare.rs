//! `compare`: one workload at several places, on two days of prices, or two workloads.

use costmodel::write::compare::{self as write, Compared, Side};
use costmodel::{Comparison, Edits, Elsewhere, PriceBook, Simulation};
use jiff::civil::Date;

use crate::args::{Compare, CompareBy, Format};
use crate::input::{self, Source};
use crate::outcome::{Failure, Outcome};
use crate::rim::Rim;
use crate::{output, render};

/// A side that is priced.
struct Priced {
    name: String,
    simulation: Simulation,
}

/// Runs `compare`.
pub fn run(args: &Compare, rim: &Rim) -> Outcome {
    let source = input::read(&args.file)?;
    let book = rim.book()?;
    let mut left_out = Vec::new();
    let priced = match (&args.other, args.placement.as_slice(), &args.regions, args.prices_on.as_slice()) {
        (Some(other), [], None, []) => {
            let other = input::read(other)?;
            vec![as_written(&source, book, rim)?, as_written(&other, book, rim)?]
        }
        (None, [_, ..], None, []) => placements(args, &source, book, rim)?,
        (None, [], Some(provider), []) => regions(provider, &source, book, rim, &mut left_out)?,
        (None, [], None, [_, ..]) => days(&args.prices_on, &source, book, rim)?,
        _ => {
            return Err(Failure::Input(
                "compare what? Give a second FILE, --placement PLACE, --regions PROVIDER or --prices-on DAY: one \
                 of them"
                    .to_owned(),
            ));
        }
    };
    tell(args, rim, &priced, &left_out, book)
}

fn tell(
    args: &Compare,
    rim: &Rim,
    priced: &[Priced],
    left_out: &[(String, String)],
    book: &PriceBook,
) -> Outcome {
    let Some((base, others)) = priced.split_first() else { return Ok(()) };
    let comparisons: Vec<Comparison> =
        others.iter().map(|other| base.simulation.compare(&other.simulation)).collect();
    let sides: Vec<Side> = priced.iter().map(side).collect();
    let mut names: Vec<&str> = priced.iter().map(|side| side.simulation.model().name.as_str()).collect();
    names.dedup();
    let compared = Compared {
        title: &names.join(" and "),
        sides: &sides,
        comparisons: &comparisons,
        left_out,
        currency: &base.simulation.model().currency,
        book_date: book.date,
        book_hash: &book.hash,
    };
    let by_default = if rim.to_terminal { Format::Table } else { Format::Csv };
    output::print(|out| match (args.format.unwrap_or(by_default), args.by) {
        (Format::Table, _) => write::table(&compared, out),
        (Format::Markdown, _) => write::markdown(&compared, out),
        (Format::Csv, CompareBy::Component) => write::components(&compared, out),
        (Format::Csv, CompareBy::Line) => write::lines(&compared, out),
        (Format::Json, by) => write::json(&compared, by == CompareBy::Line, out),
    })
}

fn side(priced: &Priced) -> Side {
    let model = priced.simulation.model();
    Side {
        name: priced.name.clone(),
        first: model.start,
        months: model.months,
        known_on: model.known_on,
        seen_later: priced.simulation.freshness().map_or(0, |fresh| fresh.seen_later),
        totals: priced.simulation.totals(),
    }
}

fn as_written(source: &Source, book: &PriceBook, rim: &Rim) -> Result<Priced, Failure> {
    edited(source.name.clone(), &Edits::default(), source, book, rim)
}

/// The workload at each place asked for; beside the file's own where only one is.
fn placements(args: &Compare, source: &Source, book: &PriceBook, rim: &Rim) -> Result<Vec<Priced>, Failure> {
    let mut sides = Vec::new();
    if let [_] = args.placement.as_slice() {
        sides.push(own_place(source, book, rim)?);
    }
    for place in &args.placement {
        let (placement, at) =
            place.split_once('=').map_or((None, place.as_str()), |(name, at)| (Some(name), at));
        sides.push(edited(place.clone(), &elsewhere(placement, at), source, book, rim)?);
    }
    Ok(sides)
}

/// The workload in every region of a provider, beside the file's own: the cheapest that is whole first, then
/// those that lack prices. Regions where it cannot be lowered are left out, with the reason.
fn regions(
    provider: &str,
    source: &Source,
    book: &PriceBook,
    rim: &Rim,
    left_out: &mut Vec<(String, String)>,
) -> Result<Vec<Priced>, Failure> {
    let own = own_place(source, book, rim)?;
    let mut priced = Vec::new();
    let regions = book.regions(provider);
    if regions.is_empty() {
        return Err(Failure::Input(format!(
            "no prices of the provider `{provider}`; `costmodel prices list` shows those of the book"
        )));
    }
    for region in regions.into_iter().filter(|region| *region != "global") {
        let at = format!("{provider}/{region}");
        if at == own.name {
            continue;
        }
        let loaded = costmodel::load_with(&source.text, book, &elsewhere(None, &at));
        let errors = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        match loaded.workload {
            Some(workload) => priced.push(Priced { name: at, simulation: workload.simulate() }),
            None => {
                let first = errors.map(|error| error.message.clone()).next();
                left_out.push((at, first.unwrap_or_default()));
            }
        }
    }
    priced.sort_by_key(|side| {
        let [_, expected, _] = side.simulation.totals();
        (expected.unpriced > 0, expected.costs.effective, side.name.clone())
    });
    priced.insert(0, own);
    Ok(priced)
}

/// The workload with the prices known on each day; beside the file's own day where only one is asked for.
fn days(days: &[Date], source: &Source, book: &PriceBook, rim: &Rim) -> Result<Vec<Priced>, Failure> {
    let mut sides = Vec::new();
    if let [_] = days {
        let mut own = as_written(source, book, rim)?;
        own.name = format!("prices of {}", own.simulation.model().known_on);
        sides.push(own);
    }
    for day in days {
        let edits = Edits { places: Vec::new(), prices: Some(*day) };
        sides.push(edited(format!("prices of {day}"), &edits, source, book, rim)?);
    }
    Ok(sides)
}

/// The workload where its file says, named by the place.
fn own_place(source: &Source, book: &PriceBook, rim: &Rim) -> Result<Priced, Failure> {
    let own = as_written(source, book, rim)?;
    let places: Vec<&str> =
        own.simulation.model().placements.iter().map(|placement| placement.at.as_str()).collect();
    Ok(Priced { name: places.join("+"), ..own })
}

fn elsewhere(placement: Option<&str>, at: &str) -> Edits {
    let place = Elsewhere { placement: placement.map(str::to_owned), at: at.to_owned() };
    Edits { places: vec![place], prices: None }
}

/// A side, with everything that is wrong with it said under its name.
fn edited(
    name: String,
    edits: &Edits,
    source: &Source,
    book: &PriceBook,
    rim: &Rim,
) -> Result<Priced, Failure> {
    let loaded = costmodel::load_with(&source.text, book, edits);
    if !loaded.diagnostics.is_empty() && *edits != Edits::default() {
        output::say(&format!("at {name}:"));
    }
    render::diagnostics(&loaded.diagnostics, source, rim.style);
    let workload = loaded.workload.ok_or(Failure::Told)?;
    Ok(Priced { name, simulation: workload.simulate() })
}
