//! Lines of the examples redone by hand (docs/hand-checks.md): the arithmetic of each block holds, and the command
//! writes the same quantity, unit, price and cost.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::SplitWhitespace;

use rust_decimal::{Decimal, RoundingStrategy::MidpointNearestEven};

/// The pages prices may be quoted from.
const VENDORS: [&str; 9] = [
    "https://aws.amazon.com/",
    "https://azure.microsoft.com/",
    "https://calculator.aws/",
    "https://cohere.com/",
    "https://developers.openai.com/",
    "https://platform.claude.com/",
    "https://platform.openai.com/",
    "https://www.datadoghq.com/",
    "https://www.pinecone.io/",
];
/// Kinds that price something: each has a check.
const KINDS: [&str; 29] = [
    "api-gateway",
    "backup",
    "batch",
    "cache",
    "dns",
    "file-storage",
    "gpu",
    "image",
    "key-value",
    "keys",
    "kubernetes",
    "private-link",
    "provisioned-model",
    "queue",
    "registry",
    "rerank",
    "search",
    "secrets",
    "self-hosted-model",
    "speech",
    "sql",
    "stream",
    "subscription",
    "tracing",
    "vector-database",
    "vpn",
    "waf",
    "warehouse",
    "workflow",
];
/// A formula in parts: numbers, signs, parentheses.
type Words<'t> = Peekable<SplitWhitespace<'t>>;

/// What a block says, in this order.
const KEYS: [&str; 11] = [
    "example",
    "row_id",
    "page",
    "title",
    "seen",
    "quote",
    "quantity",
    "unit",
    "unit_price",
    "list_cost",
    "rounded",
];
/// What of it the row says too.
const COMPARED: [&str; 4] = ["quantity", "unit", "unit_price", "list_cost"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// One block.
struct Check(BTreeMap<String, String>);

impl Check {
    fn get(&self, key: &str) -> &str {
        &self.0[key]
    }

    /// The last side of `sum = value`.
    fn value(&self, key: &str) -> &str {
        self.get(key).rsplit(" = ").next().unwrap()
    }

    fn number(&self, key: &str) -> Decimal {
        self.value(key).parse().unwrap()
    }

    /// The first side of `sum = value`, computed.
    fn computed(&self, key: &str) -> Decimal {
        let spaced = ["(", ")", "^"]
            .iter()
            .fold(self.get(key).to_owned(), |text, sign| text.replace(sign, &format!(" {sign} ")));
        let mut words = spaced.split(" = ").next().unwrap().split_whitespace().peekable();
        let value = sum(&mut words);
        assert_eq!(words.next(), None, "{}: {key}", self.get("row_id"));
        value
    }
}

/// Terms added and subtracted.
fn sum(words: &mut Words<'_>) -> Decimal {
    let mut value = product(words);
    while let Some(sign) = words.next_if(|word| ["+", "-"].contains(word)) {
        let term = product(words);
        value = if sign == "+" { value + term } else { value - term };
    }
    value
}

/// Factors multiplied and divided, from left to right.
fn product(words: &mut Words<'_>) -> Decimal {
    let mut value = power(words);
    while let Some(sign) = words.next_if(|word| ["x", "/"].contains(word)) {
        let factor = power(words);
        value = if sign == "x" { value * factor } else { value / factor };
    }
    value
}

/// A number or a sum in parentheses, perhaps to a whole power.
fn power(words: &mut Words<'_>) -> Decimal {
    let base = if words.next_if_eq(&"(").is_some() {
        let value = sum(words);
        assert_eq!(words.next(), Some(")"));
        value
    } else {
        words.next().unwrap().parse().unwrap()
    };
    let times: u32 = words.next_if_eq(&"^").map_or(1, |_| words.next().unwrap().parse().unwrap());
    (0..times).fold(Decimal::ONE, |value, _| value * base)
}

/// The blocks of the page.
fn checks() -> Vec<Check> {
    let text = fs::read_to_string(root().join("docs/hand-checks.md")).unwrap();
    let blocks = text.split("```hand-check\n").skip(1).map(|rest| rest.split_once("```").unwrap().0);
    let pair = |line: &str| {
        let (key, value) = line.split_once(' ').unwrap();
        (key.to_owned(), value.trim().to_owned())
    };
    let check = |block: &str| {
        let keys: Vec<&str> = block.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(keys, KEYS, "{block}");
        Check(block.lines().map(pair).collect())
    };
    blocks.map(check).collect()
}

/// The names of the examples.
fn examples() -> BTreeSet<String> {
    let paths = fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let workloads = paths.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    workloads.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

/// The file of an example, or of a case: `cases/gpu`.
fn file(name: &str) -> PathBuf {
    let folder = if name.starts_with("cases/") { "benches/recompute" } else { "examples" };
    root().join(folder).join(format!("{name}.toml"))
}

/// The rows of a workload's lines.csv, by row_id; cells by column.
fn bill(example: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_costmodel"));
    for variable in ["COSTMODEL_PRICES", "COSTMODEL_COLOR"] {
        command.env_remove(variable);
    }
    let output = command.arg("simulate").arg(file(example)).arg("--out").arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{example}: {}", String::from_utf8_lossy(&output.stderr));
    let mut rows = records(&fs::read_to_string(folder.path().join("lines.csv")).unwrap()).into_iter();
    let header = rows.next().unwrap();
    let row =
        |cells: Vec<String>| -> BTreeMap<String, String> { header.iter().cloned().zip(cells).collect() };
    rows.map(row).map(|row| (row["row_id"].clone(), row)).collect()
}

/// The records of a CSV text, its header among them.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn the_bills_say_what_was_computed_by_hand() {
    let checks = checks();
    let (mut wrong, mut kinds) = (Vec::new(), BTreeSet::new());
    let names: BTreeSet<&str> = checks.iter().map(|check| check.get("example")).collect();
    for example in names {
        let bill = bill(example);
        for check in checks.iter().filter(|check| check.get("example") == example) {
            let id = check.get("row_id");
            let Some(row) = bill.get(id) else {
                wrong.push(format!("{example}: {id}: no such row"));
                continue;
            };
            kinds.insert(row["kind"].clone());
            for key in COMPARED.into_iter().filter(|key| check.value(key) != row[*key]) {
                wrong.push(format!(
                    "{example}: {id}: {key} is {} in the bill, {} by hand",
                    row[key],
                    check.value(key)
                ));
            }
        }
    }
    wrong.extend(KINDS.iter().filter(|kind| !kinds.contains(**kind)).map(|kind| format!("{kind}: no check")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_arithmetic_of_the_page_holds() {
    for check in checks() {
        let id = check.get("row_id");
        let quantity = check.computed("quantity").round_dp_with_strategy(6, MidpointNearestEven);
        assert_eq!(quantity, check.number("quantity"), "{id}: quantity");
        assert_eq!(check.computed("unit_price"), check.number("unit_price"), "{id}: unit price");
        let factors = format!("{} x {} = ", check.value("quantity"), check.value("unit_price"));
        assert!(check.get("list_cost").starts_with(&factors), "{id}: the cost is of {factors}");
        assert_eq!(check.computed("list_cost"), check.number("list_cost"), "{id}: cost");
        let cents = check.number("list_cost").round_dp_with_strategy(2, MidpointNearestEven);
        assert_eq!(format!("{cents:.2}"), check.get("rounded"), "{id}: cents");
    }
}

#[test]
fn every_example_has_checks_and_every_check_a_quoted_page() {
    let checks = checks();
    let mut rows = BTreeSet::new();
    for check in &checks {
        let id = check.get("row_id");
        assert!(rows.insert((check.get("example"), id)), "{id}: twice");
        assert!(
            VENDORS.iter().any(|vendor| check.get("page").starts_with(vendor)),
            "{id}: whose page is it?"
        );
        assert!(KEYS.iter().all(|key| !check.get(key).is_empty()), "{id}: something is empty");
        let dated =
            check.get("seen").split(|letter: char| !letter.is_ascii_digit()).any(|part| part.len() == 4);
        assert!(dated, "{id}: seen when?");
        let figure = check.get("unit_price").split(' ').next().unwrap();
        assert!(check.get("quote").contains(figure), "{id}: {figure} is not in the quote");
    }
    for example in examples() {
        let count = checks.iter().filter(|check| check.get("example") == example).count();
        assert!(count >= 3, "{example}: {count} checks");
    }
    assert!(checks.iter().all(|check| file(check.get("example")).exists()));
}
