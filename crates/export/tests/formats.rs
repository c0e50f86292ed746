//! Every format on a small model: the CSV is exact and well-formed, the rest is kept as golden text.
//! `UPDATE_EXPECT=1 cargo test -p costmodel-export` writes the goldens anew.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

#[path = "../../core/tests/fixture/mod.rs"]
mod fixture;

use costmodel_core::explain::{Question, explain};
use costmodel_core::num::{Money, Quantity, UnitPrice};
use costmodel_core::price::{Charge, price};
use costmodel_core::scenario::Scenario;
use costmodel_core::totals::By;
use costmodel_export::{Report, csv, explanation, json, markdown, table};

fn text(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn report<'a>(model: &'a costmodel_core::model::Model, charges: &'a [Charge]) -> Report<'a> {
    Report::new(model, charges, "2026-11-15".parse().unwrap(), "3f2a91bc0000000000000000")
}

fn golden(name: &str, written: &str) {
    let path = format!("{}/tests/goldens/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, written).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, kept, "{name}");
}

#[test]
fn the_summaries_are_as_kept() {
    let model = fixture::model();
    let charges = price(&model);
    let report = report(&model, &charges);
    let shown = text(|out| table(&report, out));
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    golden("table.txt", &shown);
    golden(
        "table-by-month-high.txt",
        &text(|out| table(&Report { by: By::Month, only: Some(Scenario::High), ..report }, out)),
    );
    golden("summary.md", &text(|out| markdown(&report, out)));
    golden("summary.json", &text(|out| json(&report, out)));
    golden("months.csv", &text(|out| csv::months(&report, out)));
    golden("scenarios.csv", &text(|out| csv::scenarios(&report, out)));
}

#[test]
fn explanations_are_as_kept() {
    let model = fixture::model();
    let charges = price(&model);
    for (name, id) in
        [("explain-api.txt", "api"), ("explain-cutover.txt", "cutover"), ("explain-answers.txt", "answers")]
    {
        let question =
            Question { month: (id == "api").then(|| "2027-02".parse().unwrap()), ..Question::about(id) };
        let told = explain(&model, &charges, &question).unwrap();
        golden(name, &text(|out| explanation(&told, &|offset| offset / 10, out)));
    }
}

#[test]
fn the_lines_are_exact_and_sum_to_the_scenarios() {
    let model = fixture::model();
    let charges = price(&model);
    let report = report(&model, &charges);
    let written = text(|out| csv::lines(&report, out));
    assert_eq!(written.lines().next(), Some(csv::LINES_HEADER));
    let mut reader = ::csv::Reader::from_reader(written.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), charges.len());
    let cell = |row: &::csv::StringRecord, name: &str| {
        row[header.iter().position(|h| h == name).unwrap()].to_owned()
    };
    let mut sums = [Money::ZERO; 3];
    for (row, charge) in rows.iter().zip(&charges) {
        assert_eq!(cell(row, "row_id"), costmodel_core::explain::row_id(&model, charge));
        let Ok(priced) = &charge.price else {
            assert_eq!(
                [cell(row, "quantity"), cell(row, "list_cost"), cell(row, "effective_cost")],
                ["", "", ""]
            );
            assert_eq!(cell(row, "note"), "unpriced: no such price in us-east-1");
            continue;
        };
        let (quantity, price): (Quantity, UnitPrice) =
            (cell(row, "quantity").parse().unwrap(), cell(row, "unit_price").parse().unwrap());
        let list: Money = cell(row, "list_cost").parse().unwrap();
        if cell(row, "component") != "answers" {
            assert_eq!(price.times(quantity), Some(list));
        }
        assert_eq!(list, priced.costs.list);
        let at = charge.scenario.index();
        sums[at] = sums[at].checked_add(cell(row, "effective_cost").parse().unwrap()).unwrap();
    }
    let totals = costmodel_core::totals::scenarios(&model, &charges);
    assert_eq!(sums, totals.map(|total| total.costs.effective));
}

#[test]
fn odd_names_are_guarded_and_categories_are_told() {
    let model = fixture::model();
    let charges = price(&model);
    let written = text(|out| csv::lines(&report(&model, &charges), out));
    let of = |start: &str| written.lines().find(|line| line.starts_with(start)).unwrap();
    let requests = of("answers/requests/production/main/2027-01/expected,");
    assert!(requests.contains(",'=cmd(),requests,"), "{requests}");
    assert!(requests.ends_with(",derived,\"one request, \"\"as stated\"\"; x 1.1: regional processing; observed later; from the price of 1,000\""), "{requests}");
    assert!(
        of("api/data-out-internet/production/main/2027-01/expected/free,").contains(",Credit,Standard,,,-")
    );
    assert!(
        of("cutover/cutover/production/main/2027-02/low,")
            .contains(",Purchase,Standard,,,2000,2000,2000,2000,USD,")
    );
}

#[test]
fn json_can_be_read_and_holds_every_charge_when_asked() {
    let model = fixture::model();
    let charges = price(&model);
    let report = Report { with_lines: true, ..report(&model, &charges) };
    let read: serde_json::Value = serde_json::from_str(&text(|out| json(&report, out))).unwrap();
    assert_eq!(read["lines"].as_array().map(Vec::len), Some(charges.len()));
    assert_eq!(read["scenarios"][1]["wholeness"], "floor");
    assert!(read["scenarios"][1]["effective_cost"].is_string());
}
