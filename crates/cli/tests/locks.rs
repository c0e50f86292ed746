//! `costmodel.lock`: written beside the workload, held to, or mentioned in passing.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SMALLEST: &str = include_str!("../../../examples/smallest.toml");

fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_costmodel"));
    command
        .current_dir(folder)
        .args(args)
        .env_remove("COSTMODEL_PRICES")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn said(output: &Output) -> (i32, String) {
    (output.status.code().unwrap(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn a_lock_is_written_held_to_and_mentioned() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("w.toml"), SMALLEST).unwrap();
    let header = "provider,service,region,sku,meter,price,unit,from,until,as_of,source,note\n";
    fs::write(at.join("deal.csv"), format!("{header}anthropic,*,*,*,*,-9 %,,,,2026-11-01,our contract,\n"))
        .unwrap();
    fs::write(at.join("else.csv"), format!("{header}openai,*,*,*,*,-9 %,,,,2026-11-01,our contract,\n"))
        .unwrap();

    assert_eq!(said(&run(at, &["simulate", "w.toml", "--locked"])).0, 2);
    let plain = run(at, &["simulate", "w.toml"]);
    let locking = run(at, &["simulate", "w.toml", "--lock"]);
    assert_eq!(said(&locking), (0, "wrote costmodel.lock\n".to_owned()));
    assert_eq!(locking.stdout, plain.stdout);
    let lock = fs::read_to_string(at.join("costmodel.lock")).unwrap();
    assert!(lock.contains("[\"w.toml\".prices]\n\"anthropic/models/global/claude-sonnet-5 "), "{lock}");

    // As it was: nothing is said. An unrelated change is none.
    let held = run(at, &["simulate", "w.toml", "--locked"]);
    assert_eq!((said(&held), held.stdout), ((0, String::new()), plain.stdout.clone()));
    assert_eq!(said(&run(at, &["simulate", "w.toml", "--locked", "--prices", "else.csv"])).0, 0);
    assert_eq!(said(&run(at, &["simulate", "w.toml", "--prices", "else.csv"])), (0, String::new()));

    let (code, why) = said(&run(at, &["simulate", "w.toml", "--prices", "deal.csv"]));
    assert!(code == 0 && why.starts_with("note: 2 prices are not as in costmodel.lock\n"), "{why}");
    let tripped = run(at, &["simulate", "w.toml", "--locked", "--prices", "deal.csv"]);
    let (code, why) = said(&tripped);
    assert!(code == 4 && tripped.stdout.is_empty(), "{why}");
    for part in ["claude-sonnet-5 input: ", "; contract -9 %", "tables that changed: deal.csv"] {
        assert!(why.contains(part), "{part}\n{why}");
    }

    // Other workloads of the folder stay in the file.
    fs::write(at.join("v.toml"), SMALLEST).unwrap();
    assert_eq!(said(&run(at, &["simulate", "v.toml", "--lock", "--prices", "deal.csv"])).0, 0);
    assert_eq!(said(&run(at, &["simulate", "w.toml", "--locked"])).0, 0);
    assert_eq!(said(&run(at, &["simulate", "v.toml", "--locked", "--prices", "deal.csv"])).0, 0);
    assert_eq!(said(&run(at, &["simulate", "w.toml", "--lock=other.lock"])).0, 0);
    assert_eq!(said(&run(at, &["simulate", "w.toml", "--locked=other.lock"])).0, 0);

    // What is no lock is told, and in passing keeps nobody from a bill.
    fs::write(at.join("costmodel.lock"), "version = 9\n").unwrap();
    assert_eq!(said(&run(at, &["simulate", "w.toml", "--locked"])).0, 2);
    assert_eq!(said(&run(at, &["simulate", "w.toml", "--lock"])).0, 2);
    let (code, why) = said(&run(at, &["simulate", "w.toml"]));
    assert!(code == 0 && why.contains("cannot be read as a lock"), "{why}");
}
