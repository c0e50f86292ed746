//! The pages of docs/cli: each command there is run, and prints what the page says.
//! `TRYCMD=overwrite cargo test -p costmodel-cli --test pages` writes them anew.
#![allow(clippy::unwrap_used)]

use std::path::Path;

#[test]
fn the_pages_are_true() {
    // The pages speak of files as a reader in the repository would type them.
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::env::set_current_dir(repository).unwrap();
    let hash: String = costmodel::prices::embedded().hash.chars().take(12).collect();
    let cases = trycmd::TestCases::new();
    // The price book's hash is another one after every price change: the pages say [HASH].
    cases.insert_var("[HASH]", hash).unwrap();
    cases
        .register_bin("costmodel", Path::new(env!("CARGO_BIN_EXE_costmodel")))
        .env("COSTMODEL_COLOR", "never")
        .case("docs/cli/*.md")
        .case("README.md");
}
