//! What a contract makes of prices, which of its rules goes first, and what it refuses.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod mini;

use costmodel_core::book::PriceBook;
use costmodel_pricebook::{
    CONTRACT_HEADER, FILE_HEADER, Overlaid, Problem, Query, overlay, overlay_file, search, show,
};
use mini::{LONG, book, lines, rates};
use proptest::prelude::*;

const END: &str = ",,,,2026-11-01,\"our contract, p. 2\",";

fn lay(over: PriceBook, name: &str, rows: &[&str]) -> Result<Overlaid, Vec<Problem>> {
    let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
    overlay_file(over, name, &format!("{CONTRACT_HEADER}\n{rows}"))
}

fn contract(rows: &[&str]) -> Result<Overlaid, Vec<Problem>> {
    lay(book(), "contract.csv", rows)
}

/// What is paid for the first unit, and the rule that says so.
fn paid(book: &PriceBook, key: &str) -> (String, String) {
    let rate = rates(book, key, "2026-11-20").pop().unwrap();
    let rule = rate.contract.as_ref().map_or_else(String::new, |contract| contract.text.clone());
    (rate.first_price().to_string(), rule)
}

#[test]
fn percentages_and_prices_reach_all_that_their_patterns_name() {
    let laid = contract(&[
        &format!("aws,*,*,*,*,-12 %{END}"),
        "aws,s3,us-*,standard*,storage,0.01,GiB-Months,,,2026-11-01,our contract,all classes",
    ]);
    let book = laid.unwrap().book;
    assert_eq!(paid(&book, "aws/ec2/us-east-1/m7i.large on-demand"), ("0.088704".into(), "-12 %".into()));
    assert_eq!(paid(&book, "aws/s3/us-east-1/standard get-requests"), ("0.000352".into(), "-12 %".into()));
    let agreed = || ("0.01".to_owned(), "0.01 per GiB-Months".to_owned());
    assert_eq!(paid(&book, "aws/s3/us-east-1/standard storage"), agreed());
    assert_eq!(paid(&book, "aws/s3/us-east-1/standard-ia storage"), agreed());
    // The list stays: steps, source and layer are the book's.
    let rate = rates(&book, "aws/s3/us-east-1/standard storage", "2026-11-20").pop().unwrap();
    assert_eq!((rate.schedule.tiers().unwrap().count(), rate.seen.layer.as_str()), (3, "book"));
    let told = rate.contract.unwrap().told();
    assert_eq!(told, "contract.csv: 0.01 per GiB-Months (our contract, 2026-11-01; all classes)");
    assert_eq!(paid(&book, "gem/models/global/opal-2 output"), ("15".into(), String::new()));
}

#[test]
fn a_price_goes_before_a_percentage_and_the_narrower_pattern_before_the_wider() {
    let rows = [
        &format!("*,*,*,*,*,-1 %{END}"),
        &format!("aws,ec2,*,*,*,-5 %{END}"),
        &format!("aws,ec2,*,m7*,*,-8 %{END}"),
        &format!("aws,ec2,*,m7g.large,*,-10 %{END}"),
        "aws,ec2,*,m7*,on-demand,0.09,Hours,,,2026-11-01,our contract,",
    ];
    let mut shuffled = rows.to_vec();
    for _ in 0..rows.len() {
        shuffled.rotate_left(1);
        let laid = contract(&shuffled.iter().map(|row| row.as_ref()).collect::<Vec<_>>()).unwrap();
        let of = |key: &str| paid(&laid.book, key).1;
        assert_eq!(of("gem/models/global/opal-2 output"), "-1 %");
        assert_eq!(of("aws/ec2/us-east-1/g5.xlarge on-demand"), "-5 %");
        assert_eq!(of("aws/ec2/us-east-1/m7i.large windows/on-demand"), "-8 %");
        assert_eq!(of("aws/ec2/us-east-1/m7g.large spot"), "-10 %");
        // Narrower though the percentage is, a price goes before it.
        assert_eq!(of("aws/ec2/us-east-1/m7g.large on-demand"), "0.09 per Hours");
    }
}

#[test]
fn later_layers_go_before_earlier_ones() {
    let first = contract(&["aws,s3,*,standard,storage,0.01,GiB-Months,,,2026-11-01,first,"]).unwrap().book;
    let wider = lay(first, "second.csv", &[&format!("*,*,*,*,*,-50 %{END}")]).unwrap().book;
    // The rule of the later layer holds, however wide; it is taken off the list, not off the first contract.
    assert_eq!(paid(&wider, "aws/s3/us-east-1/standard storage"), ("0.0115".into(), "-50 %".into()));
    assert_eq!(paid(&wider, "aws/s3/us-east-1/standard-ia storage").0, "0.00625");

    // A price laid over a contract is a list price that no earlier rule touches; a contract over it does.
    let row = "aws,s3,us-east-1,standard,storage,GiB-Months,flat,0.02,,,,,exact,2026-11-10,own,\n";
    let own = overlay_file(wider, "own.csv", &format!("{FILE_HEADER}\n{row}")).unwrap().book;
    assert_eq!(paid(&own, "aws/s3/us-east-1/standard storage"), ("0.02".into(), String::new()));
    assert_eq!(paid(&own, "aws/s3/us-east-1/standard-ia storage").1, "-50 %");
    let third = lay(own, "third.csv", &[&format!("aws,s3,*,*,storage,-10%{END}")]).unwrap().book;
    assert_eq!(paid(&third, "aws/s3/us-east-1/standard storage"), ("0.018".into(), "-10%".into()));
    assert_eq!(third.layers.len(), 5);
}

#[test]
fn a_folder_may_hold_its_own_contract() {
    let files = [
        ("sources.csv", "id,as_of,source\ndeal,2026-11-10,own list\n".to_owned()),
        ("aws/s3/us-east-1.csv", format!("{LONG}standard,storage,GiB-Months,flat,0.02,,,,,exact,deal,\n")),
        ("contract.csv", format!("{CONTRACT_HEADER}\naws,s3,*,*,storage,-10 %{END}\n")),
    ];
    let book = overlay(book(), "deal", &files).unwrap().book;
    assert_eq!(paid(&book, "aws/s3/us-east-1/standard storage"), ("0.018".into(), "-10 %".into()));
    let names: Vec<&str> = book.layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(names, ["book", "deal", "deal/contract.csv"]);
}

#[test]
fn a_rule_holds_from_its_first_day_until_its_last() {
    let rows = ["gem,models,*,opal-2,*,-20 %,,2027-01-01,2027-03-01,2026-11-01,our contract,"];
    let book = contract(&rows).unwrap().book;
    let cut: Vec<(String, String)> = rates(&book, "gem/models/global/opal-2 input", "2026-11-20")
        .iter()
        .map(|rate| {
            (rate.from.map_or_else(String::new, |day| day.to_string()), rate.first_price().to_string())
        })
        .collect();
    let expected = [("", "3"), ("2027-01-01", "2.4"), ("2027-02-01", "2"), ("2027-03-01", "2.5")];
    assert_eq!(cut, expected.map(|(from, price)| (from.to_owned(), price.to_owned())));
    let card = book.card("gem", "models", "global", "opal-2", book.date);
    let input = card.iter().find(|(meter, _)| meter == "input").unwrap();
    assert_eq!(input.1, rates(&book, "gem/models/global/opal-2 input", &book.date.to_string()));
}

#[test]
fn what_is_shown_and_found_says_what_is_paid() {
    let book = contract(&[&format!("aws,ec2,*,m7g*,*,-25 %{END}")]).unwrap().book;
    let shown = show(&book, "aws/ec2/us-east-1/m7g.large on-demand").unwrap();
    assert!(shown[0].in_force && shown[0].contract.as_ref().unwrap().text == "-25 %");
    let found = search(&book, &Query::parse(&["m7", "sort=price", "price<0.09"]).unwrap());
    let prices: Vec<String> = found.iter().map(|hit| format!("{} {}", hit.key.sku, hit.price)).collect();
    assert_eq!(prices, ["m7g.large 0.0612"]);
}

#[test]
fn what_names_nothing_is_an_error_with_the_nearest() {
    for (row, hint) in [
        ("asw,*,*,*,*,-5 %", "did you mean `aws`?"),
        ("aws,ec3,*,*,*,-5 %", "did you mean `ec2`"),
        ("aws,ec2,us-esat-*,*,*,-5 %", "did you mean `us-east-1`?"),
        ("aws,ec2,*,m7i.lagre,*,-5 %", "did you mean `m7i.large`"),
        ("aws,s3,*,standard,storrage,-5 %", "did you mean `storage`?"),
    ] {
        let problems = contract(&[&format!("{row}{END}")]).unwrap_err();
        assert!(problems[0].message.contains("names no price"), "{}", problems[0]);
        assert!(problems[0].line == 2 && problems[0].hint.starts_with(hint), "{}", problems[0]);
    }
}

#[test]
fn ties_are_errors_where_they_meet_and_nowhere_else() {
    let tie = contract(&[&format!("aws,ec2,*,m7*,*,-5 %{END}"), &format!("aws,ec2,*,*ge,*,-6 %{END}")]);
    let tie = tie.unwrap_err();
    assert!(
        tie[0].line == 3 && tie[0].message.contains("that of line 2 goes first for aws/ec2/"),
        "{}",
        tie[0]
    );
    // Of one width, but not of one price; or not on one day.
    contract(&[&format!("aws,ec2,*,m7g*,*,-5 %{END}"), &format!("aws,ec2,*,m7i*,*,-6 %{END}")]).unwrap();
    let year = ",2027-01-01,2028-01-01,2026-11-01,our contract,";
    let next = ",2028-01-01,,2026-11-01,our contract,";
    contract(&[&format!("aws,ec2,*,*,*,-5 %,{year}"), &format!("aws,ec2,*,*,*,-6 %,{next}")]).unwrap();
    let both = contract(&[&format!("aws,ec2,*,*,*,-5 %,{year}"), &format!("aws,ec2,*,*,*,-6 %{END}")]);
    assert!(both.is_err());
}

#[test]
fn every_problem_is_said_at_once() {
    let problems = contract(&[
        &format!("aws,,*,*,*,-5 %{END}"),
        &format!("aws,ec2,*,*,*,5 %{END}"),
        &format!("aws,ec2,*,*,*,-100 %{END}"),
        "aws,ec2,*,*,on-demand,0.05,,,,2026-11-01,our contract,",
        "aws,ec2,*,*,on-demand,-0.05,Hours,,,2026-11-01,our contract,",
        "aws,s3,*,*,*,0.05,GiB-Months,,,2026-11-01,our contract,",
        "aws,ec2,*,*,reserved-1y-partial*,0.05,Hours,,,2026-11-01,our contract,",
        "aws,ec2,*,*,*,-5 %,,2027-01-01,2027-01-01,2026-11-01,our contract,",
        "aws,ec2,*,*,*,-5 %,,,,soon,our contract,",
        "aws,ec2,*,*,*,-5 %,,,,2026-11-01,,",
        "aws,ec2,*,*,*,-5 %,Hours,,,2026-11-01,our contract,",
        "aws,ec2",
    ])
    .unwrap_err();
    let all = lines(&problems);
    for part in [
        ":2: a part of the pattern is empty",
        ":3: `5 %` does not say",
        ":4: `-100 %` is out of range",
        ":5: ",
        ":6: price `-0.05` is negative",
        ":7: aws/s3/us-east-1/standard get-requests is counted in 1000 Requests, not in GiB-Months",
        ":8: aws/ec2/us-east-1/m7g.2xlarge reserved-1y-partial-upfront is paid for a term",
        ":9: the rule ends before it begins",
        ":10: `soon` is not a day",
        ":11: the rule has no source",
        ":12: a percentage has no unit",
        ":13: 2 cells instead of 12",
    ] {
        assert!(all.contains(&format!("contract.csv{part}")), "{part}\n{all}");
    }
    assert_eq!(problems.len(), 12, "{all}");
}

proptest! {
    /// A percentage is taken of the money, and as a price of its own it is the same to 12 places.
    #[test]
    fn a_share_is_a_share(percent in -9_999_i64..30_000, tenths in 0_u32..3) {
        let text = format!("{:+}.{tenths} %", percent / 100);
        let rows = [format!("aws,s3,*,*,*,{text}{END}")];
        let Ok(laid) = contract(&[&rows[0]]) else { return Ok(()) };
        let rate = rates(&laid.book, "aws/s3/us-east-1/standard-ia storage", "2026-11-20").pop().unwrap();
        let list = rate.schedule.first_price();
        let thousand = costmodel_core::num::Quantity::from_units(1_000);
        let cost = rate.contract.as_ref().unwrap().cost(list.times(thousand).unwrap(), thousand, None).unwrap();
        let paid = rate.clone().as_paid();
        prop_assert_eq!(paid.schedule.first_price().times(thousand).unwrap(), cost);
        prop_assert!(paid.contract.is_none() && paid.seen.note.contains(&text));
    }
}
