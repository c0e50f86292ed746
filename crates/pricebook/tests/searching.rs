//! What search, list and show return.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod mini;

use costmodel_pricebook::{Hit, Query, list, overlay, search, show};
use mini::{LONG, book};

fn found(words: &[&str]) -> Vec<Hit> {
    search(&book(), &Query::parse(words).unwrap())
}

fn names(words: &[&str]) -> Vec<String> {
    found(words).iter().map(|hit| format!("{} {}", hit.key.sku, hit.key.meter)).collect()
}

#[test]
fn machines_are_found_by_what_they_are_made_of() {
    assert_eq!(
        names(&["vcpu>=8", "memory>=32GiB", "gpu=none", "arch=arm64", "price<0.5"]),
        ["m7g.2xlarge on-demand"]
    );
    assert_eq!(names(&["gpu=a10g"]), ["g5.xlarge on-demand"]);
    assert_eq!(names(&["gpus>0", "gpu-memory>=24"]), ["g5.xlarge on-demand"]);
    assert_eq!(names(&["m7i", "os=windows"]), ["m7i.large windows/on-demand"]);
    assert_eq!(names(&["m7g.large", "spot"]), ["m7g.large spot"]);
    assert_eq!(
        names(&["family=m7*", "sort=price"]),
        ["m7g.large on-demand", "m7i.large on-demand", "m7g.2xlarge on-demand"]
    );
    assert!(names(&["vcpu>=1", "service=s3"]).is_empty());
}

#[test]
fn other_prices_are_found_by_words() {
    assert_eq!(names(&["S3", "storage", "standard"]), ["standard storage", "standard-ia storage"]);
    assert_eq!(names(&["context>=100000", "meter=output"]), ["opal-2 output"]);
    assert!(names(&["s3", "region=eu-*"]).is_empty());
    let later = found(&["opal-2", "meter=input", "on=2027-03-01"]);
    assert_eq!(later[0].price.to_string(), "2.5");
    let term = found(&["m7g.2xlarge", "meter=reserved-1y-partial-upfront"]);
    assert_eq!(term[0].price.to_string(), "0.215776712329");
}

#[test]
fn the_list_counts() {
    let list = list(&book());
    let s3 = list.iter().find(|line| line.service == "s3").unwrap();
    assert_eq!((s3.skus, s3.rows, s3.regions.len()), (2, 5, 1));
    let ec2 = list.iter().find(|line| line.service == "ec2").unwrap();
    assert_eq!(
        (ec2.newest.unwrap().to_string(), ec2.oldest.unwrap().to_string()),
        ("2026-11-04".into(), "2025-03-01".into())
    );
}

#[test]
fn a_price_is_shown_with_tiers_history_and_what_hides_it() {
    let book = book();
    let rows = show(&book, "aws/s3/us-east-1/standard storage").unwrap();
    assert_eq!(rows.len(), 2);
    let current = rows.iter().find(|row| row.in_force).unwrap();
    assert_eq!((current.tiers.len(), current.price.as_str()), (3, "0.023;51200:0.022;512000:0.021"));
    assert_eq!(current.tiers[1].until.unwrap().to_string(), "512000");
    assert_eq!(show(&book, "aws/ec2/us-east-1/m7g.large").unwrap().len(), 5);
    assert_eq!(show(&book, "gem").unwrap().len(), 3);

    let file =
        ("aws/s3/us-east-1.csv", format!("{LONG}standard,storage,GiB-Months,flat,0.02,,,,,exact,new,\n"));
    let book = overlay(book, "contract", &[file]).unwrap().book;
    let rows = show(&book, "aws/s3/us-east-1/standard storage").unwrap();
    let hidden: Vec<bool> = rows.iter().map(|row| row.hidden).collect();
    assert_eq!(
        (rows[0].rate.seen.layer.as_str(), rows[0].in_force, hidden),
        ("contract", true, vec![false, true, true])
    );
}

#[test]
fn an_unknown_key_names_its_neighbours() {
    let book = book();
    assert_eq!(show(&book, "aws/s4").unwrap_err(), ["aws/s3"]);
    assert_eq!(show(&book, "aws/s3/us-east-1/standrad").unwrap_err(), ["aws/s3/us-east-1/standard"]);
    assert_eq!(
        show(&book, "aws/s3/us-east-1/standard-ia x").unwrap_err(),
        ["aws/s3/us-east-1/standard-ia storage"]
    );
    assert_eq!(show(&book, "").unwrap_err(), ["aws", "gem"]);
}
