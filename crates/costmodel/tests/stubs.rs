//! What has no price, filled in: on a book that knows next to nothing, every kind's example becomes whole.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::panic)]

use costmodel::prices::{self, FILE_HEADER, Problem};
use costmodel::{PriceBook, Scenario, Wholeness, Workload};

/// One price, so that there is a region to stand in.
const TABLES: [(&str, &str); 2] = [
    ("sources.csv", "id,as_of,source\nlist,2026-11-01,a list\n"),
    (
        "aws/nat-gateway/us-east-1.csv",
        "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n\
         standard,gateway,Hours,flat,0.045,,,,,exact,list,\n",
    ),
];

fn poor() -> PriceBook {
    prices::from_tables(&TABLES).unwrap()
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

fn laid(name: &str, file: &str) -> PriceBook {
    match prices::overlay_file(poor(), name, file) {
        Ok(laid) => {
            assert!(laid.warnings.is_empty(), "{name}: {}", lines(&laid.warnings));
            laid.book
        }
        Err(problems) => panic!("{name}: {}\n{file}", lines(&problems)),
    }
}

fn load(text: &str, book: &PriceBook) -> Option<Workload> {
    costmodel::load(text, book).workload
}

/// The stubs of a workload as a file.
fn stubs(text: &str, book: &PriceBook) -> Option<String> {
    let stubs = load(text, book)?.simulate().stubs(book);
    assert!(stubs.others.is_empty(), "{:?}", stubs.others);
    let mut file = Vec::new();
    prices::write_stubs(&stubs.rows, &mut file).unwrap();
    Some(String::from_utf8(file).unwrap())
}

/// Every stub at a price of 1.
fn filled(file: &str) -> String {
    let mut rows = file.lines();
    let header = rows.next().unwrap();
    assert_eq!(header, FILE_HEADER);
    let at = |name: &str| header.split(',').position(|column| column == name).unwrap();
    let fill = |row: &str| {
        let mut cells: Vec<&str> = row.split(',').collect();
        let tiered = ["graduated", "volume"].contains(&cells[at("mode")]);
        cells[at("price")] = if tiered { "1;1000:0.5" } else { "1" };
        cells[at("as_of")] = "2026-11-20";
        cells[at("source")] = "\"our offer, page 2\"";
        cells.join(",")
    };
    rows.map(fill).fold(format!("{header}\n"), |file, row| file + &row + "\n")
}

#[test]
fn every_kind_is_whole_once_its_stubs_are_filled_in() {
    let mut whole = Vec::new();
    for kind in costmodel_workload::kinds::KINDS {
        let text = costmodel_workload::example("aws/us-east-1", kind.example);
        // Some kinds choose by what the book sells and cannot be read on a book that sells nothing.
        let Some(file) = stubs(&text, &poor()).filter(|file| file.lines().count() > 1) else { continue };
        let book = laid(kind.name, &filled(&file));
        let simulation = load(&text, &book).unwrap().simulate();
        let total = simulation.total(Scenario::Expected);
        assert_eq!(
            total.wholeness(),
            Wholeness::Whole,
            "{}: {:?}",
            kind.name,
            simulation.coverage().unpriced
        );
        assert_eq!(simulation.stubs(&book).rows, [], "{}", kind.name);
        let sources: Vec<&str> = simulation
            .model()
            .lines
            .iter()
            .filter_map(|line| line.rates.as_ref().ok())
            .flat_map(|rates| rates.iter())
            .map(|rate| rate.seen.source.as_str())
            .collect();
        assert!(sources.contains(&"our offer, page 2"), "{}: {sources:?}", kind.name);
        whole.push(kind.name);
    }
    for name in ["container", "function", "block-storage", "logging", "load-balancer", "cdn", "egress"] {
        assert!(whole.contains(&name), "{name} is not among {whole:?}");
    }
}

#[test]
fn stubs_that_are_not_filled_in_stay_unpriced() {
    let text =
        costmodel_workload::example("aws/us-east-1", "[component.disk.block-storage]\nsize = \"9 GiB\"\n");
    let file = stubs(&text, &poor()).unwrap();
    let laid = prices::overlay_file(poor(), "own.csv", &file).unwrap();
    assert_eq!(laid.warnings.len(), file.lines().count() - 1);
    assert!(laid.warnings.iter().all(|one| one.message.contains("is not filled in: it stays unpriced")));
    let total = load(&text, &laid.book).unwrap().simulate().total(Scenario::Expected);
    assert_eq!(total.wholeness(), Wholeness::Floor);
    assert!(total.costs.effective.is_zero() && total.unpriced == total.charges);
    assert_eq!(laid.book.hash, poor().hash, "nothing was laid over it");
}

#[test]
fn unit_and_mode_are_those_of_the_same_meter_elsewhere() {
    let elsewhere = (
        "aws/ebs/eu-west-1.csv",
        "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n\
         gp2,storage,TiB-Months,flat,80,,,,,exact,list,\n\
         gp3,iops,1000 IOPS-Months,graduated,6;100:5,,,,,exact,list,\n",
    );
    let book = prices::from_tables(&[TABLES[0], TABLES[1], elsewhere]).unwrap();
    let text = costmodel_workload::example(
        "aws/us-east-1",
        "[component.disk.block-storage]\ntype = \"gp3\"\nsize = \"9 GiB\"\niops = 6_000\n\
         throughput = \"250 MiB per second\"\n",
    );
    let rows = load(&text, &book).unwrap().simulate().stubs(&book).rows;
    let told: Vec<String> =
        rows.iter().map(|row| format!("{} {} {} {}", row.key.meter, row.unit, row.mode, row.note)).collect();
    assert_eq!(
        told,
        [
            "storage TiB-Months flat for disk storage",
            "iops 1000 IOPS-Months graduated for disk IOPS",
            "throughput MiB/s-Months flat for disk throughput"
        ]
    );
}

#[test]
fn everything_wrong_is_said_at_its_line() {
    let file = format!(
        "{FILE_HEADER}\n\
         aws,ebs,us-east-1,gp3,storage,GiB-Months,flat,0.08,,,,,exact,yesterday,list,new: x\n\
         aws,ebs,us-east-1,gp3,iops,IOPS-Months,flat,0.08,,,,,exact,2026-11-01,,new: x\n\
         aws,ebs,,gp3,iops,IOPS-Months,flat,0.08,,,,,exact,2026-11-01,list,new: x\n\
         aws,ebs,us-east-1,gp3,iops\n\
         aws,ebs,us-east-1,io2,storage,GiB-Months,flat,eight,,,,,exact,2026-11-01,list,new: x\n\
         aws,ebs,us-east-1,io1,storage,GiB-Months,flat,0.1,,,,,exact,2026-11-01,list,no such in the book\n\
         aws,ebs,us-east-1,st1,storage,GiB-Months,flat,,,,,,exact,,,new: waits\n\
         aws,ebs,us-east-1,sc1,storage,GiB-Months,flat,0.1,,,,,exact,2026-11-01,list,\"new: a, b\"\n"
    );
    let problems = prices::overlay_file(poor(), "own.csv", &file).unwrap_err();
    let at: Vec<(usize, bool)> = problems.iter().map(|one| (one.line, one.is_error())).collect();
    let wrong = |line: usize| (line, line != 8);
    assert_eq!(at, [2, 3, 4, 5, 6, 7, 8, 9].map(wrong), "{}", lines(&problems));
    assert!(problems.iter().all(|one| one.file == "own.csv" && !one.hint.is_empty()), "{}", lines(&problems));

    let headless = prices::overlay_file(poor(), "own.csv", "sku,price\n").unwrap_err();
    assert!(headless[0].message.contains("header") && headless[0].hint.contains(FILE_HEADER));
    let empty = prices::overlay_file(poor(), "own.csv", &format!("{FILE_HEADER}\n")).unwrap();
    assert!(lines(&empty.warnings).contains("no price in it"));
}

#[test]
fn files_of_spreadsheets_are_read() {
    let row = "aws,ebs,us-east-1,gp3,storage,GiB-Months,flat, 0.08 ,,,,,exact,2026-11-01,\"a \"\"list\"\", p. 1\",new: x";
    let file = format!("\u{feff}{FILE_HEADER}\r\n{row}\r\n");
    let book = laid("own.csv", &file);
    let key = costmodel_core::book::Key::new("aws", "ebs", "us-east-1", "gp3", "storage");
    let rates = book.find(&key, book.date).unwrap();
    assert_eq!(
        (rates[0].seen.source.as_str(), rates[0].seen.layer.as_str()),
        ("a \"list\", p. 1", "own.csv")
    );
    assert_eq!(rates[0].seen.as_of.to_string(), "2026-11-01");
}
