//! Metered rows by hand: units, tiers, blocks, months, pools.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod book;

use book::{priced, tail};

const HEADER: &str = "provider,service,region,sku,meter,quantity,unit,month\n";

fn all(lines: &[&str], pool: bool) -> Vec<(String, String, String, String)> {
    let text: String = lines.iter().map(|line| format!("cloud,storage,mars-1,{line}\n")).collect();
    let (rows, _) = priced(&format!("{HEADER}{text}"), pool);
    assert_eq!(rows.len(), lines.len());
    rows.iter().map(|row| tail(row)).map(|(a, b, c, d)| (a.into(), b.into(), c.into(), d.into())).collect()
}

fn one(line: &str) -> (String, String, String, String) {
    all(&[line], false).remove(0)
}

#[test]
fn units_convert_within_their_dimension() {
    assert_eq!(one("standard,hours,720,,").0, "32.4");
    assert_eq!(one("standard,hours,3600,Seconds,").0, "0.045");
    assert_eq!(one("standard,hours,1,Months,2026-02").0, "30.24");
    assert_eq!(one("standard,put,2500,Requests,").0, "0.0125");
    // 1 GB is 10^9 / 2^30 GiB, at 0.023.
    assert_eq!(one("standard,storage,1,GB-Months,").0, "0.021420419216156006");
    // A few bytes cost something.
    assert_eq!(one("standard,volume,1,B,").0, "0.000000000093132257");
    let (cost, _, status, note) = one("standard,storage,1,Hours,");
    assert_eq!((cost.as_str(), status.as_str()), ("", "wrong"));
    assert_eq!(note, "unit `Hours` counts something else than GiB-Months");
    let size_alone = one("standard,storage,1,GB,").3;
    assert_eq!(size_alone, "unit `GB` counts something else than GiB-Months: write `GB-Months`");
    assert!(one("standard,storage,1,$,").3.contains("is not a unit"));
}

#[test]
fn tiers_are_climbed_by_each_row_alone() {
    let (cost, unit_price, status, note) = one("standard,storage,60,,");
    // 50 x 0.023 + 10 x 0.022.
    assert_eq!((cost.as_str(), unit_price.as_str(), status.as_str()), ("1.37", "", "priced"));
    assert_eq!(note, "per GiB-Months; 0.023 from 0 to 50 + 0.022 from 50 to 500");
    assert_eq!(one("standard,storage,50,,").1, "0.023");
    assert_eq!(
        (one("standard,volume,100,,").0, one("standard,volume,101,,").0),
        ("10".into(), "5.05".into())
    );
    assert_eq!(one("standard,block,10001,Requests,").0, "0.06");
    assert_eq!(one("shared,transfer,1,,").3, "per GiB; 0.09 from 0 to 10; before 1 a month that are free");
    assert_eq!(one("standard,storage,0,,").0, "0");
}

#[test]
fn a_pool_sums_a_month_and_its_rows_sum_to_it() {
    let lines = [
        "standard,storage,40,,2026-11",
        "standard,storage,40,,2026-11",
        "standard,storage,40,,2026-12",
        "standard,storage,20480,MiB-Months,2026-11",
    ];
    let costs: Vec<String> = all(&lines, true).into_iter().map(|row| row.0).collect();
    // 40 x 0.023; 10 x 0.023 + 30 x 0.022; another month begins anew; 20 x 0.022.
    assert_eq!(costs, ["0.92", "0.89", "0.92", "0.44"]);
    // One pool over two SKUs; blocks are rounded up once; what is counted per resource is not pooled.
    let costs = |lines: &[&str]| all(lines, true).into_iter().map(|row| row.0).collect::<Vec<_>>();
    assert_eq!(costs(&["shared,transfer,10,,", "shared-too,transfer,1,,"]), ["0.9", "0.08"]);
    assert_eq!(
        costs(&["standard,block,1,Requests,", "standard,block,1,Requests,", "standard,block,9999,Requests,"]),
        ["0.03", "0", "0.03"]
    );
    assert_eq!(costs(&["standard,disk,100,,", "standard,disk,100,,"]), ["10", "10"]);
}

#[test]
fn a_volume_step_reprices_what_came_before() {
    let rows = all(&["standard,volume,100,,", "standard,volume,50,,", "standard,volume,50,,"], true);
    // 100 x 0.1; all 150 at 0.05 less those 10; then 50 x 0.05.
    let costs: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(costs, ["10", "-2.5", "2.5"]);
    assert_eq!((rows[1].1.as_str(), rows[2].1.as_str()), ("", "0.05"));
}

#[test]
fn months_choose_the_price() {
    let (cost, _, status, note) = one("standard,gone,1,,2026-11");
    assert_eq!((cost.as_str(), status.as_str()), ("", "unpriced"));
    assert_eq!(note, "no price of cloud/storage/mars-1/standard gone before 2026-12-01");
    assert_eq!(one("standard,gone,1,,2026-12").0, "1");
    assert!(one("standard,gone,1,,December").3.contains("month `December` is none"));
}

#[test]
fn what_the_book_lacks_is_named_with_what_is_near() {
    for (line, said) in [
        (
            "cloud,storage,mars-1,standrad,storage,1,,",
            "the book has no `standrad` in cloud/storage/mars-1: nearest are standard",
        ),
        ("cloud,storage,mars-1,standard,storaeg,1,,", "standard has no meter `storaeg`: nearest are storage"),
        (
            "cloud,storage,mars-2,standard,storage,1,,",
            "the book has no cloud/storage in mars-2: nearest are mars-1",
        ),
        ("cloud,storrage,mars-1,standard,storage,1,,", "the book has no cloud/storrage: nearest are storage"),
        ("clowd,storage,mars-1,standard,storage,1,,", "the book has no clowd/storage: nearest are cloud"),
    ] {
        let (rows, _) = priced(&format!("{HEADER}{line}\n"), false);
        let (cost, _, status, note) = tail(&rows[0]);
        assert_eq!((cost, status, note), ("", "unpriced", said));
    }
}

#[test]
fn wrong_quantities_are_wrong() {
    for (quantity, said) in [
        ("", "is missing"),
        ("-1", "quantity -1 is negative"),
        ("many", "is no number"),
        ("1e16", "is no number"),
        ("2000000000000000", "is out of range"),
        ("1.2.3", "is no number"),
    ] {
        let (cost, _, status, note) = one(&format!("standard,storage,{quantity},,"));
        assert_eq!((cost.as_str(), status.as_str()), ("", "wrong"), "{quantity}");
        assert!(note.contains(said), "{quantity}: {note}");
    }
}

#[test]
fn token_meters_as_quantities_do_not_know_their_step() {
    let (rows, _) = priced(&format!("{HEADER}acme,models,,large,input,1,,\n"), true);
    let (cost, unit_price, status, note) = tail(&rows[0]);
    assert_eq!((cost, unit_price, status), ("2", "2", "assumed"));
    assert!(note.contains("below the first long-context step"), "{note}");
}
