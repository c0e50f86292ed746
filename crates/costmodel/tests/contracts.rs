//! What a contract does to a bill: the list cost stays, the contracted cost is what is paid, and every row says so.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use costmodel::prices::{CONTRACT_HEADER, FILE_HEADER, overlay_file};
use costmodel::quote::{MeteredRow, Row};
use costmodel::{PriceBook, Scenario, Simulation, prices};

const WORKLOAD: &str = r#"
name = "bucket"
start = "2027-01"
months = 3
[placement.main]
at = "aws/us-east-1"
[component.gate.nat]
zones = 1
[component.api.vm]
type = "m7g.large"
"#;

fn book(files: &[(&str, String)]) -> PriceBook {
    files.iter().fold(prices::embedded(), |book, (name, text)| {
        overlay_file(book, name, text).unwrap_or_else(|problems| panic!("{}", problems[0])).book
    })
}

fn contract(rows: &str) -> (&'static str, String) {
    ("contract.csv", format!("{CONTRACT_HEADER}\n{rows}"))
}

fn simulated(book: &PriceBook) -> Simulation {
    let loaded = costmodel::load(WORKLOAD, book);
    loaded.workload.unwrap_or_else(|| panic!("{}", loaded.diagnostics[0].message)).simulate()
}

fn rows(simulation: &Simulation) -> Vec<Vec<String>> {
    let mut bytes = Vec::new();
    simulation.write_lines(&mut bytes).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_percentage_lowers_what_is_contracted_and_not_the_list() {
    let list = simulated(&book(&[])).total(Scenario::Expected).costs;
    let rule = "aws,*,*,*,*,-12.5 %,,,,2026-11-01,our contract,";
    let simulation = simulated(&book(&[contract(rule)]));
    let costs = simulation.total(Scenario::Expected).costs;
    assert_eq!(costs.list, list.list);
    let seven_eighths = costmodel_core::num::Ratio::new(7, 8).unwrap();
    assert_eq!(Some(costs.contracted), list.contracted.scaled(seven_eighths));
    assert_eq!((costs.billed, costs.effective), (costs.contracted, costs.contracted));
    for row in rows(&simulation) {
        let note = row.last().unwrap();
        assert!(note.contains("contract.csv: -12.5 % (our contract, 2026-11-01)"), "{note}");
        assert!(!note.contains("price of layer"), "{note}");
    }
    let mut explained = Vec::new();
    costmodel::write::explanation(&simulation.explain("gate").unwrap(), &|_| 0, &mut explained).unwrap();
    let explained = String::from_utf8(explained).unwrap();
    assert!(explained.contains("x 0.875 (contract.csv: -12.5 %"), "{explained}");
}

#[test]
fn an_agreed_price_is_paid_for_each_unit_in_its_months() {
    let rule = "aws,nat-gateway,*,standard,gateway,0.03,Hours,2027-02-01,,2026-11-01,our contract,";
    let simulation = simulated(&book(&[contract(rule)]));
    let gate: Vec<_> = rows(&simulation)
        .into_iter()
        .filter(|row| row[1] == "expected" && row[11] == "gateway")
        .map(|row| (row[2].clone(), row[17].clone(), row[22].clone(), row[23].clone()))
        .collect();
    let row = |month: &str, list: &str, contracted: &str| {
        (month.to_owned(), "0.045".to_owned(), list.to_owned(), contracted.to_owned())
    };
    let expected = [
        row("2027-01", "33.48", "33.48"),
        row("2027-02", "30.24", "20.16"),
        row("2027-03", "33.48", "22.32"),
    ];
    assert_eq!(gate, expected);
}

#[test]
fn a_price_of_another_layer_names_it() {
    let own = "aws,nat-gateway,us-east-1,standard,gateway,Hours,flat,0.04,,,,,exact,2026-11-10,own list,";
    let simulation = simulated(&book(&[("own.csv", format!("{FILE_HEADER}\n{own}\n"))]));
    let notes = |meter: &str| -> Vec<String> {
        rows(&simulation).into_iter().filter(|row| row[11] == meter).map(|row| row[31].clone()).collect()
    };
    assert!(notes("gateway").iter().all(|note| note.contains("price of layer own.csv")));
    assert!(notes("on-demand").iter().all(|note| !note.contains("layer")));
    let mut json = Vec::new();
    let report = costmodel::Report { with_lines: true, ..simulation.report() };
    costmodel::write::json(&report, &mut json).unwrap();
    let json = String::from_utf8(json).unwrap();
    assert!(json.contains("\"layer\": \"own.csv\"") && json.contains("\"layer\": \"book\""));
}

#[test]
fn a_quote_is_what_is_paid() {
    let book = book(&[contract("aws,*,*,*,*,-10 %,,,,2026-11-01,our contract,")]);
    let row = MeteredRow {
        provider: "aws",
        service: "nat-gateway",
        region: "us-east-1",
        sku: "standard",
        meter: "gateway",
        quantity: 1_000.into(),
        unit: "Hours",
        month: None,
    };
    let quoted = costmodel::quote(&book, [Row::Metered(row)]).next().unwrap();
    assert_eq!(quoted.cost.unwrap().to_string(), "40.5");
    assert!(quoted.behind.note.contains("contract.csv: -10 %"), "{}", quoted.behind.note);
}
