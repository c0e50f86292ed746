//! What an overlay changes, and what it refuses.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod mini;

use costmodel_pricebook::{Overlaid, Problem, overlay};
use mini::{LONG, book, lines, rates};

const DEAL: (&str, &str) = ("sources.csv", "id,as_of,source\ndeal,2026-11-10,our contract\n");

fn lay(files: &[(&str, &str)]) -> Result<Overlaid, Vec<Problem>> {
    let mut files: Vec<(String, String)> =
        files.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    files.push((DEAL.0.to_owned(), DEAL.1.to_owned()));
    overlay(book(), "contract", &files)
}

fn s3(rows: &str) -> Result<Overlaid, Vec<Problem>> {
    lay(&[("aws/s3/us-east-1.csv", &format!("{LONG}{rows}"))])
}

#[test]
fn rows_replace_the_whole_history_of_their_price_and_nothing_else() {
    let plain = book();
    let laid = s3("standard,storage,GiB-Months,flat,0.02,,,,2027-01-01,exact,deal,\nstandard,storage,GiB-Months,flat,0.021,,,,,exact,deal,\n").unwrap();
    assert_eq!(lines(&laid.warnings), "");
    let book = laid.book;
    // The rows were given in the wrong order; the history of 2025 is out of reach.
    let now = rates(&book, "aws/s3/us-east-1/standard storage", "2026-01-01");
    let prices: Vec<_> = now.iter().map(|rate| rate.schedule.first_price().to_string()).collect();
    assert_eq!(prices, ["0.021", "0.02"]);
    assert_eq!((now[0].seen.layer.as_str(), now[0].seen.source.as_str()), ("contract", "our contract"));
    assert_eq!(rates(&book, "aws/s3/us-east-1/standard get-requests", "2026-11-20")[0].seen.layer, "book");
    assert_eq!((book.date, book.layers.len()), (plain.date, 2));
    assert_ne!(book.hash, plain.hash);
}

#[test]
fn files_from_spreadsheets_are_read() {
    let rows = "standard,storage,GiB-Months,flat,0.02,,,,,exact,deal,\r\n\r\n";
    let text = format!("\u{feff}{}\r\n{rows}", LONG.trim_end());
    let book = lay(&[("aws/s3/us-east-1.csv", &text), ("README.md", "prices of the contract")]).unwrap().book;
    assert_eq!(rates(&book, "aws/s3/us-east-1/standard storage", "2026-11-20")[0].seen.layer, "contract");
}

#[test]
fn what_replaces_nothing_has_to_say_new() {
    let typo = s3("standrad,storage,GiB-Months,flat,0.02,,,,,exact,deal,\n").unwrap_err();
    assert_eq!(typo.len(), 1);
    assert!(typo[0].to_string().contains("us-east-1.csv:2: aws/s3 has no SKU `standrad`"), "{}", typo[0]);
    assert!(typo[0].hint.starts_with("did you mean `standard`"), "{}", typo[0]);
    let meter = s3("standard,get-request,1000 Requests,flat,1,,,,,exact,deal,\n").unwrap_err();
    assert!(meter[0].hint.starts_with("did you mean `get-requests`?"), "{}", meter[0]);

    let new = s3("gold,storage,GiB-Months,flat,0.5,,,,,exact,deal,new: agreed\n").unwrap();
    assert_eq!(rates(&new.book, "aws/s3/us-east-1/gold storage", "2026-11-20").len(), 1);
    let told = s3("standard,storage,GiB-Months,flat,0.5,,,,,exact,deal,new: agreed\n").unwrap();
    assert!(lines(&told.warnings).contains("is not new"));
}

#[test]
fn an_unknown_region_or_service_is_said_once_a_table() {
    let rows = "standard,storage,GiB-Months,flat,0.02,,,,,exact,deal,\nstandard-ia,storage,GiB-Months,flat,0.01,,,,,exact,deal,\n";
    let text = format!("{LONG}{rows}");
    let region = lay(&[("aws/s3/us-esat-1.csv", &text)]).unwrap_err();
    assert_eq!(region.len(), 1);
    assert!(region[0].hint.starts_with("did you mean `us-east-1`?"), "{}", region[0]);
    let service = lay(&[("asw/s3/us-east-1.csv", &text)]).unwrap_err();
    assert!(service[0].hint.starts_with("did you mean `aws/s3`"), "{}", service[0]);
}

#[test]
fn the_same_price_is_a_warning_and_another_dimension_an_error() {
    let same = s3("standard,get-requests,1000 Requests,flat,0.0004,,,,,exact,deal,\n").unwrap();
    assert!(lines(&same.warnings).contains("costs the same in the book"));
    let hours = s3("standard,get-requests,Hours,flat,0.0004,,,,,exact,deal,\n").unwrap_err();
    assert!(hours[0].message.contains("counted in 1000 Requests, not in Hours"), "{}", hours[0]);
    let single = s3("standard,get-requests,Requests,flat,0.0000003,,,,,exact,deal,\n").unwrap();
    assert_eq!(lines(&single.warnings), "");
}

#[test]
fn every_problem_is_said_at_once() {
    let rows = "\
standard,storage,GiB-Months,flat,0.0000000000001,,,,,exact,deal,
standard-ia,storage,GiB per month,flat,0.01,days=x,,,soon,sure,dael,
standard,get-requests,1000 Requests,flat,0.1,,,,,exact,deal,one,two
standard,storage,GiB-Months,flat,1,,,,,exact,deal,
";
    let text = format!("{LONG}{rows}");
    let files =
        [("aws/s3/us-east-1.csv", text.as_str()), ("aws/s3.csv", ""), ("aws/s3/history/us-east-2.csv", LONG)];
    let problems = lay(&files).unwrap_err();
    let all = lines(&problems);
    for part in [
        "aws/s3.csv: no table stands",
        "history/us-east-2.csv: it is the history of no table",
        "us-east-1.csv:2: price `0.0000000000001` has more than 12",
        "us-east-1.csv:3: source `dael` is unknown; fix: did you mean `deal`?",
        "us-east-1.csv:3: `GiB per month` is not a unit",
        "us-east-1.csv:3: minimum `days=x`",
        "us-east-1.csv:3: `soon` is not a day",
        "us-east-1.csv:3: quality `sure`",
        "us-east-1.csv:4: 13 cells instead of 12",
        "us-east-1.csv:5: `standard storage` is given twice, first on line 2",
    ] {
        assert!(all.contains(part), "{part}\n{all}");
    }
    assert!(problems.is_sorted());
}

#[test]
fn machine_prices_may_be_wide_or_long() {
    let wide = "sku,os,on_demand,src\nm7i.large,windows,0.15,deal\nm7i.large,linux,0.09,deal\n";
    let book = lay(&[("aws/ec2/us-east-1.csv", wide)]).unwrap().book;
    let price =
        |book, key: &str| rates(book, key, "2026-11-20").pop().map(|r| r.schedule.first_price().to_string());
    assert_eq!(price(&book, "aws/ec2/us-east-1/m7i.large on-demand").as_deref(), Some("0.09"));
    assert_eq!(price(&book, "aws/ec2/us-east-1/m7i.large windows/on-demand").as_deref(), Some("0.15"));
    assert_eq!(price(&book, "aws/ec2/us-east-1/m7g.large spot").as_deref(), Some("0.031"));

    let long = format!(
        "{LONG}m7i.large,on-demand,Hours,flat,0.08,,,,,exact,deal,\nm9x.large,on-demand,Hours,flat,0.2,,,,,exact,deal,new: preview\n"
    );
    let shape = "sku,family,vcpu,memory_gib,gpu,gpu_count,gpu_memory_gib,arch\nm9x.large,m9x,2,8,,,,arm64\n";
    let book = lay(&[("aws/ec2/us-east-1.csv", &long), ("aws/ec2/skus.csv", shape)]).unwrap().book;
    assert_eq!(price(&book, "aws/ec2/us-east-1/m7i.large on-demand").as_deref(), Some("0.08"));
    assert_eq!(book.machine("aws", "ec2", "m9x.large").unwrap().arch, "arm64");
    assert_eq!(book.machines("aws", "ec2").len(), 5);

    let typo = "sku,os,on_demand,src\nm7i.lrage,linux,0.09,deal\n";
    let problems = lay(&[("aws/ec2/us-east-1.csv", typo)]).unwrap_err();
    assert!(lines(&problems).contains("did you mean `m7i.large`"), "{}", lines(&problems));
}

#[test]
fn names_and_sources_of_the_book_are_taken() {
    let none: &[(&str, &str)] = &[];
    assert!(overlay(book(), "book", none).unwrap_err()[0].message.contains("layer `book`"));
    let problems =
        overlay(book(), "x", &[("sources.csv", "id,as_of,source\nnew,2026-11-10,mine\n")]).unwrap_err();
    assert!(problems[0].message.contains("the book has a source `new`"));
}
