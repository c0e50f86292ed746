//! What pages cannot show: exit codes, pipes, files that appear all together or not at all.
#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use support::names;

const SMALLEST: &str = include_str!("../../../examples/smallest.toml");

fn costmodel(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_costmodel"));
    command.args(args).env_remove("COSTMODEL_PRICES").env_remove("COSTMODEL_COLOR").env("NO_COLOR", "1");
    command
}

fn run(args: &[&str]) -> Output {
    costmodel(args).output().unwrap()
}

fn with_stdin(args: &[&str], text: &[u8]) -> Output {
    let mut child =
        costmodel(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(text);
    child.wait_with_output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path: PathBuf = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn stdin_is_a_file_called_dash() {
    let output = with_stdin(&["simulate", "-"], SMALLEST.as_bytes());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    // Piped it is CSV: 12 months x 3 scenarios x 2 lines, and the header.
    assert_eq!(stdout(&output).lines().count(), 73);
    assert!(stdout(&output).starts_with("row_id,scenario,month,"));
    let broken = with_stdin(&["check", "-"], b"\xff");
    assert_eq!((code(&broken), stderr(&broken).contains("stdin is not UTF-8")), (2, true));
}

#[test]
fn every_outcome_has_its_exit_code() {
    let folder = Folder::new();
    let good = folder.file("good.toml", SMALLEST);
    let wrong = folder.file("wrong.toml", &SMALLEST.replace("months", "moths"));
    let stale = folder.file("stale.toml", &format!("prices = \"2029-01-01\"\n{SMALLEST}"));
    for (args, expected) in [
        (vec!["simulate", &good], 0),
        (vec!["simulate", &good, "--strict"], 0),
        (vec!["check", &good], 0),
        (vec!["simulate", &stale], 0),
        (vec!["simulate", &wrong], 2),
        (vec!["check", &wrong], 2),
        (vec!["simulate", "no-such-file.toml"], 2),
        (vec!["simulate", &good, "--by", "colour"], 2),
        (vec!["explain", &good, "answer"], 2),
        (vec!["prices", "show", "aws/s3/us-east-1/standrad"], 2),
        (vec!["frobnicate"], 2),
        (vec!["simulate", &good, "--out", &format!("{good}/inside")], 1),
        (vec!["simulate", &stale, "--strict"], 4),
    ] {
        let output = run(&args);
        assert_eq!(code(&output), expected, "{args:?}: {}", stderr(&output));
    }
    let output = run(&["simulate", &stale, "--strict"]);
    assert!(stderr(&output).contains("more than 18 months before 2029-01-01"));
    assert!(stdout(&output).starts_with("row_id,"), "what was asked for is printed all the same");
}

#[test]
fn an_unpriced_line_is_a_floor_and_fails_strict() {
    let folder = Folder::new();
    let nowhere =
        include_str!("../../../examples/serverless-api.toml").replace("aws/eu-west-1", "aws/ca-west-1");
    let file = folder.file("nowhere.toml", &nowhere);
    let output = run(&["simulate", &file, "--format", "table", "--strict"]);
    assert_eq!(code(&output), 4, "{}", stderr(&output));
    assert!(stdout(&output).contains(">=") && stderr(&output).contains("unpriced: "));
    let csv = stdout(&run(&["simulate", &file]));
    assert!(
        csv.lines().any(|line| line.contains("unpriced: ") && line.contains(",Usage,Standard,,,,,,,USD,")),
        "no cost, not zero"
    );
}

#[test]
fn a_line_without_a_price_counts_in_each_placement() {
    let folder = Folder::new();
    let text = "name = \"two\"\nstart = \"2027-01\"\nmonths = 1\n\
                [placement.here]\nat = \"aws/ca-west-1\"\nshare = \"60 %\"\n\
                [placement.there]\nat = \"aws/mx-central-1\"\nshare = \"40 %\"\n\
                [component.store.secrets]\nsecrets = 3\n";
    let file = folder.file("two.toml", text);
    let out = folder.path().join("out");
    let output = run(&["simulate", &file, "--out", out.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let scenarios = fs::read_to_string(out.join("scenarios.csv")).unwrap();
    let mut rows = scenarios.lines().map(|row| row.split(',').map(str::to_owned).collect::<Vec<String>>());
    let header = rows.next().unwrap();
    let at = header.iter().position(|name| name == "lines_unpriced").unwrap();
    for row in rows {
        assert_eq!(row[at], "2", "a name is listed once, a line is counted in each placement");
    }
}

#[test]
fn stubs_are_filled_in_and_make_it_whole() {
    let folder = Folder::new();
    let nowhere =
        include_str!("../../../examples/serverless-api.toml").replace("aws/eu-west-1", "aws/ca-west-1");
    let file = folder.file("nowhere.toml", &nowhere);
    let own = folder.path().join("own.csv");
    let to = own.to_str().unwrap();
    let output = run(&["simulate", &file, "--stubs", to]);
    assert_eq!((code(&output), stdout(&output).as_str()), (0, ""), "{}", stderr(&output));
    let stubs = fs::read_to_string(&own).unwrap();
    assert_eq!(stubs, stdout(&run(&["simulate", &file, "--stubs", "-"])));
    assert!(
        stubs.lines().count() > 2
            && stubs.lines().skip(1).all(|row| row.contains(",flat,,") || row.contains(",graduated,,"))
    );

    // A file that may hold prices is not written over.
    let again = run(&["simulate", &file, "--stubs", to]);
    assert_eq!((code(&again), stderr(&again).contains("is there already")), (2, true));
    let waiting = run(&["simulate", &file, "--prices", to, "--strict"]);
    assert_eq!((code(&waiting), stderr(&waiting).contains("is not filled in")), (4, true));

    let filled = stubs
        .replace(",graduated,,", ",graduated,2;10:1,")
        .replace(",flat,,", ",flat,2,")
        .replace(",exact,,,", ",exact,2026-11-20,our offer,");
    fs::write(&own, filled).unwrap();
    let whole = run(&["simulate", &file, "--prices", to, "--format", "table", "--color", "never"]);
    assert_eq!(code(&whole), 0, "{}", stderr(&whole));
    assert!(!stdout(&whole).contains(">=") && stdout(&whole).contains(" 0 unpriced"), "{}", stdout(&whole));
    assert_eq!(code(&run(&["prices", "lint", "--prices", to])), 0);
    let none = run(&["simulate", &file, "--prices", to, "--stubs", "none.csv"]);
    assert_eq!((code(&none), stderr(&none).contains("no price is missing")), (0, true));
    assert!(!Path::new("none.csv").exists());
}

#[test]
fn files_appear_all_together() {
    let folder = Folder::new();
    let good = folder.file("w.toml", SMALLEST);
    let out = folder.path().join("costs");
    let to = out.to_str().unwrap();
    let output = run(&["simulate", &good, "--out", to]);
    assert_eq!((code(&output), stdout(&output).as_str()), (0, ""));
    assert_eq!(names(&out), ["lines.csv", "months.csv", "scenarios.csv"]);
    assert_eq!(fs::read_to_string(out.join("lines.csv")).unwrap(), stdout(&run(&["simulate", &good])));

    // One target cannot be written: the others stay as they were.
    fs::write(out.join("lines.csv"), "old").unwrap();
    fs::remove_file(out.join("scenarios.csv")).unwrap();
    fs::create_dir(out.join("scenarios.csv")).unwrap();
    assert_eq!(code(&run(&["simulate", &good, "--out", to])), 1);
    assert_eq!(names(&out), ["lines.csv", "months.csv", "scenarios.csv"]);
    assert_eq!(fs::read_to_string(out.join("lines.csv")).unwrap(), "old");

    // A workload that is wrong makes no folder.
    let wrong = folder.file("wrong.toml", "moths = 3");
    let never = folder.path().join("never");
    assert_eq!(code(&run(&["simulate", &wrong, "--out", never.to_str().unwrap()])), 2);
    assert!(!never.exists());
}

#[test]
fn a_reader_that_stops_is_no_error() {
    let long = SMALLEST.replace("months = 12", "months = 120");
    let folder = Folder::new();
    let file = folder.file("long.toml", &long);
    let mut child =
        costmodel(&["simulate", &file]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut few = [0_u8; 100];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut few).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), stderr(&output).as_str()), (0, ""));
}

#[test]
fn text_that_looks_like_a_formula_is_guarded() {
    let folder = Folder::new();
    let file = folder.file("w.toml", &SMALLEST.replace("name = \"smallest\"", "name = \"=HYPERLINK(1,2)\""));
    let out = folder.path().join("out");
    let output = run(&["simulate", &file, "--out", out.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let scenarios = fs::read_to_string(out.join("scenarios.csv")).unwrap();
    assert!(scenarios.contains("low,\"'=HYPERLINK(1,2)\",2027-01,"), "{scenarios}");
}

#[test]
fn every_row_id_of_the_csv_can_be_explained() {
    let folder = Folder::new();
    let file = folder.file("w.toml", SMALLEST);
    let csv = stdout(&run(&["simulate", &file]));
    let header: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    for line in csv.lines().skip(1).step_by(17) {
        let cells: Vec<&str> = line.split(',').collect();
        let output = run(&["explain", &file, cells[at("row_id")]]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert!(
            stdout(&output).contains(&format!("total: list cost {} USD", cells[at("list_cost")])),
            "{line}"
        );
    }
    let output = run(&["explain", &file, "anwsers"]);
    assert!(stderr(&output).contains("did you mean `answers`?"), "{}", stderr(&output));
}

#[test]
fn own_prices_are_laid_over_the_book() {
    let folder = Folder::new();
    let file = folder.file("w.toml", SMALLEST);
    folder.file("contract/sources.csv", "id,as_of,source\ndeal,2026-11-01,our contract\n");
    folder.file(
        "contract/ai/anthropic/global.csv",
        "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n\
         claude-sonnet-5,input,1000000 Tokens,flat,1.5,,,,,exact,deal,\n",
    );
    let contract = folder.path().join("contract");
    let contract = contract.to_str().unwrap();
    let csv = |output: Output| {
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stdout(&output)
    };
    let by_flag = csv(run(&["simulate", &file, "--prices", contract]));
    assert!(by_flag.contains(",1000000 Tokens,1.5,Usage") && by_flag.contains(",our contract,"));
    let by_environment =
        csv(costmodel(&["simulate", &file]).env("COSTMODEL_PRICES", contract).output().unwrap());
    assert_eq!(by_flag, by_environment);
    assert!(csv(run(&["simulate", &file])).contains(",1000000 Tokens,2,Usage"));
    let lint = run(&["prices", "lint", "--prices", contract]);
    assert_eq!(code(&lint), 0, "{}", stderr(&lint));
    folder.file("contract/aws/s3/us-east-1.csv", "sku,meter\nx,y\n");
    let lint = run(&["prices", "lint", "--prices", contract]);
    assert_eq!(
        (code(&lint), stderr(&lint).contains("aws/s3/us-east-1.csv:1: ")),
        (2, true),
        "{}",
        stderr(&lint)
    );
}

#[test]
fn two_runs_give_the_same_bytes() {
    let folder = Folder::new();
    let file = folder.file("w.toml", SMALLEST);
    for format in ["csv", "json", "table", "markdown"] {
        let args = ["simulate", &file, "--format", format, "--lines"];
        assert_eq!(run(&args).stdout, run(&args).stdout, "{format}");
    }
}

#[test]
fn a_starter_is_written_once_and_can_be_simulated() {
    let folder = Folder::new();
    for preset in ["rag", "agents", "batch", "self-hosted", "saas"] {
        let file = folder.path().join(format!("{preset}.toml"));
        let to = file.to_str().unwrap();
        let output = run(&["init", "--preset", preset, to]);
        assert_eq!((code(&output), stdout(&output).as_str()), (0, ""), "{}", stderr(&output));
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text, stdout(&run(&["init", "--preset", preset, "-"])));
        assert_eq!(code(&run(&["check", to])), 0);
        let simulated = run(&["simulate", to, "--format", "table"]);
        assert_eq!(code(&simulated), 0, "{}", stderr(&simulated));
        assert!(stdout(&simulated).contains(" 0 unpriced") && stderr(&simulated).is_empty(), "{preset}");

        fs::write(&file, "mine").unwrap();
        let again = run(&["init", "--preset", preset, to]);
        assert_eq!((code(&again), stderr(&again).contains("is there already")), (2, true));
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
        assert_eq!(code(&run(&["init", "--preset", preset, "--force", to])), 0);
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    assert_eq!(names(folder.path()).len(), 5, "nothing else is left behind");
    assert_eq!(code(&run(&["init", "--preset", "ragg", "-"])), 2);
    // A pipe is no terminal: nobody could answer.
    let asked = with_stdin(&["init", "--guided", folder.path().join("g.toml").to_str().unwrap()], b"1\n");
    assert_eq!((code(&asked), stderr(&asked).contains("needs a terminal")), (2, true));
    assert_eq!(names(folder.path()).len(), 5);
}

#[test]
fn a_day_before_prices_were_seen_is_told() {
    let folder = Folder::new();
    let text = "name = \"a\"\nstart = \"2027-01\"\nmonths = 1\n[placement.main]\nat = \"aws/us-east-1\"\n[component.api.vm]\ntype = \"m7g.large\"\n";
    let file = folder.file("w.toml", text);
    let compared = stdout(&run(&["compare", &file, "--prices-on", "2020-01-01", "--format", "table"]));
    assert!(compared.contains("prices of 2020-01-01: 2 lines have no price seen by then"), "{compared}");
    let file = folder.file("early.toml", &format!("prices = \"2020-01-01\"\n{text}"));
    let simulated = stdout(&run(&["simulate", &file, "--format", "table"])).replace("\n  ", " ");
    assert!(simulated.contains("2 lines at the first price seen after 2020-01-01"), "{simulated}");
}
