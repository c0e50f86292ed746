//! A lock trips on each price a workload uses, and on nothing else.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test")]

use costmodel::prices::{CONTRACT_HEADER, FILE_HEADER, Written, overlay_file};
use costmodel::{Lock, LockChange, Locked, PriceBook, Workload, prices};
use costmodel_core::book::Key;
use proptest::prelude::*;

const EXAMPLE: &str = include_str!("../../../examples/serverless-api.toml");

fn load(text: &str, book: &PriceBook) -> Workload {
    costmodel::load(text, book).workload.unwrap()
}

fn locked(text: &str, book: &PriceBook) -> Locked {
    load(text, book).locked(book)
}

fn keys(workload: &Workload) -> Vec<Key> {
    let lines = workload.model().lines.iter().filter(|line| line.stated.is_none() && line.rates.is_ok());
    lines.map(|line| line.key.clone()).collect()
}

/// The book with a price multiplied, all else of it as it was.
fn with(key: &Key, factor: u32) -> PriceBook {
    let book = prices::embedded();
    let rate = book.find(key, book.date).unwrap().pop().unwrap();
    let Written { unit, mode, price, minimum, free, scope, .. } = Written::of(&rate);
    let price: Vec<String> = price
        .split(';')
        .map(|step| {
            let (bound, price) = step.rsplit_once(':').map_or(("", step), |(bound, price)| (bound, price));
            let price = price.parse::<rust_decimal::Decimal>().unwrap() * rust_decimal::Decimal::from(factor);
            let price = price.normalize();
            if bound.is_empty() { price.to_string() } else { format!("{bound}:{price}") }
        })
        .collect();
    let Key { provider, service, region, sku, meter } = key;
    let row = format!(
        "{provider},{service},{region},{sku},{meter},{unit},{mode},{},{minimum},{free},{scope},,exact,2026-11-10,seen again,",
        price.join(";")
    );
    overlay_file(book, "other.csv", &format!("{FILE_HEADER}\n{row}\n"))
        .unwrap_or_else(|p| panic!("{}", p[0]))
        .book
}

#[test]
fn every_price_in_use_trips_it_and_is_named() {
    let book = prices::embedded();
    let workload = load(EXAMPLE, &book);
    let before = workload.locked(&book);
    let mut keys = keys(&workload);
    keys.sort();
    keys.dedup();
    assert!(keys.len() > 5);
    for key in keys {
        let other = with(&key, 2);
        let changes = before.changes(&locked(EXAMPLE, &other));
        let named: Vec<&str> = changes
            .iter()
            .map(|change| match change {
                LockChange::Price { key, .. } => key.split(" x ").next().unwrap(),
                LockChange::NotLocked { key, .. } => key.as_str(),
            })
            .collect();
        assert_eq!(named, [key.to_string()]);
        // The same price once more, from another source on another day, is none.
        let confirmed = with(&key, 1);
        assert_eq!(before.changes(&locked(EXAMPLE, &confirmed)), []);
        assert!(!before.changed_shards(&locked(EXAMPLE, &confirmed)).is_empty());
    }
}

#[test]
fn a_contract_trips_it_where_it_reaches() {
    let before = locked(EXAMPLE, &prices::embedded());
    let contract = |rule: &str| {
        let text = format!("{CONTRACT_HEADER}\n{rule},-5 %,,,,2026-11-01,our contract,\n");
        overlay_file(prices::embedded(), "contract.csv", &text).unwrap().book
    };
    assert_eq!(before.changes(&locked(EXAMPLE, &contract("aws,ec2,*,*,*"))), []);
    let reached = before.changes(&locked(EXAMPLE, &contract("aws,lambda,*,*,*")));
    assert!(!reached.is_empty() && reached.iter().all(|change| change.to_string().contains("contract -5 %")));
}

#[test]
fn what_is_used_anew_is_not_locked_and_what_is_no_longer_used_is_no_change() {
    let book = prices::embedded();
    let more = format!("{EXAMPLE}\n[component.extra.vm]\ntype = \"m7g.large\"\n");
    let (before, now) = (locked(EXAMPLE, &book), locked(&more, &book));
    let changes = before.changes(&now);
    assert!(changes.iter().any(|change| change.to_string().contains("m7g.large on-demand: not in the lock")));
    assert!(changes.iter().all(|change| matches!(change, LockChange::NotLocked { .. })));
    assert_eq!(now.changes(&before), []);
}

#[test]
fn a_lock_is_read_as_it_was_written_and_nothing_else_is() {
    let mut lock = Lock::default();
    lock.workloads.insert("a \"b\" \\ c\u{7f}.toml".to_owned(), locked(EXAMPLE, &prices::embedded()));
    lock.workloads.insert("z.toml".to_owned(), Locked::default());
    assert_eq!(Lock::parse(&lock.to_string()).unwrap(), lock);
    for text in ["", "version = 2", "version = 1\nx = 1", "version = 1\n[\"a\"]\nprices = 1", "version = ["] {
        assert!(Lock::parse(text).is_err(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever else of the book changes is nothing to the lock.
    #[test]
    fn an_unrelated_price_never_trips_it(pick in 0_usize..10_000) {
        let book = prices::embedded();
        let workload = load(EXAMPLE, &book);
        let used = keys(&workload);
        // Of the tables in use themselves: what is nearest to a price in use.
        let tables: Vec<_> = used.iter().map(|key| (&key.provider, &key.service, &key.region)).collect();
        let (provider, service, region) = tables[pick % tables.len()];
        let skus = book.skus(provider, service, region);
        let sku = skus[pick % skus.len()];
        let meters = book.meters(provider, service, region, sku);
        let key = Key::new(provider, service, region, sku, &meters[pick % meters.len()]);
        prop_assume!(!used.contains(&key));
        let rate = book.find(&key, book.date).unwrap().pop().unwrap();
        prop_assume!(rate.schedule.name() != "term");
        let other = with(&key, 3);
        prop_assert_eq!(workload.locked(&book).changes(&locked(EXAMPLE, &other)), []);
    }
}
