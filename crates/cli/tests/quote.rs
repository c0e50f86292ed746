//! `quote` as a process: streams, files, exit codes, Ctrl-C.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Output, Stdio};

use support::names;

const HEADER: &str = "provider,model,input_tokens\n";
const GOOD: &str = "anthropic,claude-sonnet-5,1000\n";

fn costmodel() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_costmodel"));
    command
        .env_remove("COSTMODEL_PRICES")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn run(args: &[&str], input: &str) -> Output {
    let mut child = costmodel().arg("quote").args(args).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // The process may end before it has read all.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().unwrap()
}

#[test]
fn exit_codes() {
    let code = |args: &[&str], input: &str| run(args, input).status.code();
    assert_eq!(code(&["-"], &format!("{HEADER}{GOOD}")), Some(0));
    assert_eq!(code(&["-", "--strict"], &format!("{HEADER}{GOOD}")), Some(0));
    let bad = format!("{HEADER}anthropic,nothing,1\n{GOOD}anthropic,claude-sonnet-5,-1\n");
    assert_eq!(code(&["-"], &bad), Some(0));
    let strict = run(&["-", "--strict"], &bad);
    assert_eq!(strict.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&strict.stderr).contains("rows without a price: 1, wrong rows: 1"));
    // All rows are there all the same.
    assert_eq!(String::from_utf8_lossy(&strict.stdout).lines().count(), 4);
    assert_eq!(code(&["-"], "provider,modle\n"), Some(2));
    assert_eq!(code(&["-", "--pool"], HEADER), Some(2));
    assert_eq!(code(&["no-such-file.csv"], ""), Some(2));
    assert_eq!(code(&["-"], ""), Some(2));
    assert_eq!(code(&["-"], HEADER), Some(0));
}

#[test]
fn a_file_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("costs.csv");
    let path = target.to_str().unwrap();
    assert!(run(&["-", "--out", path], &format!("{HEADER}{GOOD}")).status.success());
    assert_eq!(fs::read_to_string(&target).unwrap().lines().count(), 2);
    assert_eq!(run(&["-", "--out", path], "provider,modle\n").status.code(), Some(2));
    assert_eq!(fs::read_to_string(&target).unwrap().lines().count(), 2, "the file before stays");
    assert_eq!(names(folder.path()), ["costs.csv"]);
    assert_eq!(run(&["-", "--out", folder.path().to_str().unwrap()], HEADER).status.code(), Some(1));
}

#[test]
fn a_reader_that_stops_is_no_error() {
    let mut child = costmodel().args(["quote", "-"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(HEADER.as_bytes());
        for _ in 0..50_000 {
            if stdin.write_all(GOOD.as_bytes()).is_err() {
                break;
            }
        }
    });
    let mut first = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut first).unwrap();
    assert!(first.starts_with("provider,model,input_tokens,cost,"));
    drop(stdout);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    writer.join().unwrap();
}

/// Sends a signal by name.
#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_every_row_that_was_read() {
    let mut child = costmodel().args(["quote", "-"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(format!("{HEADER}{GOOD}{GOOD}anthropic,half-a-r").as_bytes()).unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut lines = String::new();
    // The rows come out before the input ends.
    for _ in 0..3 {
        stdout.read_line(&mut lines).unwrap();
    }
    assert!(lines.lines().skip(1).all(|line| line.contains(",priced,")), "{lines}");
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_no_half_written_file() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("costs.csv");
    let mut child = costmodel().args(["quote", "-", "--out"]).arg(&target).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(format!("{HEADER}{GOOD}").as_bytes()).unwrap();
    // It has begun when the unfinished file has a row.
    let begun = |folder: &std::path::Path| {
        fs::read_dir(folder)
            .unwrap()
            .any(|entry| entry.unwrap().metadata().is_ok_and(|file| file.len() > 100))
    };
    let mut waited = 0;
    while !begun(folder.path()) {
        std::thread::sleep(std::time::Duration::from_millis(10));
        waited += 1;
        assert!(waited < 1_000, "it never began");
    }
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}
