//! The tables of docs/prices.md are what the book has, and the reference systems run whole at the reference
//! placements. `UPDATE_EXPECT=1` writes the tables anew.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use costmodel::coverage::{KindCoverage, State, coverage};
use costmodel::{Edits, Elsewhere, PriceBook, Scenario, Wholeness};

const PLACEMENTS: [&str; 5] =
    ["aws/us-east-1", "aws/eu-central-1", "azure/westeurope", "gcp/us-central1", "gcp/europe-west1"];
const SYSTEMS: [&str; 4] = ["rag-assistant", "serverless-api", "batch-embeddings", "self-hosted-llm"];
/// The parts of the page that are made.
const COVERAGE: [&str; 2] = ["<!-- coverage: begin -->\n", "<!-- coverage: end -->\n"];
const BREADTH: [&str; 2] = ["<!-- regions: begin -->\n", "<!-- regions: end -->\n"];
/// What the systems need and no source states, looked for in vain: prices that turn up leave this list.
const KNOWN: [&str; 1] = ["aws/opensearch/eu-central-1/gp3 storage"];
/// Of all cells, in a hundred, that have a price for every line.
const LEAST: usize = 85;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// `5 lines, 2025-04-01`, `5 (2 derived), …`, `2 of 5 missing`.
fn cell(kind: &KindCoverage) -> String {
    if kind.lines.is_empty() {
        return "not sold".to_owned();
    }
    let (all, derived) = (kind.lines.len() + kind.not_lowered.len(), kind.count(State::Derived));
    let holes = kind.count(State::Hole) + kind.not_lowered.len();
    let oldest = kind.lines.iter().filter_map(|line| line.as_of).min();
    let oldest = oldest.map_or(String::new(), |day| format!(", {}", day.strftime("%Y-%m")));
    match (holes, derived) {
        (0, 0) => format!("{all}{oldest}"),
        (0, _) => format!("{all} ({derived} derived){oldest}"),
        _ => format!("{holes} of {all} missing{oldest}"),
    }
}

fn table(places: &[Vec<KindCoverage>]) -> String {
    let mut text =
        format!("| kind | {} |\n| --- |{}\n", PLACEMENTS.join(" | "), " --- |".repeat(PLACEMENTS.len()));
    for at in 0..places[0].len() {
        let cells: Vec<String> = places.iter().map(|place| cell(&place[at])).collect();
        writeln!(text, "| `{}` | {} |", places[0][at].kind, cells.join(" | ")).unwrap();
    }
    let whole: Vec<String> = places
        .iter()
        .map(|place| {
            let whole = place.iter().filter(|kind| kind.state() != State::Hole).count();
            format!("{whole} of {}", place.len())
        })
        .collect();
    writeln!(text, "| with every price | {} |", whole.join(" | ")).unwrap();
    text
}

/// Services of each cloud by the number of regions that have any price of them.
fn breadth(book: &PriceBook) -> String {
    let mut text = "| provider | regions | services |\n| --- | --- | --- |\n".to_owned();
    for provider in ["aws", "azure", "gcp"] {
        let mut services: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (_, service, region) in book.tables().into_iter().filter(|table| table.0 == provider) {
            services.entry(service).or_default().insert(region);
        }
        // What has one price may have older estimates in a few regions beside it.
        let number = |regions: &BTreeSet<&str>| match regions.contains("global") {
            true if regions.len() <= 6 => 0,
            true => regions.len() - 1,
            false => regions.len(),
        };
        let rows = [
            ("40 and more", 40, usize::MAX),
            ("20 to 39", 20, 39),
            ("6 to 19", 6, 19),
            ("1 to 5", 1, 5),
            ("one price (`global`)", 0, 0),
        ];
        for (name, least, most) in rows {
            let inside = services.iter().filter(|(_, regions)| (least..=most).contains(&number(regions)));
            let named: Vec<String> = inside
                .map(|(service, regions)| match number(regions) {
                    0 => (*service).to_owned(),
                    some => format!("{service} {some}"),
                })
                .collect();
            if !named.is_empty() {
                writeln!(text, "| {provider} | {name} | {} |", named.join(", ")).unwrap();
            }
        }
    }
    text
}

/// A page with what stands between two marks made anew.
fn filled(page: &str, [begin, end]: [&str; 2], made: &str) -> String {
    let (before, rest) = page.split_once(begin).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    format!("{before}{begin}{made}{end}{after}")
}

#[test]
fn the_coverage_tables_are_what_the_book_has() {
    let book = costmodel::prices::embedded();
    let places: Vec<Vec<KindCoverage>> = PLACEMENTS.iter().map(|at| coverage(&book, at).unwrap()).collect();
    let page = repository().join("docs/prices.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let made = filled(&filled(&text, COVERAGE, &table(&places)), BREADTH, &breadth(&book));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&page, &made).unwrap();
    }
    let written = std::fs::read_to_string(&page).unwrap();
    for (is, should) in written.lines().zip(made.lines()) {
        assert_eq!(is, should, "UPDATE_EXPECT=1 rewrites the tables");
    }
    assert!(written == made, "UPDATE_EXPECT=1 rewrites the tables");
    let cells = places.iter().flatten();
    let (whole, all) = (cells.clone().filter(|kind| kind.state() != State::Hole).count(), cells.count());
    assert!(whole * 100 >= all * LEAST, "{whole} of {all} cells have every price");
}

#[test]
fn reference_systems_are_whole_at_reference_placements() {
    let book = costmodel::prices::embedded();
    let mut lacking = Vec::new();
    for (system, at) in SYSTEMS.iter().flat_map(|system| PLACEMENTS.map(|at| (system, at))) {
        let text = std::fs::read_to_string(repository().join(format!("examples/{system}.toml"))).unwrap();
        let edits = Edits { places: vec![Elsewhere { placement: None, at: at.to_owned() }], prices: None };
        let loaded = costmodel::load_with(&text, &book, &edits);
        let Some(workload) = loaded.workload else {
            let errors = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
            lacking.extend(errors.map(|error| format!("{system} at {at}: {}", error.message)));
            continue;
        };
        let simulation = workload.simulate();
        if simulation.total(Scenario::High).wholeness() != Wholeness::Whole {
            let unpriced = simulation.coverage().unpriced;
            lacking.extend(unpriced.iter().map(|(line, why)| format!("{system} at {at}: {line}: {why}")));
        }
    }
    let (known, other): (Vec<String>, Vec<String>) =
        lacking.into_iter().partition(|line| KNOWN.iter().any(|key| line.contains(key)));
    assert!(other.is_empty(), "{}", other.join("\n"));
    for key in KNOWN {
        assert!(known.iter().any(|line| line.contains(key)), "{key} has a price: take it off the list");
    }
}
