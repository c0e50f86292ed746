//! What the lint finds in committed tables.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod mini;

use costmodel_pricebook::lint;
use mini::{LONG, lines, tables};

/// The findings after one table of the mini book was edited.
fn after(path: &str, edit: impl Fn(&str) -> String) -> String {
    let mut tables = tables();
    let table = tables.iter_mut().find(|(at, _)| *at == path).unwrap();
    let edited = edit(&table.1);
    assert_ne!(edited, table.1, "the edit changes nothing");
    table.1 = edited;
    lines(&lint(tables.iter().map(|(path, text)| (*path, text.as_str()))))
}

fn replaced(path: &str, from: &str, to: &str) -> String {
    after(path, |text| text.replace(from, to))
}

#[test]
fn each_planted_error_is_found() {
    let (s3, ec2, lambda) = ("aws/s3/us-east-1.csv", "aws/ec2/us-east-1.csv", "aws/lambda/us-east-1.csv");
    for (path, from, to, part) in [
        (s3, "sku,meter,unit", "sku,meter,units", "us-east-1.csv:1: the header"),
        (s3, "standard-ia,", "archive,", "us-east-1.csv:4: the row is not in order"),
        (
            s3,
            "standard-ia,storage",
            "standard,storage",
            "us-east-1.csv:4: `standard storage` is given twice, first on line 3",
        ),
        (s3, "GiB-Months,flat", "GiB-Month,flat", "not in FOCUS spelling; fix: write `GiB-Months`"),
        (s3, "GiB-Months,flat", ",flat", "is not a unit"),
        (s3, "graduated", "flat", "a flat price has no tiers"),
        (s3, "512000:", "512:", "tier bounds must rise"),
        (s3, "0.0125", "0.01250", "has zeros to drop"),
        (s3, "0.0125", "0.0125000000001", "more than 12 decimal places"),
        (s3, "0.0125", "-1", "negative"),
        (s3, "days=30", "day=30", "did you mean `days`?"),
        (s3, "rounded,new", "rounded,newer", "source `newer` is unknown"),
        (s3, "rounded", "round", "quality `round`"),
        (s3, "pool:aws", "pol:aws", "scope `pol:aws/s3/storage` is unknown"),
        (
            s3,
            "exact,new,\nstandard,s",
            "exact,old,\nstandard,s",
            "was seen on 2025-03-01, the current price on 2025-03-01",
        ),
        (s3, "\n", "\r\n", "CR LF"),
        (s3, "new,\n", "new,\"a note\"\n", "quoted"),
        (s3, "\nstandard-ia", "\n\nstandard-ia", "blank lines"),
        (
            lambda,
            "0.0000133334,increment_ms=1,always:400000",
            "0.0000133334,increment_ms=1,always:40000",
            "free pool `aws/lambda/duration` is 40000 GiB-Seconds here and 400000",
        ),
        (ec2, "spot,reserved_1y_no", "reserved_1y_no_upfront,spot,x", "price column `x_upfront` is unknown"),
        (ec2, "0.2159", "0.4", "`0.4` is above on-demand `0.3264`"),
        (ec2, "3900u", "9000u", "`9000u` is above on-demand"),
        (ec2, "945u+0.1079", "0.2", "no part paid at the start"),
        (ec2, "0.1928", "0.1928e", "`0.1928e` has no term"),
        (ec2, "m7i.large,windows", "m7i.large,linux", "given twice"),
        (ec2, ",e2\nm7i.large,w", ",e9\nm7i.large,w", "source `e9` is unknown"),
        (
            "aws/ec2/skus.csv",
            "m7i.large,m7i,2,8,,,,amd64\n",
            "",
            "machine type `m7i.large` is not in skus.csv",
        ),
        ("aws/ec2/skus.csv", "m7g.large,m7g,2", "m7g.large,m7g,two", "vcpu `two` is not a number"),
        ("aws/ec2/skus.csv", "arm64", "arm", "arch `arm` is unknown"),
        ("aws/ec2/source-sets.csv", "e2,on_demand", "e2,on_demnad", "price column `on_demnad`"),
        (
            "ai/gem/aliases.csv",
            "opal-2",
            "opal-3",
            "`opal-3` has no rate in any region; fix: did you mean `opal-2`?",
        ),
        ("ai/gem/skus.csv", "2027-06-30", "30 June", "is not a day"),
        ("ai/gem/global.csv", "2027-02-01", "2027-02-30", "is not a day"),
        ("sources.csv", "2025-03-01", "March", "sources.csv:3: `March` is not a day"),
    ] {
        let found = replaced(path, from, to);
        assert!(found.contains(part), "{path}: {from} -> {to} should say {part:?}\n{found}");
    }
}

#[test]
fn files_end_with_a_line_end_and_stand_where_tables_stand() {
    assert!(
        after("aws/s3/us-east-1.csv", |text| text.trim_end().to_owned())
            .contains("the last line does not end")
    );
    assert!(lines(&lint([("aws/s3.csv", LONG)])).contains("no table stands at such a place"));
    assert_eq!(lines(&lint([])), "");
}

/// The tables inside the program hold to every rule.
#[test]
fn the_embedded_tables_are_clean() {
    let tables = costmodel_pricing_data::TABLES.iter().map(|table| (table.path, table.text));
    let found = lint(tables);
    assert!(found.is_empty(), "{} problems\n{}", found.len(), lines(&found));
}
