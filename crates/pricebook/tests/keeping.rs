//! What differs between books and days, how old prices are, and every price in long form.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod mini;

use costmodel_core::book::PriceBook;
use costmodel_pricebook::{
    CONTRACT_HEADER, EXPORT_HEADER, FILE_HEADER, On, diff, embedded, export, list, observed, overlay_file,
};
use mini::book;
use proptest::prelude::*;

fn on<'b>(book: &'b PriceBook, day: &str) -> On<'b> {
    On { book, day: day.parse().unwrap() }
}

fn told(before: On<'_>, after: On<'_>) -> Vec<String> {
    let changes = diff(before, after);
    let told = changes.iter().map(|change| {
        let percent = change.percent().map_or_else(|| "-".to_owned(), |percent| percent.to_string());
        format!("{} {} {percent}", change.key, change.kind())
    });
    told.collect()
}

#[test]
fn two_days_of_a_book_differ_by_what_was_observed_between_and_what_began() {
    let book = book();
    assert_eq!(
        told(on(&book, "2025-06-01"), on(&book, "2026-11-20")),
        [
            "aws/s3/us-east-1/standard get-requests changed -20.00",
            "aws/s3/us-east-1/standard storage changed -4.17",
        ]
    );
    assert_eq!(
        told(on(&book, "2026-11-20"), on(&book, "2027-03-01")),
        ["gem/models/global/opal-2 input changed -16.67"]
    );
    assert_eq!(told(on(&book, "2026-11-20"), on(&book, "2026-12-01")), Vec::<String>::new());
}

#[test]
fn two_books_differ_by_what_is_laid_over_one() {
    let rows = "\
aws,s3,us-east-1,standard,storage,GiB-Months,graduated,0.023;51200:0.02;512000:0.021,,,pool:aws/s3/storage,,exact,2026-11-10,own,
aws,s3,us-east-1,standard,get-requests,1000 Requests,flat,0.0004,,,,,exact,2026-11-10,own,
aws,s3,us-east-1,gold,storage,GiB-Months,flat,1,,,,,exact,2026-11-10,own,new: x
aws,s3,us-east-1,standard-ia,storage,GiB-Months,flat,0.0125,days=60;size=131072,,,,rounded,2026-11-10,own,
";
    let laid = overlay_file(book(), "own.csv", &format!("{FILE_HEADER}\n{rows}")).unwrap().book;
    let (plain, day) = (book(), "2026-11-20");
    // The same price from another source is no difference; a longer minimum is one, without a percentage.
    let expected = [
        "aws/s3/us-east-1/gold storage new -",
        "aws/s3/us-east-1/standard storage changed -9.09",
        "aws/s3/us-east-1/standard-ia storage changed -",
    ];
    assert_eq!(told(on(&plain, day), on(&laid, day)), expected);
    let back = told(on(&laid, day), on(&plain, day));
    assert_eq!(back[0], "aws/s3/us-east-1/gold storage gone -");
    assert_eq!((back.len(), back[1].as_str()), (3, "aws/s3/us-east-1/standard storage changed 10.00"));

    let contract = format!("{CONTRACT_HEADER}\naws,ec2,*,m7g*,*,-10 %,,,,2026-11-01,our contract,\n");
    let contract = overlay_file(book(), "contract.csv", &contract).unwrap().book;
    let changes = told(on(&plain, day), on(&contract, day));
    assert_eq!(changes.len(), 10, "{changes:?}");
    assert!(changes.iter().all(|change| change.contains("/m7g.") && change.ends_with(" changed -10.00")));
}

#[test]
fn prices_are_counted_by_the_day_and_source_they_were_seen() {
    let all = observed(&book());
    let ec2: Vec<_> = all.iter().filter(|one| one.service == "ec2").collect();
    let counts: Vec<(String, usize)> = ec2.iter().map(|one| (one.as_of.to_string(), one.prices)).collect();
    assert_eq!(counts, [("2025-03-01".to_owned(), 4), ("2026-11-04".to_owned(), 9)]);
    // The list says the same of the oldest and the newest.
    for line in list(&embedded()).into_iter().take(20) {
        let days = observed(&embedded())
            .into_iter()
            .filter(|one| (&one.provider, &one.service) == (&line.provider, &line.service))
            .map(|one| one.as_of);
        let days: Vec<_> = days.collect();
        assert_eq!((days.iter().min(), days.iter().max()), (line.oldest.as_ref(), line.newest.as_ref()));
    }
}

#[test]
fn an_export_has_a_row_for_each_step_and_start() {
    let contract = format!("{CONTRACT_HEADER}\naws,s3,*,standard,*,-10 %,,,,2026-11-01,our contract,\n");
    let book = overlay_file(book(), "contract.csv", &contract).unwrap().book;
    let rows: Vec<Vec<String>> = export(&book, book.date, |_| true).collect();
    let at = |name: &str| EXPORT_HEADER.iter().position(|own| *own == name).unwrap();
    let cells = |sku: &str, meter: &str, names: &[&str]| -> Vec<Vec<String>> {
        let own = rows.iter().filter(|row| row[at("SkuId")] == sku && row[at("SkuMeter")] == meter);
        own.map(|row| names.iter().map(|name| row[at(name)].clone()).collect()).collect()
    };
    let names =
        ["x_TierFrom", "x_TierUntil", "ListUnitPrice", "ContractedUnitPrice", "PricingUnit", "x_TierScope"];
    let scope = "pool:aws/s3/storage";
    assert_eq!(
        cells("standard", "storage", &names),
        [
            ["0", "51200", "0.023", "0.0207", "GiB-Months", scope],
            ["51200", "512000", "0.022", "0.0198", "GiB-Months", scope],
            ["512000", "", "0.021", "0.0189", "GiB-Months", scope],
        ]
    );
    let names = ["x_EffectiveFrom", "ListUnitPrice", "x_Schedule", "PricingCategory"];
    assert_eq!(
        cells("opal-2", "input", &names),
        [
            ["", "3", "flat", "Standard"],
            ["2027-02-01", "2.5", "volume", "Standard"],
            ["2027-02-01", "5", "volume", "Standard"],
        ]
    );
    let names = ["x_UpfrontPrice", "x_TermHours", "ListUnitPrice", "PricingCategory"];
    assert_eq!(
        cells("m7g.2xlarge", "reserved-1y-partial-upfront", &names),
        [["945", "8760", "0.1079", "Committed"]]
    );
    assert_eq!(cells("m7g.large", "spot", &["PricingCategory", "x_ObservedOn"]), [["Dynamic", "2025-03-01"]]);
    let mut ids: Vec<&String> = rows.iter().map(|row| &row[at("SkuPriceId")]).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), rows.len(), "every row has an id of its own");
}

proptest! {
    /// A book never differs from itself, and a price laid over it differs by exactly that price.
    #[test]
    fn a_diff_is_what_was_changed(thousandths in 1_i64..2_000, day in 1_i8..28) {
        let plain = book();
        let day = format!("2026-12-{day:02}");
        prop_assert_eq!(diff(on(&plain, &day), on(&plain, &day)), []);
        let price = costmodel_core::num::UnitPrice::from_raw(i128::from(thousandths) * 1_000_000_000);
        let row = format!("aws,lambda,us-east-1,arm64,duration,GiB-Seconds,flat,{price},increment_ms=1,always:400000:aws/lambda/duration,,,exact,2026-11-10,own,\n");
        let laid = overlay_file(book(), "own.csv", &format!("{FILE_HEADER}\n{row}")).unwrap().book;
        let changes = diff(on(&plain, &day), on(&laid, &day));
        prop_assert_eq!(changes.len(), 1);
        prop_assert_eq!(changes[0].after.as_ref().unwrap().schedule.first_price(), price);
    }
}
