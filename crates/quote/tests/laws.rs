//! Laws of prices: splitting, adding, pooling, order.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod book;

use book::book;
use costmodel_core::book::Key;
use costmodel_core::num::{Money, Quantity, Rounding};
use costmodel_core::rate::Schedule;
use costmodel_quote::{Class, Counts, MeteredRow, Options, Quoter, Row, Status, TokenRow, quote};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn tokens(model: &str, counts: Counts) -> Row<'_> {
    Row::Tokens(TokenRow { provider: "acme", model, counts, ..TokenRow::default() })
}

fn metered<'a>(sku: &'a str, meter: &'a str, quantity: Decimal, unit: &'a str) -> Row<'a> {
    Row::Metered(MeteredRow {
        provider: "cloud",
        service: "storage",
        region: "mars-1",
        sku,
        meter,
        quantity,
        unit,
        month: None,
    })
}

fn sum(costs: impl IntoIterator<Item = Option<Money>>) -> Money {
    costs.into_iter().fold(Money::ZERO, |sum, cost| sum.checked_add(cost.unwrap()).unwrap())
}

/// Counts that nest: each class within its parent.
fn nested() -> impl Strategy<Value = Counts> {
    (0..50_000_u64, 0..50_000_u64, 0..50_000_u64, 0..50_000_u64, 0..50_000_u64, 0..50_000_u64).prop_map(
        |(plain, cached, written, hour, visible, reasoning)| {
            Counts::new()
                .with(Class::Input, plain + cached + written + hour)
                .with(Class::CachedInput, cached)
                .with(Class::CacheWrite, written + hour)
                .with(Class::CacheWrite1h, hour)
                .with(Class::Output, visible + reasoning)
                .with(Class::Reasoning, reasoning)
        },
    )
}

fn added(a: &Counts, b: &Counts) -> Counts {
    let mut both = *a;
    for class in Class::ALL {
        both.set(class, a.get(class) + b.get(class));
    }
    both
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn split_rows_cost_the_same_on_flat_rates(a in nested(), b in nested()) {
        let book = book();
        let costs: Vec<_> = quote(&book, [tokens("plain", a), tokens("plain", b), tokens("plain", added(&a, &b))])
            .map(|quoted| quoted.cost).collect();
        prop_assert_eq!(sum([costs[0], costs[1]]), costs[2].unwrap());
    }

    #[test]
    fn more_tokens_never_cost_less_on_flat_rates(counts in nested(), more in nested()) {
        let book = book();
        let costs: Vec<_> = quote(&book, [tokens("plain", counts), tokens("plain", added(&counts, &more))])
            .map(|quoted| quoted.cost.unwrap()).collect();
        prop_assert!(costs[1] >= costs[0]);
    }

    #[test]
    fn long_context_is_a_cliff_and_costs_more_above_it(counts in nested(), above in 1..1_000_u64) {
        let book = book();
        // The same row with its plain input raised over the bound: every token is dearer.
        let raised = counts.with(Class::Input, counts.get(Class::Input) + 200_000 + above);
        let costs: Vec<_> = quote(&book, [tokens("large", counts), tokens("large", raised)])
            .map(|quoted| quoted.cost.unwrap()).collect();
        let by_hand = |c: &Counts, high: bool| {
            let (read, written, hour) = (c.get(Class::CachedInput), c.get(Class::CacheWrite), c.get(Class::CacheWrite1h));
            let plain = c.get(Class::Input) - read - written;
            let (input, cached, output) = if high { (40, 4, 150) } else { (20, 2, 100) };
            // In tenths of a millionth of a dollar: 1e-7 is 10^11 of 1e-18.
            Money::from_raw(i128::from(
                plain * input + read * cached + (written - hour) * 25 + hour * 40 + c.get(Class::Output) * output
            ) * 100_000_000_000)
        };
        prop_assert_eq!(costs[0], by_hand(&counts, counts.get(Class::Input) > 200_000));
        prop_assert_eq!(costs[1], by_hand(&raised, true));
    }

    #[test]
    fn a_pool_costs_what_its_sum_costs(
        rows in prop::collection::vec((0..40_000_000_u64, 0..3_usize, any::<bool>()), 1..60),
    ) {
        let book = book();
        let units = ["GiB-Months", "GB-Months", "MiB-Months"];
        for (meter, timed) in [("storage", true), ("volume", false), ("block", false)] {
            let unit = |at: usize| match (meter, timed) {
                ("block", _) => "Requests",
                (_, true) => units[at],
                (_, false) => ["GiB", "GB", "MiB"][at],
            };
            let mut pooled = Quoter::new(&book, Options { pool: true, known_on: None });
            let costs = rows.iter().map(|(n, at, _)| {
                pooled.quote(&metered("standard", meter, Decimal::new(i64::try_from(*n).unwrap(), 3), unit(*at))).cost
            });
            let total = sum(costs);
            // Two pools of halves, joined: what a third row adds after both does not depend on the order.
            let mut reordered = Quoter::new(&book, Options { pool: true, known_on: None });
            let mut order: Vec<_> = rows.iter().collect();
            order.sort();
            let costs = order.into_iter().map(|(n, at, _)| {
                reordered.quote(&metered("standard", meter, Decimal::new(i64::try_from(*n).unwrap(), 3), unit(*at))).cost
            });
            prop_assert_eq!(sum(costs), total, "{}", meter);
        }
    }

    #[test]
    fn a_pool_of_whole_units_costs_what_one_row_of_their_sum_costs(
        quantities in prop::collection::vec(0..40_000_000_u64, 1..60),
    ) {
        let book = book();
        for meter in ["storage", "volume", "block"] {
            let mut pooled = Quoter::new(&book, Options { pool: true, known_on: None });
            let costs = quantities.iter().map(|n| pooled.quote(&metered("standard", meter, Decimal::new(i64::try_from(*n).unwrap(), 3), "")).cost);
            let total = sum(costs);
            let all = Decimal::new(i64::try_from(quantities.iter().sum::<u64>()).unwrap(), 3);
            let alone = quote(&book, [metered("standard", meter, all, "")]).next().unwrap().cost.unwrap();
            prop_assert_eq!(total, alone, "{}", meter);
        }
    }

    #[test]
    fn a_flat_row_is_quantity_times_unit_price(n in 0..1_000_000_000_000_u64) {
        let book = book();
        let quantity = Decimal::new(i64::try_from(n).unwrap(), 6);
        let quoted = quote(&book, [metered("standard", "hours", quantity, "")]).next().unwrap();
        let in_core = quoted.unit_price.unwrap().times(Quantity::from_decimal(quantity, Rounding::Exact).unwrap());
        prop_assert_eq!(quoted.cost, in_core);
    }

    #[test]
    fn rows_stay_in_order(models in prop::collection::vec(prop_oneof![Just("plain"), Just("vectors"), Just("nothing")], 0..50)) {
        let book = book();
        let rows: Vec<_> = models.iter().map(|model| tokens(model, Counts::new().with(Class::Input, 10))).collect();
        let quoted: Vec<_> = quote(&book, rows).collect();
        prop_assert_eq!(quoted.len(), models.len());
        for (quoted, model) in quoted.iter().zip(&models) {
            let cost = quoted.cost.map(|cost| cost.to_string());
            match *model {
                "plain" => prop_assert_eq!(cost.as_deref(), Some("0.00001")),
                "vectors" => prop_assert_eq!(cost.as_deref(), Some("0.000001")),
                _ => prop_assert_eq!(quoted.status(), Status::Unpriced),
            }
        }
    }
}

/// What a table says is what a card says: the same histories, read another way.
#[test]
fn a_card_is_all_that_finding_each_meter_gives() {
    let book = costmodel_pricebook::embedded();
    let mut seen = 0;
    for (provider, service, region) in [
        ("anthropic", "models", "global"),
        ("deepseek", "models", "global"),
        ("xai", "models", "global"),
        ("aws", "ec2", "us-east-1"),
        ("aws", "s3", "us-east-1"),
    ] {
        for sku in book.skus(provider, service, region).into_iter().take(60) {
            let card = book.card(provider, service, region, sku, book.date);
            let meters: Vec<&String> = card.iter().map(|(meter, _)| meter).collect();
            assert_eq!(meters, book.meters(provider, service, region, sku).iter().collect::<Vec<_>>());
            for (meter, history) in &card {
                assert_eq!(
                    &book.find(&Key::new(provider, service, region, sku, meter), book.date).unwrap(),
                    history
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 500, "{seen}");
}

/// Every rate of the models in the book can be multiplied: none is of a schedule or unit that rows cannot have.
#[test]
fn rates_of_models_are_flat_or_by_input() {
    let book = costmodel_pricebook::embedded();
    for table in book.tables().into_iter().filter(|table| table.1 == "models") {
        for sku in book.skus(&table.0, &table.1, &table.2) {
            for (meter, history) in book.card(&table.0, &table.1, &table.2, sku, book.date) {
                for rate in history {
                    let fits = matches!(rate.schedule, Schedule::Flat(_) | Schedule::Volume(_));
                    assert!(fits || meter.starts_with("provisioned"), "{} {sku} {meter}", table.0);
                }
            }
        }
    }
}
