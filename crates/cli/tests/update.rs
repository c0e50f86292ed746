//! `prices update` as it is run: what it writes, when it asks, and what is left when it is killed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

fn update(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_costmodel"))
        .args(["prices", "update", "genai-prices"])
        .args(args)
        .args(["--into", "fresh"])
        .current_dir(folder)
        .env_remove("COSTMODEL_PRICES")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// A list of many models of a seller that the book has, at one price.
fn list(models: usize, price: &str) -> String {
    let models: Vec<String> = (0..models)
        .map(|at| format!(r#"{{"id":"test-{at}","prices":{{"input_mtok":{price},"output_mtok":8}}}}"#))
        .collect();
    format!(r#"[{{"id":"openai","models":[{}]}}]"#, models.join(","))
}

/// Every file of a folder with its text; nothing where there is none.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&at) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let name = path.strip_prefix(folder).unwrap().display().to_string();
                    found.insert(name, std::fs::read_to_string(&path).unwrap());
                }
            }
        }
    }
    found
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn large_changes_are_not_written_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, price: &str| std::fs::write(folder.path().join(name), list(3, price)).unwrap();
    write("one.json", "2");
    write("two.json", "3");
    let first = update(folder.path(), &["one.json", "--as-of", "2027-01-10"]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    let before = files(&folder.path().join("fresh"));
    assert_eq!(before.keys().collect::<Vec<_>>(), ["ai/openai/global.csv", "confirmed.csv", "sources.csv"]);

    // The second list is of another file: its changes are changes all the same.
    for (args, code) in [
        (vec!["two.json", "--as-of", "2027-02-10"], 3),
        (vec!["two.json", "--as-of", "2027-02-10", "--confirm-above", "49.9%"], 3),
        (vec!["two.json", "--as-of", "2027-02-10", "--yes", "--dry-run"], 0),
    ] {
        let output = update(folder.path(), &args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", text(&output.stderr));
        assert!(
            text(&output.stdout).contains("changed,openai,models,global,test-0,input,1000000 Tokens,2,3,50")
        );
        assert_eq!(files(&folder.path().join("fresh")), before, "{args:?}");
    }
    let output = update(folder.path(), &["two.json", "--as-of", "2027-02-10", "--confirm-above", "50"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let after = files(&folder.path().join("fresh"));
    assert_eq!(after["ai/openai/history/global.csv"].lines().count(), 4);
}

#[test]
fn what_was_written_prices_a_lookup() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("one.json"), list(1, "2.5")).unwrap();
    assert!(update(folder.path(), &["one.json", "--as-of", "2027-01-10"]).status.success());
    let output = Command::new(env!("CARGO_BIN_EXE_costmodel"))
        .args(["prices", "show", "openai/models/global/test-0", "--prices", "fresh", "--format", "csv"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let shown = text(&output.stdout);
    assert!(shown.contains("2.5") && shown.contains("genai-prices data.json one.json"), "{shown}");
    let lint = Command::new(env!("CARGO_BIN_EXE_costmodel"))
        .args(["prices", "lint", "--prices", "fresh"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(text(&lint.stderr).contains(" 0 errors"), "{}", text(&lint.stderr));
    // Prices that the list holds as they stand keep their day; their table has been seen since.
    let stale = Command::new(env!("CARGO_BIN_EXE_costmodel"))
        .args(["prices", "stale", "--on", "2027-06-01", "--provider", "openai", "--prices", "fresh"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let stale = text(&stale.stdout);
    let book = stale.lines().find(|line| line.contains(",book,")).unwrap();
    assert!(
        book.starts_with("openai,models,global,") && book.contains(",2027-01-10 genai-prices-"),
        "{stale}"
    );
}

#[test]
fn a_document_that_is_wrong_leaves_the_folder_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("one.json"), list(1, "2.5")).unwrap();
    assert!(update(folder.path(), &["one.json", "--as-of", "2027-01-10"]).status.success());
    let before = files(&folder.path().join("fresh"));
    for wrong in ["<html>", "[{\"id\":1}]", "", &list(1, "9")[..40]] {
        std::fs::write(folder.path().join("wrong.json"), wrong).unwrap();
        let output = update(folder.path(), &["wrong.json", "--as-of", "2027-02-10", "--yes"]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        assert_eq!(files(&folder.path().join("fresh")), before);
    }
}

/// A server that gives half a list and then nothing more.
fn half_a_list() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/data.json", listener.local_addr().unwrap());
    thread::spawn(move || {
        let body = list(50, "9");
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let _ = stream.read(&mut [0; 4096]);
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&body.as_bytes()[..body.len() / 2]);
            thread::sleep(Duration::from_secs(20));
        }
    });
    address
}

#[test]
fn killed_at_any_moment_it_leaves_the_old_prices_or_the_new() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("fresh");
    // Many tables, so that writing takes a while.
    let many = |price: &str| {
        let list = list(120, price);
        let sellers = ["openai", "anthropic", "mistral", "xai", "groq", "cohere", "deepseek", "perplexity"];
        let models = list.strip_prefix(r#"[{"id":"openai","#).unwrap().strip_suffix("}]").unwrap().to_owned();
        let all: Vec<String> =
            sellers.iter().map(|seller| format!(r#"{{"id":"{seller}",{models}}}"#)).collect();
        format!("[{}]", all.join(","))
    };
    std::fs::write(folder.path().join("old.json"), many("2")).unwrap();
    std::fs::write(folder.path().join("new.json"), many("2.1")).unwrap();
    assert!(update(folder.path(), &["old.json", "--as-of", "2027-01-10"]).status.success());
    let old = files(&fresh);
    let reset = || {
        std::fs::remove_dir_all(&fresh).unwrap();
        for (name, text) in &old {
            let path = fresh.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    };
    let started = std::time::Instant::now();
    assert!(update(folder.path(), &["new.json", "--as-of", "2027-02-10"]).status.success());
    let took = started.elapsed();
    let new = files(&fresh);
    assert_ne!(old, new);
    let (mut olds, mut news) = (0, 0);
    for step in 0..16_u32 {
        reset();
        let mut child = Command::new(env!("CARGO_BIN_EXE_costmodel"))
            .args([
                "prices",
                "update",
                "genai-prices",
                "new.json",
                "--as-of",
                "2027-02-10",
                "--into",
                "fresh",
            ])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Most of the steps while it writes, which is at the end.
        thread::sleep(took * (6 + step) / 16);
        let _ = child.kill();
        let _ = child.wait();
        let left = files(&fresh);
        assert!(left == old || left == new, "step {step}: {:?}", left.keys());
        if left == old { olds += 1 } else { news += 1 }
    }
    assert!(olds > 0, "it was never killed before it was done: {news} of 16");
    // Whatever killed runs left beside the folder, the next one takes away.
    reset();
    assert!(update(folder.path(), &["new.json", "--as-of", "2027-02-10"]).status.success());
    assert_eq!(files(&fresh), new);
    let beside: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".costmodel-update-"))
        .collect();
    assert!(beside.is_empty(), "{beside:?}");
}

#[test]
fn killed_while_a_document_is_on_its_way_it_leaves_the_old_prices() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("one.json"), list(1, "2.5")).unwrap();
    assert!(update(folder.path(), &["one.json", "--as-of", "2027-01-10"]).status.success());
    let before = files(&folder.path().join("fresh"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_costmodel"))
        .args(["prices", "update", "genai-prices", &half_a_list(), "--yes", "--into", "fresh"])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(400));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(files(&folder.path().join("fresh")), before);
}
