//! What the tests of broken files share.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests of files: what is not there fails"
)]

pub mod meaning;
pub mod meanings;
pub mod mutate;
pub mod page;

use std::path::{Path, PathBuf};

use costmodel_core::book::PriceBook;
use costmodel_core::diag::{Diagnostic, plain};
use costmodel_pricebook::{embedded, overlay};

/// What the embedded book lacks and the corpus needs: an alias that moves, a provider no kind knows.
const EXTRA: [(&str, &str); 3] = [
    ("sources.csv", "id,as_of,source\ntest,2026-11-01,made up for the corpus of broken files\n"),
    (
        "ai/openai/aliases.csv",
        "alias,sku,from,src\ngpt-newest,gpt-4.1,,test\ngpt-newest,gpt-5.5,2027-04-01,test\n",
    ),
    (
        "acme/compute/mars-1.csv",
        "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\nbox,hours,Hours,flat,1,,,,,exact,test,new: no such provider\n",
    ),
];

/// The embedded book, and a little beside it.
pub fn book() -> PriceBook {
    overlay(embedded(), "corpus", &EXTRA).unwrap_or_else(|problems| panic!("{problems:?}")).book
}

/// The folder of this crate, or of the workspace.
pub fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// How many messages an expected text holds in full.
const MOST: usize = 50;

/// A text, and what loading it says.
pub struct Case {
    /// The file's name without `.toml`.
    pub stem: String,
    /// The broken file.
    pub text: String,
    /// Everything it gives.
    pub diagnostics: Vec<Diagnostic>,
    /// The same as plain lines.
    pub messages: String,
}

impl Case {
    /// The code it is named after; its number is dropped.
    pub fn code(&self) -> &str {
        let number = |tail: &str| !tail.is_empty() && tail.bytes().all(|b| b.is_ascii_digit());
        self.stem.rsplit_once('-').filter(|(_, tail)| number(tail)).map_or(&self.stem, |(code, _)| code)
    }
}

/// Loads a text.
pub fn case(stem: &str, text: String, book: &PriceBook) -> Case {
    let diagnostics = costmodel_workload::load(&text, book).diagnostics;
    let file = format!("{stem}.toml");
    let told = |part: &[Diagnostic]| part.iter().map(|d| plain(&text, &file, d)).collect::<String>();
    // Of very many, the first and the last are kept.
    let messages = match diagnostics.as_slice() {
        [first, second, .., last] if diagnostics.len() > MOST => {
            format!("{}…\n{}", told(&[first.clone(), second.clone()]), told(std::slice::from_ref(last)))
        }
        all => told(all),
    };
    Case { stem: stem.to_owned(), text, diagnostics, messages }
}

/// The corpus, sorted by name.
pub fn corpus() -> Vec<Case> {
    let book = book();
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder("tests/errors")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let broken = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    broken
        .map(|path| {
            case(path.file_stem().unwrap().to_str().unwrap(), std::fs::read_to_string(path).unwrap(), &book)
        })
        .collect()
}

/// Whether expected files are rewritten instead of compared.
pub fn updating() -> bool {
    std::env::var("UPDATE_EXPECT").is_ok_and(|value| value == "1")
}

/// Compares a text with a file, or rewrites the file; returns what differs.
pub fn expect(path: &Path, found: &str) -> Option<String> {
    if updating() {
        std::fs::write(path, found).unwrap();
        return None;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    (expected != found).then(|| format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()))
}

/// A generator of numbers for tests: xorshift, the same everywhere.
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below another.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// One of several.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}
