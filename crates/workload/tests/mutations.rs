//! Seeded damage to every example: never a panic, never a silent change of meaning; misspelt keys are named.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "the examples are files"
)]

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};

use costmodel_core::book::PriceBook;
use costmodel_workload::decode::{Node, Problems, Value, dom, number};
use costmodel_workload::kinds::KINDS;
use costmodel_workload::spec;
use support::meaning::{Meaning, changed, document, meaning};
use support::mutate::{damaged, typos};
use support::{Random, folder};

/// How often each example is damaged.
const TIMES: u64 = 2_000;

/// The examples: name and text.
fn examples() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder("../../examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| {
            (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap())
        })
        .collect();
    all.sort();
    assert!(!all.is_empty());
    all
}

/// What came of the damaged copies of an example.
#[derive(Debug, Default)]
struct Tally {
    /// An error says so.
    refused: usize,
    /// Only comments, spaces or the way of writing changed, and the model is the same.
    same: usize,
    /// The model is another.
    reflected: usize,
    /// A warning says so.
    told: usize,
    /// Changed where nothing depends on it.
    inert: usize,
}

#[test]
fn damage_never_panics_and_never_changes_the_meaning_silently() {
    let book = costmodel_pricebook::embedded();
    std::thread::scope(|scope| {
        let book = &book;
        let each = examples().into_iter().map(|(name, text)| scope.spawn(move || damage(&name, &text, book)));
        let silent: Vec<String> =
            each.collect::<Vec<_>>().into_iter().flat_map(|run| run.join().unwrap()).collect();
        assert!(silent.is_empty(), "changed without a word:\n{}", silent.join("\n"));
    });
}

/// Damages an example; returns what changed silently.
fn damage(name: &str, text: &str, book: &PriceBook) -> Vec<String> {
    let whole = meaning(text, book);
    let mut tally = Tally::default();
    let mut silent = Vec::new();
    for seed in 0..TIMES {
        let (what, broken) = damaged(text, &mut Random::new(seed));
        // Of copies that differ in comments and spaces only, some are loaded.
        if seed % 4 != 0 && document(&broken).as_ref() == Some(&whole.document) {
            tally.same += 1;
            continue;
        }
        let found = catch_unwind(AssertUnwindSafe(|| meaning(&broken, book)));
        let Ok(found) = found else { panic!("{name}, seed {seed} ({what}) panicked:\n{broken}") };
        let Some(model) = found.model else {
            assert!(
                found.messages.contains("error["),
                "{name}, seed {seed} ({what}): no model and no error\n{broken}"
            );
            tally.refused += 1;
            continue;
        };
        let Meaning { model: Some(own), .. } = &whole else { continue };
        if found.document == whole.document {
            assert_eq!(
                model, *own,
                "{name}, seed {seed} ({what}): nothing changed, and the model did\n{broken}"
            );
            tally.same += 1;
        } else if model != *own {
            tally.reflected += 1;
        } else if found.messages != whole.messages {
            tally.told += 1;
        } else {
            let paths = changed(&whole.document, &found.document);
            let loose: Vec<&String> = paths.iter().filter(|path| !is_inert(path)).collect();
            if loose.is_empty() {
                tally.inert += 1;
            } else {
                silent.push(format!("{name}, seed {seed} ({what}): {loose:?}"));
            }
        }
    }
    println!("{name}: {tally:?}, {} silent", silent.len());
    silent
}

/// Parts of `path = value` that may come or go without changing the model, each for a reason.
const INERT: &[(&str, &str)] = &[
    (".burst = ", "sizes replicas, and nothing that follows this driver is sized"),
    (".class = hot", "the default"),
    (".batch.memory = ", "the cheapest machine is the same"),
    (".records.sql.memory = ", "the cheapest class is the same"),
    (".records.sql.vcpu = ", "the cheapest class is the same"),
    (".component.database.sql.engine = postgresql", "the default"),
    (".component.database.sql.storage_type = gp3", "the default"),
    (".documents.week = ", "sizes replicas, and nothing that follows this driver is sized"),
    (".east.share = ", "the first placement has what others leave"),
    (".free_tier = none", "the default"),
    (".hours = calendar", "the default"),
    (".logging.of[", "names what writes; the names are checked"),
    (".min_replicas = ", "a replica runs in each zone all the same"),
    (".model.20", "in force before the first month"),
    (".object-storage.size = 2 MiB per Some(\"upload\")", "the driver's own size"),
    (".prices = 2026-11-23", "the date of the book, which is the default"),
    (".reindex.share = 100 %", "the default"),
    (".requests.week = ", "sizes replicas, and functions are not sized"),
    (".safety.backup.placement = ", "what is backed up is in that placement alone"),
    (".searches.week = ", "sizes replicas, and nothing that follows this driver is sized"),
    (".self-hosted-model.model = ", "a name for the reader, where the throughput is stated"),
    (".service_tier = standard", "the default"),
    (".target_utilization = 65 % ", "the default"),
    (".unit = ", "the default is the name without s"),
    (".uploads.week = ", "sizes replicas, and a task for each upload is not sized"),
    (".vector-database.queries = ", "nodes cost the same, whatever is asked of them"),
    (".vector-database.writes = ", "nodes cost the same, whatever is written to them"),
    (".versions.week = ", "sizes replicas, and nothing that follows this driver is sized"),
    (".web.container.replicas.min = ", "a replica runs in each zone all the same"),
    ("flow[2].back = ", "storage of the region is reached free of charge"),
    ("flow[2].per = ", "storage of the region is reached free of charge"),
    ("flow[4].back = ", "storage of the region is reached free of charge"),
    ("flow[4].per = ", "storage of the region is reached free of charge"),
];

fn is_inert(change: &str) -> bool {
    INERT.iter().any(|(part, _)| change.contains(part))
}

#[test]
fn a_strange_noun_is_never_taken() {
    let book = costmodel_pricebook::embedded();
    let mut taken = Vec::new();
    for (name, text) in examples().into_iter().chain(kinds()) {
        let mut amounts = Vec::new();
        numbers(&dom::parse(&text, &mut Problems::default()), "", &mut amounts);
        assert!(!amounts.is_empty(), "{name}");
        for (path, amount, span) in amounts {
            let plain = amount.split(" per ").next().unwrap();
            let broken = format!("{}\"{plain} per banana\"{}", &text[..span.start], &text[span.end..]);
            if costmodel_workload::load(&broken, &book).model.is_some() {
                taken.push(format!("{name}: {path} = \"{plain} per banana\""));
            }
        }
    }
    assert!(taken.is_empty(), "bananas were taken:\n{}", taken.join("\n"));
}

/// The examples of the kinds, each in a small workload.
fn kinds() -> Vec<(String, String)> {
    let head = "name = \"a\"\nstart = \"2027-01\"\nmonths = 3\n[placement.main]\nat = \"aws/us-east-1\"\n\
                [driver.chats]\nmonthly = 50_000\n[driver.requests]\nmonthly = 9_000\n[driver.jobs]\nmonthly = 9_000\n\
                [driver.documents]\nstock = 9_000\nadded = \"50 per month\"\nsize = \"180 KiB per document\"\n\
                [driver.chunks]\nfrom = \"documents\"\nper = \"12 chunks per document\"\n";
    KINDS.iter().map(|kind| (kind.name.to_owned(), format!("{head}{}", kind.example))).collect()
}

/// The numbers with units of a document: path, text and place.
fn numbers(node: &Node, path: &str, found: &mut Vec<(String, String, std::ops::Range<usize>)>) {
    match &node.value {
        Value::Table(entries) => {
            entries.iter().for_each(|(key, node)| numbers(node, &format!("{path}.{}", key.name), found))
        }
        Value::List(items) => items.iter().for_each(|node| numbers(node, path, found)),
        Value::Text(text) | Value::Number(text) if number::parse(text).is_ok() => {
            found.push((path.to_owned(), text.clone(), node.span.clone()))
        }
        _ => {}
    }
}

#[test]
fn misspelt_keys_are_named() {
    let (mut all, mut named, mut missed) = (0_usize, 0_usize, Vec::new());
    for (name, text) in examples() {
        let document = dom::parse(&text, &mut Problems::default());
        let mut keys = Vec::new();
        schema_keys(&document, &mut Vec::new(), &mut keys);
        for (path, key, span) in keys {
            for typo in typos(&key, &mut Random::new(span.start as u64)) {
                let broken = format!("{}{typo}{}", &text[..span.start], &text[span.end..]);
                let mut problems = Problems::default();
                let document = dom::parse(&broken, &mut problems);
                let _spec = spec::decode(&document, &mut problems);
                let says = [format!("`{key}`"), format!("\"{key}\"")];
                let found = problems.into_sorted();
                let hit = found.iter().any(|d| {
                    d.is_error() && d.hints.iter().any(|hint| says.iter().any(|said| hint.contains(said)))
                });
                all += 1;
                named += usize::from(hit);
                if !hit {
                    let told: Vec<&String> =
                        found.iter().flat_map(|d| std::iter::once(&d.message).chain(&d.hints)).collect();
                    missed.push(format!("{name}: {path}{key} as {typo}: {told:?}"));
                }
            }
        }
    }
    println!("{named} of {all} misspelt keys are named");
    for line in &missed {
        println!("  {line}");
    }
    assert!(all > 1_000, "{all} typos");
    assert!(named * 100 >= all * 95, "{named} of {all} misspelt keys are named");
}

/// The keys of a document that the format gives, not the user: path, name and place.
fn schema_keys(
    node: &Node,
    path: &mut Vec<String>,
    keys: &mut Vec<(String, String, std::ops::Range<usize>)>,
) {
    let named = ["placement", "environment", "driver", "event", "component"];
    let chosen = path.len() == 1 && named.contains(&path[0].as_str());
    for (key, value) in node.entries() {
        let plain = key.name.len() == key.span.len() && !key.name.starts_with(|c: char| c.is_ascii_digit());
        if !chosen && plain {
            keys.push((
                path.iter().map(|part| format!("{part}.")).collect(),
                key.name.clone(),
                key.span.clone(),
            ));
        }
        path.push(key.name.clone());
        match &value.value {
            Value::List(items) => items.iter().for_each(|item| schema_keys(item, path, keys)),
            _ => schema_keys(value, path, keys),
        }
        path.pop();
    }
}
