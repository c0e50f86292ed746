//! What the book says of each kind of row.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod mini;

use costmodel_core::book::Missing;
use costmodel_core::rate::{Quality, Schedule, Scope};
use mini::{book, key, rates};

const TODAY: &str = "2026-11-20";

#[test]
fn the_mini_book_is_as_clean_as_the_embedded_one_must_be() {
    let tables = mini::tables();
    let problems = costmodel_pricebook::lint(tables.iter().map(|(path, text)| (*path, text.as_str())));
    assert_eq!(mini::lines(&problems), "");
}

#[test]
fn long_rows_say_all_their_cells() {
    let book = book();
    let ia = &rates(&book, "aws/s3/us-east-1/standard-ia storage", TODAY)[0];
    assert_eq!((ia.minimums.days, ia.minimums.object_bytes), (Some(30), Some(131_072)));
    assert_eq!((ia.seen.quality, ia.seen.layer.as_str()), (Quality::Rounded, "book"));
    assert_eq!(ia.seen.source, "the list, as of November");
    let standard = &rates(&book, "aws/s3/us-east-1/standard storage", TODAY)[0];
    assert_eq!(standard.scope, Scope::Region("aws/s3/storage".into()));
    assert_eq!(standard.schedule.tiers().unwrap().count(), 3);
    let free = rates(&book, "aws/lambda/us-east-1/amd64 duration", TODAY)[0].free.clone().unwrap();
    assert_eq!((free.amount.to_string().as_str(), free.pool.as_str()), ("400000", "aws/lambda/duration"));
}

#[test]
fn history_is_reached_by_the_knowledge_date_and_is_no_table_of_its_own() {
    let book = book();
    let seen = |known_on: &str| {
        let rate = rates(&book, "aws/s3/us-east-1/standard storage", known_on).remove(0);
        (rate.schedule.first_price().to_string(), rate.seen.observed_later)
    };
    assert_eq!(seen(TODAY), ("0.023".into(), false));
    assert_eq!(seen("2026-01-01"), ("0.024".into(), false));
    assert_eq!(seen("2024-01-01"), ("0.024".into(), true));
    assert_eq!(book.regions("aws"), ["us-east-1"]);
    assert_eq!(book.tables().len(), 4);
}

#[test]
fn a_start_date_adds_to_the_history() {
    let rates = rates(&book(), "gem/models/global/opal-2 input", TODAY);
    let starts: Vec<_> = rates.iter().map(|rate| rate.from.map(|day| day.to_string())).collect();
    assert_eq!(starts, [None, Some("2027-02-01".to_owned())]);
    assert!(!rates[1].schedule.tiers().unwrap().above()[0].inclusive);
}

#[test]
fn wide_rows_become_meters() {
    let book = book();
    let one = |meter: &str| rates(&book, &format!("aws/ec2/us-east-1/m7g.large {meter}"), TODAY).pop();
    let on_demand = one("on-demand").unwrap();
    assert_eq!((on_demand.unit.to_string().as_str(), on_demand.seen.quality), ("Hours", Quality::Exact));
    assert_eq!(on_demand.seen.as_of.to_string(), "2026-11-04");
    let spot = one("spot").unwrap();
    assert_eq!((spot.seen.quality, spot.seen.as_of.to_string().as_str()), (Quality::Derived, "2025-03-01"));
    let Schedule::Term { upfront, hourly, hours } = one("reserved-1y-partial-upfront").unwrap().schedule
    else {
        panic!("not a term");
    };
    assert_eq!((upfront.to_string().as_str(), hourly.to_string().as_str(), hours), ("236", "0.027", 8_760));
    let effective = one("reserved-3y-all-upfront").unwrap();
    assert_eq!((effective.schedule.name(), effective.seen.quality), ("flat", Quality::Derived));
    assert!(effective.seen.note.contains("effective"));
    assert!(one("windows/on-demand").is_none() && one("reserved-9y").is_none());
    assert_eq!(
        rates(&book, "aws/ec2/us-east-1/m7i.large windows/on-demand", TODAY)[0]
            .schedule
            .first_price()
            .to_string(),
        "0.1928"
    );
    assert_eq!(book.meters("aws", "ec2", "us-east-1", "m7i.large"), ["on-demand", "windows/on-demand"]);
}

#[test]
fn machines_models_and_aliases() {
    let book = book();
    let machine = book.machine("aws", "ec2", "g5.xlarge").unwrap();
    assert_eq!(
        (machine.gpu.as_str(), machine.gpu_count, machine.arch.as_str()),
        ("NVIDIA A10G", 1.into(), "amd64")
    );
    assert_eq!(book.machines("aws", "ec2").len(), 4);
    let model = book.model("gem", "opal-2").unwrap();
    assert_eq!((model.max_output, model.retires.unwrap().to_string().as_str()), (Some(64_000), "2027-06-30"));
    assert_eq!(book.alias("gem", "opal-latest", book.date).as_deref(), Some("opal-2"));
    assert_eq!(book.machine("aws", "ec2", "x").or(book.machine("gem", "models", "opal-2")), None);
}

#[test]
fn malformed_rows_are_skipped_and_what_is_missing_is_named() {
    let book = book();
    let missing = |text: &str| book.find(&key(text), book.date).unwrap_err().missing;
    assert_eq!(missing("aws/s3/mars-1/standard storage"), Missing::Region);
    assert_eq!(missing("aws/s3/us-east-1/gold storage"), Missing::Sku);
    assert_eq!(missing("aws/s3/us-east-1/standard smell"), Missing::Meter);

    let shard = |text: &str| costmodel_core::book::Shard::new(text.to_owned().into(), String::new());
    let mut book = book;
    let table = ("aws".to_owned(), "s3".to_owned(), "us-east-1".to_owned());
    for rows in [
        "standard\n",
        "standard,storage,GiB-Months,flat,x,,,,,exact,new,\n",
        ",,,\n\n",
        "standard,storage,GiB-Months,flat,1,,,,,exact,gone,\n",
        "é,\u{0}",
    ] {
        book.layers[0].history.clear();
        book.layers[0].rates.insert(table.clone(), shard(&format!("{}{rows}", mini::LONG)));
        assert!(rates(&book, "aws/s3/us-east-1/standard storage", TODAY).is_empty(), "{rows}");
    }
}
