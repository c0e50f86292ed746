//! The reference page is what the field tables say, and every kind's example runs.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs)]

use std::path::Path;

#[test]
fn the_reference_page_is_up_to_date() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/workload.md");
    let made = costmodel_workload::reference::markdown();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&page, &made).unwrap();
    }
    assert!(
        std::fs::read_to_string(&page).unwrap_or_default() == made,
        "docs/workload.md is behind: UPDATE_EXPECT=1 writes it anew"
    );
}

#[test]
fn the_readme_lists_every_kind() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(page).unwrap();
    let table =
        readme.split_once("| part | kinds |").and_then(|(_, rest)| rest.split_once("\n\n")).unwrap().0;
    let listed: Vec<&str> = table.split('`').skip(1).step_by(2).collect();
    let kinds = costmodel_workload::kinds::KINDS;
    assert!(kinds.iter().all(|kind| listed.contains(&kind.name)), "{listed:?}");
    assert_eq!(listed.len(), kinds.len());
}

#[test]
fn every_example_of_a_kind_runs_and_is_priced() {
    let book = costmodel_pricebook::embedded();
    for kind in costmodel_workload::kinds::KINDS {
        let loaded =
            costmodel_workload::load(&costmodel_workload::example("aws/us-east-1", kind.example), &book);
        let problems: Vec<_> = loaded.diagnostics.iter().filter(|d| d.code != "unused-driver").collect();
        assert!(problems.is_empty(), "{}: {problems:#?}", kind.name);
        let (model, usages) = loaded.model.unwrap();
        let charges = costmodel_core::price::price_usage(&model, &usages);
        assert!(!charges.is_empty() && charges.iter().all(|charge| charge.price.is_ok()), "{}", kind.name);
        assert!(
            !kind.summary.is_empty() && kind.fields.iter().all(|field| field.doc.trim().len() > 8),
            "{}",
            kind.name
        );
    }
}
