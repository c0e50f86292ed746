//! The shape of the workspace: which crate may use which, which licences come in, how long files are.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The arrows of docs/architecture.md: crate, and which of ours it may use.
const ARROWS: [(&str, &[&str]); 9] = [
    ("costmodel-core", &[]),
    ("costmodel-pricing-data", &[]),
    ("costmodel-pricebook", &["costmodel-core", "costmodel-pricing-data"]),
    ("costmodel-workload", &["costmodel-core"]),
    ("costmodel-export", &["costmodel-core"]),
    ("costmodel-quote", &["costmodel-core"]),
    (
        "costmodel",
        &[
            "costmodel-core",
            "costmodel-pricebook",
            "costmodel-workload",
            "costmodel-export",
            "costmodel-quote",
        ],
    ),
    ("costmodel-feeds", &["costmodel-core", "costmodel-pricebook"]),
    ("costmodel-cli", &["costmodel", "costmodel-feeds"]),
];

/// Crates that stand beside the product: not default members, used by nobody.
const BESIDE: [&str; 2] = ["costmodel-tools", "costmodel-benches"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What cargo knows of the workspace. Only what this platform needs is asked for, so nothing is fetched that a
/// build did not fetch before.
fn metadata() -> Value {
    let rustc = Command::new(std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into()))
        .arg("-vV")
        .output()
        .expect("rustc runs");
    let about = String::from_utf8_lossy(&rustc.stdout).into_owned();
    let host =
        about.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned();
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", &host])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or("")
}

#[test]
fn crates_keep_to_their_arrows() {
    let metadata = metadata();
    let members: BTreeSet<&str> =
        metadata["workspace_members"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let mut seen = 0;
    for package in metadata["packages"].as_array().unwrap().iter().filter(|p| members.contains(text(p, "id")))
    {
        let name = text(package, "name");
        if BESIDE.contains(&name) {
            continue;
        }
        let may_use = allowed.get(name).unwrap_or_else(|| panic!("{name} is not in the table of arrows"));
        for dependency in package["dependencies"].as_array().unwrap() {
            let (used, kind) = (text(dependency, "name"), dependency["kind"].as_str());
            assert!(dependency["rename"].is_null(), "{name} renames {used}: a crate has one name");
            if used.starts_with("costmodel") && kind.is_none() {
                assert!(may_use.contains(&used), "{name} uses {used}, which the arrows do not allow");
            }
        }
        seen += 1;
    }
    assert_eq!(seen, ARROWS.len(), "every crate of the table is there");
}

#[test]
fn licences_are_on_the_list() {
    let deny = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let list = deny.split("allow = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let allowed: BTreeSet<&str> = list.split(',').map(|item| item.trim().trim_matches('"')).collect();
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 30, "the metadata lists the dependencies");
    for package in packages {
        let licence = text(package, "license").replace('/', " OR ");
        let any = licence.split(" OR ").any(|one| {
            one.trim_matches(|c| c == '(' || c == ')')
                .split(" AND ")
                .all(|part| allowed.contains(part.trim().trim_matches(|c| c == '(' || c == ')')))
        });
        assert!(any, "{}: {licence:?} is not on the list of deny.toml", text(package, "name"));
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn files_hold_one_idea() {
    let mut found = Vec::new();
    sources(&root().join("crates"), &mut found);
    let long: Vec<String> = found
        .iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "tests"))
        .map(|path| (path, std::fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 500)
        .map(|(path, lines)| format!("{} ({lines})", path.display()))
        .collect();
    assert!(long.is_empty(), "files over 500 lines: {long:?}");
    assert!(found.len() > 50);
}

#[test]
fn only_the_rim_touches_the_world() {
    let world = [
        "std::fs",
        "SystemTime::now",
        "Instant::now",
        "env::var",
        "println!(",
        "eprintln!(",
        "std::net",
        "thread::spawn",
    ];
    let mut found = Vec::new();
    for name in ["core", "pricebook", "workload", "export", "quote", "costmodel"] {
        sources(&root().join("crates").join(name).join("src"), &mut found);
    }
    for path in found {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .take_while(|line| !line.contains("#[cfg(test)]"));
        for line in code {
            if let Some(word) = world.iter().find(|word| line.contains(**word)) {
                assert!(path.ends_with("tests.rs"), "{} uses {word}", path.display());
            }
        }
    }
}
