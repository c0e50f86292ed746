//! Every example validates against the schema the command prints, and a misspelt one does not.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn schema() -> jsonschema::Validator {
    let output = Command::new(env!("CARGO_BIN_EXE_costmodel")).arg("schema").output().unwrap();
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn document(text: &str) -> Value {
    toml::from_str(text).unwrap()
}

#[test]
fn examples_validate() {
    let (schema, mut seen) = (schema(), 0);
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for entry in fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let document = document(&fs::read_to_string(&path).unwrap());
        let errors: Vec<String> =
            schema.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
        seen += 1;
    }
    assert!(seen >= 4);
}

#[test]
fn mistakes_do_not_validate() {
    let schema = schema();
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/smallest.toml"))
        .unwrap();
    assert!(schema.is_valid(&document(&text)));
    for (right, wrong) in [
        ("months", "moths"),
        ("[component.answers.llm]", "[component.answers.lm]"),
        ("model =", "modle ="),
        ("low =", "lo ="),
    ] {
        assert!(!schema.is_valid(&document(&text.replace(right, wrong))), "{wrong}");
    }
}
