//! Tables of vendors of software, who have several services and few regions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod mini;

use costmodel_core::book::{Key, PriceBook};
use costmodel_pricebook::{Query, embedded, from_tables, lint, list, overlay, search, show};
use mini::{LONG, key, lines, rates};

const TODAY: &str = "2026-11-20";
const STORE: &str = "\
standard,egress,GB,flat,0.1,,always:100:quill/store/egress,,,exact,new,
standard,plan-minimum,Months,flat,50,,,,,exact,new,least monthly usage
";

/// The mini book with a vendor `quill`, who sells a store and a plan.
fn tables() -> Vec<(&'static str, String)> {
    let mut tables = mini::tables();
    for (path, rows) in [
        ("saas/quill/store/global.csv", STORE),
        ("saas/quill/store/aws-us-east-1.csv", "standard,storage,GB-Months,flat,0.33,,,,,exact,new,\n"),
        ("saas/quill/store/history/global.csv", "standard,plan-minimum,Months,flat,25,,,,,exact,old,\n"),
        ("saas/quill/plans/global.csv", "pro,plan,Months,flat,19,,,,,exact,new,\n"),
    ] {
        tables.push((path, format!("{LONG}{rows}")));
    }
    tables
}

fn book() -> PriceBook {
    from_tables(&tables()).unwrap_or_else(|problems| panic!("{}", lines(&problems)))
}

#[test]
fn each_service_of_a_vendor_has_its_own_regions_and_history() {
    let book = book();
    assert_eq!(rates(&book, "quill/store/aws-us-east-1/standard storage", TODAY).len(), 1);
    let minimum = |known_on| rates(&book, "quill/store/global/standard plan-minimum", known_on).remove(0);
    assert_eq!(minimum(TODAY).schedule.first_price().to_string(), "50");
    assert_eq!(minimum("2026-01-01").schedule.first_price().to_string(), "25");
    assert_eq!(book.regions("quill"), ["aws-us-east-1", "global"]);
    let of_quill: Vec<_> =
        list(&book).into_iter().filter(|line| line.provider == "quill").map(|line| line.service).collect();
    assert_eq!(of_quill, ["plans", "store"]);
}

#[test]
fn vendors_are_shown_and_found_like_clouds() {
    let book = book();
    assert_eq!(show(&book, "quill").unwrap().len(), 5);
    assert_eq!(show(&book, "quill/store/global/standard egress").unwrap().len(), 1);
    assert_eq!(show(&book, "quill/stroe").unwrap_err(), ["quill/store"]);
    let hits = search(&book, &Query::parse(&["quill", "egress"]).unwrap());
    assert_eq!(hits[0].key, key("quill/store/global/standard egress"));
}

#[test]
fn tables_of_vendors_are_linted_and_laid_over() {
    let found = |edit: fn(&str) -> String| {
        let edited = tables().into_iter().map(|(path, text)| match path {
            "saas/quill/store/global.csv" => (path, edit(&text)),
            _ => (path, text),
        });
        let edited: Vec<_> = edited.collect();
        lines(&lint(edited.iter().map(|(path, text)| (*path, text.as_str()))))
    };
    assert_eq!(found(str::to_owned), "");
    let message = found(|text| text.replace("flat,50", "flat,-50"));
    assert!(message.contains("saas/quill/store/global.csv:3"), "{message}");
    let misplaced = lint([("saas/quill/global.csv", LONG)]);
    assert!(lines(&misplaced).contains("no table stands at such a place"), "{}", lines(&misplaced));
    assert!(misplaced[0].hint.contains("saas/<vendor>/<service>/<region>.csv"), "{}", misplaced[0]);

    let deal = format!("{LONG}standard,egress,GB,flat,0.08,,,,,exact,new,\n");
    let laid = overlay(book(), "contract", &[("saas/quill/store/global.csv", deal)]).unwrap();
    let rates = rates(&laid.book, "quill/store/global/standard egress", TODAY);
    assert_eq!((rates[0].seen.layer.as_str(), rates[0].free.as_ref()), ("contract", None));
}

#[test]
fn the_embedded_book_knows_vendors_of_vector_databases_and_of_logs() {
    let book = embedded();
    for (provider, service, region, sku, meter) in [
        ("pinecone", "database", "global", "standard", "plan-minimum"),
        ("pinecone", "database", "aws-us-east-1", "standard", "read-units"),
        ("weaviate", "database", "global", "flex", "dimensions"),
        ("zilliz", "database", "global", "serverless", "vcus"),
        ("datadog", "logs", "global", "standard", "ingest"),
        ("grafana", "logs", "global", "pro", "write"),
    ] {
        let key = Key::new(provider, service, region, sku, meter);
        assert!(
            book.find(&key, book.date).is_ok_and(|rates| rates.len() == 1),
            "{provider}/{service} {meter}"
        );
    }
    let egress = Key::new("pinecone", "database", "global", "standard", "egress");
    let free = book.find(&egress, book.date).unwrap()[0].free.clone().unwrap();
    assert_eq!((free.amount.to_string().as_str(), free.twelve_months), ("100", false));
}
