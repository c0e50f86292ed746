//! Golden bills: each example's scenario CSVs, byte for byte. `UPDATE_EXPECT=1` writes them anew; a golden
//! changes only with its reason in the commit.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FILES: [&str; 3] = ["lines.csv", "months.csv", "scenarios.csv"];

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn simulate(example: &str, out: &Path) {
    let status = Command::new(env!("CARGO_BIN_EXE_costmodel"))
        .args(["simulate", &format!("{example}.toml"), "--out"])
        .arg(out)
        .current_dir(examples())
        .env_clear()
        .output()
        .unwrap();
    assert!(status.status.success(), "{example}: {}", String::from_utf8_lossy(&status.stderr));
}

#[test]
fn bills_are_as_committed() {
    let mut names: Vec<String> = fs::read_dir(examples())
        .unwrap()
        .filter_map(|entry| {
            entry.unwrap().file_name().to_str().and_then(|name| name.strip_suffix(".toml")).map(str::to_owned)
        })
        .collect();
    names.sort();
    assert!(names.len() >= 4, "examples: {names:?}");
    let mut changed = Vec::new();
    for name in &names {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        simulate(name, first.path());
        simulate(name, second.path());
        for file in FILES {
            let written = fs::read_to_string(first.path().join(file)).unwrap();
            // Every price change gives the book another hash; only prices of the bill may change a golden.
            let made = written.replace(&costmodel::prices::embedded().hash, "[HASH]").into_bytes();
            assert_eq!(
                written.as_bytes(),
                fs::read(second.path().join(file)).unwrap(),
                "{name}/{file} differs between two runs"
            );
            let golden = examples().join("golden").join(name).join(file);
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                fs::create_dir_all(golden.parent().unwrap()).unwrap();
                fs::write(&golden, &made).unwrap();
            } else if fs::read(&golden).ok().as_deref() != Some(&made) {
                changed.push(format!("{name}/{file}"));
            }
        }
    }
    assert!(changed.is_empty(), "changed goldens: {changed:?}; UPDATE_EXPECT=1 writes them anew");
}

/// Some AI prices change on 2027-01-01: a horizon that crosses it uses the old row before and the new one after.
#[test]
fn a_known_price_change_applies_from_its_month() {
    let golden = fs::read_to_string(examples().join("golden/agents/lines.csv")).unwrap();
    let header: Vec<&str> = golden.lines().next().unwrap().split(',').collect();
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let price = |month: &str| {
        golden
            .lines()
            .map(|line| line.split(',').collect::<Vec<_>>())
            .find(|row| {
                row[at("component")] == "triage" && row[at("month")] == month && row[at("meter")] == "output"
            })
            .map(|row| row[at("unit_price")].to_owned())
            .unwrap()
    };
    assert_ne!(price("2026-12"), price("2027-01"));
    assert_eq!(price("2027-01"), price("2027-06"));
}
