//! A run that is interrupted leaves the folder as it was, or finished: no half-written file, no hidden one.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const FILES: [&str; 3] = ["lines.csv", "months.csv", "scenarios.csv"];

/// Large enough that writing takes a while.
fn workload() -> String {
    let component = |n: usize| {
        format!(
            "[component.c{n}.function]\nserves = \"chats\"\nmemory = \"512 MiB\"\nduration = \"{n} ms\"\n"
        )
    };
    let head = "name = \"large\"\nstart = \"2027-01\"\nmonths = 36\n[placement.main]\nat = \"aws/us-east-1\"\n\
                [driver.chats]\nunit = \"chat\"\nmonthly = 1000\n";
    (1..300).fold(head.to_owned(), |text, n| text + &component(n))
}

fn start(file: &Path, out: &Path) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_costmodel"))
        .args(["simulate", "--out"])
        .args([out, file])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn found(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect();
    found.sort();
    found
}

#[test]
fn an_interrupted_run_leaves_old_files_or_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.toml");
    fs::write(&file, workload()).unwrap();
    let whole = folder.path().join("whole");
    assert!(start(&file, &whole).wait().unwrap().success());
    let new = found(&whole);
    let old: Vec<(String, Vec<u8>)> =
        FILES.iter().map(|name| ((*name).to_owned(), b"old".to_vec())).collect();
    let (mut interrupted, mut finished) = (0, 0);
    let (mut wait, mut round) = (1_u64, 0);
    // From at once to after the end, so that every stage is met; again where a busy machine let it run through.
    while (finished < 2 || interrupted < 4) && round < 400 {
        round += 1;
        let out = folder.path().join(format!("out{round}"));
        fs::create_dir(&out).unwrap();
        for (name, content) in &old {
            fs::write(out.join(name), content).unwrap();
        }
        let mut child = start(&file, &out);
        std::thread::sleep(Duration::from_millis(wait));
        // Shells make what they run in the background deaf to INT.
        let signal =
            Command::new("kill").args(["-TERM", &child.id().to_string()]).stderr(Stdio::null()).status();
        assert!(signal.is_ok());
        let code = child.wait().unwrap().code();
        let left = found(&out);
        match code {
            Some(0) => finished += 1,
            _ => interrupted += 1,
        }
        wait = if code == Some(0) && finished > 1 { 1 } else { wait + wait / 8 + 1 };
        assert!(
            left == old || left == new,
            "{:?} in round {round}",
            left.iter().map(|(name, c)| (name, c.len())).collect::<Vec<_>>()
        );
        assert!(code != Some(0) || left == new);
    }
    assert!(interrupted > 3, "{interrupted} interrupted, {finished} finished");
}
