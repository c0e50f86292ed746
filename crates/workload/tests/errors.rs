//! The corpus of broken files: each has the messages it must give, and `docs/errors.md` is made from them.
//!
//! `UPDATE_EXPECT=1 cargo test -p costmodel-workload --test errors` rewrites both; read the difference.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "the corpus is files, and the time it takes is tested"
)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use support::meanings::MEANINGS;
use support::{Case, corpus, expect, folder, updating};

/// Codes that the sources pass through a variable.
const INDIRECT: [&str; 6] =
    ["negative", "out-of-range", "unit-mismatch", "unit-missing", "unknown-environment", "unknown-placement"];

#[test]
fn every_broken_file_says_what_is_wrong() {
    let corpus = corpus();
    assert!(corpus.len() >= 90, "{} files", corpus.len());
    let differ: Vec<String> = corpus
        .iter()
        .filter_map(|case| expect(&folder("tests/errors").join(format!("{}.txt", case.stem)), &case.messages))
        .collect();
    assert!(
        differ.is_empty(),
        "{} of {} differ; UPDATE_EXPECT=1 rewrites\n{}",
        differ.len(),
        corpus.len(),
        differ.join("\n")
    );
}

#[test]
fn a_file_gives_the_code_it_is_named_after() {
    for case in corpus() {
        let named = MEANINGS.iter().any(|(code, _)| *code == case.code());
        let given = case.diagnostics.iter().any(|d| d.code == case.code());
        assert!(given || (!named && !case.diagnostics.is_empty()), "{}.toml:\n{}", case.stem, case.messages);
    }
}

#[test]
fn one_mistake_gives_one_message() {
    let is_code =
        |case: &Case| case.code() != "too-many" && MEANINGS.iter().any(|(code, _)| *code == case.code());
    let several = |case: &&Case| is_code(case) && case.diagnostics.len() > 1;
    let found: Vec<String> = corpus().iter().filter(several).map(|case| case.stem.clone()).collect();
    assert!(found.is_empty(), "files of one code with several messages: {found:?}");
}

#[test]
fn ten_mistakes_give_ten_messages() {
    for (stem, planted) in PLANTED {
        let all = corpus();
        let case = all.iter().find(|case| case.stem == *stem).unwrap();
        assert_eq!(case.diagnostics.len(), *planted, "{}", case.messages);
    }
}

/// Files with many mistakes, and how many each has.
const PLANTED: &[(&str, usize)] = &[("many", 12), ("many-2", 7)];

#[test]
fn every_message_says_the_mend() {
    for case in corpus() {
        for d in &case.diagnostics {
            assert!(
                !d.hints.is_empty() && d.hints.iter().all(|hint| !hint.is_empty()),
                "{}.toml: {} has no hint",
                case.stem,
                d.code
            );
            assert!(!d.label.is_empty(), "{}.toml: {} has no label", case.stem, d.code);
            let lines = [&d.message, &d.label].into_iter().chain(&d.hints).all(|text| !text.contains('\n'));
            assert!(lines, "{}.toml: {} has a line break", case.stem, d.code);
        }
    }
}

#[test]
fn every_code_has_a_file() {
    let mut used: BTreeSet<String> = INDIRECT.iter().map(|code| (*code).to_owned()).collect();
    sources(&folder("src"), &mut |text| codes_of(text, &mut used));
    let known: BTreeSet<String> = MEANINGS.iter().map(|(code, _)| (*code).to_owned()).collect();
    assert!(MEANINGS.windows(2).all(|two| two[0].0 < two[1].0), "meanings are sorted");
    let unexplained: Vec<_> = used.difference(&known).collect();
    assert!(unexplained.is_empty(), "codes without a meaning in tests/support/meanings.rs: {unexplained:?}");
    let unused: Vec<_> = known.difference(&used).collect();
    assert!(unused.is_empty(), "codes that no source gives: {unused:?}");
    let shown: BTreeSet<String> = corpus().iter().map(|case| case.code().to_owned()).collect();
    let without: Vec<_> = known.difference(&shown).collect();
    assert!(without.is_empty(), "codes without a file in tests/errors: {without:?}");
}

#[test]
fn the_page_is_made_from_the_corpus() {
    let differs = expect(&folder("../../docs/errors.md"), &support::page::page(&corpus()));
    assert!(differs.is_none(), "docs/errors.md is not up to date; UPDATE_EXPECT=1 rewrites it");
}

#[test]
fn no_expected_text_is_left_over() {
    for entry in std::fs::read_dir(folder("tests/errors")).unwrap() {
        let path = entry.unwrap().path();
        let left =
            path.extension().is_some_and(|ending| ending == "txt") && !path.with_extension("toml").exists();
        if left && updating() {
            std::fs::remove_file(&path).unwrap();
        } else {
            assert!(!left, "{} has no .toml", path.display());
        }
    }
}

/// Calls back with the text of every source file.
fn sources(folder: &Path, told: &mut dyn FnMut(&str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, told);
        } else {
            told(&std::fs::read_to_string(path).unwrap());
        }
    }
}

/// The codes in calls of `error("…"`, `warning("…"` and `warn("…"`.
fn codes_of(text: &str, codes: &mut BTreeSet<String>) {
    for call in ["error(", "warning(", "warn("] {
        for (at, _) in text.match_indices(call) {
            let rest = text[at + call.len()..].trim_start();
            let Some((code, _)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
                continue;
            };
            if !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
                codes.insert(code.to_owned());
            }
        }
    }
}
