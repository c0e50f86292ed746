//! Examples that vendors print on their own pages, run through the command: to the cent the vendor prints, and
//! to the last digit of the same sum without rounding on the way.
//!
//! Each folder of examples/vendor has the vendor's inputs (workload.toml), the prices of that page (prices/,
//! laid over the book) and what it prints (expected.toml). `UPDATE_EXPECT=1` writes the table of
//! docs/worked-examples.md anew.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Money in parts of 10^18, as the engine counts it.
type Exact = i128;
const PLACES: usize = 18;

/// How the table in the page begins and ends.
const MARKS: [&str; 2] = ["<!-- table: begin -->\n", "<!-- table: end -->\n"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// One folder.
struct Example {
    name: String,
    folder: PathBuf,
    says: BTreeMap<String, String>,
}

impl Example {
    fn get(&self, key: &str) -> &str {
        let value = self.says.get(key).unwrap_or_else(|| panic!("{}: expected.toml lacks {key}", self.name));
        assert!(!value.is_empty(), "{}: {key} is empty", self.name);
        value
    }

    fn exact(&self, key: &str) -> Exact {
        exact(self.get(key)).unwrap_or_else(|| panic!("{}: {key} is no number", self.name))
    }

    /// The list cost of the expected scenario, as the command says.
    fn computed(&self) -> Exact {
        let mut command = Command::new(env!("CARGO_BIN_EXE_costmodel"));
        for variable in ["COSTMODEL_PRICES", "COSTMODEL_COLOR"] {
            command.env_remove(variable);
        }
        command.args(["simulate", "--format", "csv", "--scenario", "expected"]);
        command.arg(self.folder.join("workload.toml"));
        let prices = self.folder.join("prices");
        if prices.exists() {
            command.arg("--prices").arg(prices);
        }
        let output = command.output().unwrap();
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{}: {err}", self.name);
        let mut rows = records(&out).into_iter();
        let header = rows.next().unwrap();
        let column = header.iter().position(|name| name == "list_cost").unwrap();
        let costs: Vec<String> = rows.map(|row| row.get(column).cloned().unwrap_or_default()).collect();
        assert!(!costs.is_empty(), "{}: no rows", self.name);
        let cost =
            |cell: &String| exact(cell).unwrap_or_else(|| panic!("{}: a row has no price\n{out}", self.name));
        costs.iter().map(cost).sum()
    }
}

/// All examples, by folder name.
fn examples() -> Vec<Example> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root().join("examples/vendor")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let example = |folder: PathBuf| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join("expected.toml")).unwrap();
        Example { name, folder, says: strings(&text) }
    };
    folders.into_iter().map(example).collect()
}

/// The lines `key = "text"` of a file: all that an expected.toml has.
fn strings(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pair = |line: &str| {
        let (key, value) = line.split_once(" = ").unwrap();
        let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
        (key.to_owned(), value.replace("\\\"", "\"").replace("\\\\", "\\"))
    };
    lines.map(pair).collect()
}

/// A plain decimal, exactly.
fn exact(text: &str) -> Option<Exact> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || fraction.len() > PLACES || !plain(whole) || !plain(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<PLACES$}").parse::<Exact>().ok().map(|value| sign * value)
}

/// In its shortest form.
fn shown(value: Exact) -> String {
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = PLACES + 1);
    let (whole, fraction) = digits.split_at(digits.len() - PLACES);
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// The records of a CSV text, its header among them.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn the_command_computes_what_vendors_print() {
    let mut wrong = Vec::new();
    for example in examples() {
        let computed = example.computed();
        let (printed, tolerance) = (example.exact("printed"), example.exact("tolerance"));
        if (computed - printed).abs() > tolerance || computed != example.exact("exact") {
            let (name, printed, exact) = (&example.name, example.get("printed"), example.get("exact"));
            wrong.push(format!("{name}: {}, printed {printed}, exact {exact}", shown(computed)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_examples_are_many_cited_and_not_only_easy() {
    let examples = examples();
    assert!(examples.len() >= 170, "{} examples", examples.len());
    let of = |vendor: &str| examples.iter().filter(|example| example.get("vendor") == vendor).count();
    assert!(of("Azure") >= 40 && of("Google Cloud") >= 20, "{} and {}", of("Azure"), of("Google Cloud"));
    let hard = ["tier ladder", "free pool", "minimum", "rounding up"];
    let exercised = |words: &[&str]| {
        examples.iter().filter(|e| words.iter().any(|word| e.get("exercises").contains(word))).count()
    };
    assert!(exercised(&hard) >= 14, "{} climb tiers, use a free pool, or round up", exercised(&hard));
    for example in &examples {
        for key in ["vendor", "title", "url", "copy", "quote", "rounding"] {
            example.get(key);
        }
        // Half a cent for each part the page rounds; but for a page that rounds to the dollar.
        let lenient = example.exact("tolerance") > exact("0.02").unwrap();
        assert!(!lenient || example.get("rounding").contains("dollar"), "{}: lenient", example.name);
        // The quote has the printed sum, unless the page prints its parts only.
        let ours = ["the sum of the", "the gigabyte and one hour"];
        let is_our_sum = ours.iter().any(|words| example.get("rounding").contains(words));
        let quote = example.get("quote").replace(',', "");
        assert!(is_our_sum || quote.contains(example.get("printed")), "{}: not in the quote", example.name);
    }
}

/// The rows of the table.
fn table() -> String {
    let mut table = String::from(
        "| example | vendor page | exercises | printed | computed | difference |\n| --- | --- | --- | ---: | ---: | ---: |\n",
    );
    for example in examples() {
        let computed = example.computed();
        let difference = computed - example.exact("printed");
        let sign = if difference > 0 { "+" } else { "" };
        let (page, about) = example.get("title").split_once(": ").unwrap();
        let page = match example.get("url") {
            url if url.starts_with("https://") && !url.contains(' ') => format!("[{page}]({url})"),
            _ => page.to_owned(),
        };
        let name = &example.name;
        table.push_str(&format!(
            "| [{name}](../examples/vendor/{name}) | {page}: {about} | {} | {} | {} | {sign}{} |\n",
            example.get("exercises"),
            example.get("printed"),
            shown(computed),
            shown(difference),
        ));
    }
    table
}

#[test]
fn the_page_lists_every_example() {
    let page = root().join("docs/worked-examples.md");
    let text = fs::read_to_string(&page).unwrap();
    let (before, rest) = text.split_once(MARKS[0]).unwrap();
    let (_, after) = rest.split_once(MARKS[1]).unwrap();
    let made = [before, MARKS[0], &table(), MARKS[1], after].concat();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&page, &made).unwrap();
    }
    assert!(
        fs::read_to_string(&page).unwrap() == made,
        "docs/worked-examples.md is behind its examples: UPDATE_EXPECT=1 writes it anew"
    );
}
