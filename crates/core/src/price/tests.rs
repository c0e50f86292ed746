//! Laws and worked cases of pricing.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::book::Key;
use crate::model::{Basis, Component, Expr, Placement};
use crate::month::{Active, HoursRule};
use crate::rate::{Free, Minimums, Quality, Scope, Seen, Step, Tiers};
use crate::scenario::Ranged;
use crate::unit::Unit;

fn price_of(text: &str) -> UnitPrice {
    text.parse().unwrap()
}

fn tiers(first: &str, above: &[(i64, &str)]) -> Tiers {
    let above = above.iter().map(|(bound, price)| Step {
        bound: Quantity::from_units(*bound),
        inclusive: true,
        price: price_of(price),
    });
    Tiers::new(price_of(first), above.collect()).unwrap()
}

fn rate(schedule: Schedule) -> Rate {
    Rate {
        from: None,
        unit: "GiB".parse().unwrap(),
        schedule,
        minimums: Minimums::default(),
        free: None,
        scope: Scope::Region("pool".into()),
        seen: Seen {
            source: "test".into(),
            as_of: "2026-11-01".parse().unwrap(),
            quality: Quality::Exact,
            layer: "book".into(),
            note: String::new(),
            observed_later: false,
        },
        contract: None,
    }
}

/// A model of one month whose lines have these rates and quantities.
fn model(lines: &[(Rate, Decimal)]) -> Model {
    let line = |(rate, quantity): &(Rate, Decimal)| Line {
        component: 0,
        environment: 0,
        placement: Arc::from("main"),
        name: "data".into(),
        key: Key::new("aws", "s3", "us-east-1", "standard", "data"),
        rates: Ok(Arc::from(vec![rate.clone()])),
        quantity: Expr::constant("quantity", *quantity, "GiB"),
        unit: "GiB".parse::<Unit>().unwrap(),
        driver: None,
        basis: Basis::Usage,
        active: Active::default(),
        schedule: None,
        shape: None,
        step: None,
        uplift: None,
        stated: None,
        note: String::new(),
    };
    Model {
        name: "test".into(),
        start: "2027-01".parse().unwrap(),
        months: 1,
        currency: "USD".into(),
        hours: HoursRule::Calendar,
        known_on: "2026-11-23".parse().unwrap(),
        free_tiers: FreeTiers::None,
        series: vec![],
        stocks: vec![],
        fleets: vec![],
        talks: vec![],
        components: vec![Component { name: "a".into(), kind: "sku", span: 0..0 }],
        environments: vec!["production".into()],
        lines: lines.iter().map(line).collect(),
        discounts: vec![],
        already_used: BTreeMap::new(),
        unpriced_reductions: 0,
        remarks: vec![],
        placements: vec![Placement { name: "main".into(), at: "aws/us-east-1".into() }],
        high_takes: vec!["chats".into()],
    }
}

fn expected_list(charges: &[Charge]) -> Money {
    charges
        .iter()
        .filter(|charge| charge.scenario == Scenario::Expected)
        .map(|charge| charge.price.as_ref().unwrap().costs.list)
        .fold(Money::ZERO, |sum, cost| sum.checked_add(cost).unwrap())
}

/// The AWS internet egress ladder: 0.09 to 10 TiB, 0.085 to 50, 0.07 to 150, then 0.05.
fn egress() -> Rate {
    rate(Schedule::Graduated(tiers("0.09", &[(10_240, "0.085"), (51_200, "0.07"), (153_600, "0.05")])))
}

#[test]
fn a_ladder_prices_each_part_at_its_step() {
    // 62 TiB through one ladder: 10,240 + 40,960 + 12,288 GiB.
    let charges = price(&model(&[(egress(), Decimal::from(62 * 1024))]));
    assert_eq!(expected_list(&charges).to_string(), "5263.36"); // 921.6 + 3481.6 + 860.16
    let parts: Vec<Part> = charges.iter().filter(|c| c.scenario == Scenario::Low).map(|c| c.part).collect();
    assert_eq!(parts, [Part::Tier(0), Part::Tier(1), Part::Tier(2)]);
}

#[test]
fn lines_of_a_pool_climb_one_ladder() {
    let apart = [(egress(), Decimal::from(31 * 1024)), (egress(), Decimal::from(31 * 1024))];
    assert_eq!(expected_list(&price(&model(&apart))).to_string(), "5263.36");
    let own = |q: i64| (Rate { scope: Scope::Resource, ..egress() }, Decimal::from(q * 1024));
    // Each on its own ladder: twice 921.6 + 21,504 x 0.085.
    assert_eq!(expected_list(&price(&model(&[own(31), own(31)]))).to_string(), "5498.88");
}

#[test]
fn a_volume_rate_prices_everything_at_the_step_reached() {
    let steps = Tiers::new(
        price_of("5"),
        vec![Step { bound: Quantity::from_units(100), inclusive: false, price: price_of("10") }],
    )
    .unwrap();
    let cost = |q: &str| {
        expected_list(&price(&model(&[(rate(Schedule::Volume(steps.clone())), q.parse().unwrap())])))
            .to_string()
    };
    assert_eq!((cost("100"), cost("100.000001")), ("500".into(), "1000.00001".into()));
}

#[test]
fn a_block_rate_counts_started_units() {
    let cost = |q: &str| {
        expected_list(&price(&model(&[(rate(Schedule::Block(price_of("0.03"))), q.parse().unwrap())])))
            .to_string()
    };
    assert_eq!((cost("2"), cost("2.000001"), cost("0")), ("0.06".into(), "0.09".into(), "0".into()));
}

#[test]
fn a_free_allowance_is_a_negative_line_before_the_ladder() {
    let free = Free { amount: Quantity::from_units(100), pool: "free".into(), twelve_months: false };
    let with_free = Rate { free: Some(free), ..egress() };
    let mut model = model(&[(with_free.clone(), Decimal::from(5_000)), (with_free, Decimal::from(15_000))]);
    let without = expected_list(&price(&model));
    model.free_tiers = FreeTiers::Always;
    let charges = price(&model);
    // 19,900 GiB are paid: 10,240 x 0.09 + 9,660 x 0.085.
    assert_eq!(expected_list(&charges).to_string(), "1742.7");
    assert!(expected_list(&charges) < without);
    let taken: i128 = charges
        .iter()
        .filter(|c| c.part == Part::Free && c.scenario == Scenario::High)
        .map(|c| c.quantity.raw())
        .sum();
    assert_eq!(taken, -100_000_000);
}

#[test]
fn usage_elsewhere_fills_the_ladder_first() {
    let mut model = model(&[(egress(), Decimal::from(1_000))]);
    model.already_used.insert("pool".into(), (Decimal::from(80), "TiB".parse().unwrap()));
    assert_eq!(expected_list(&price(&model)).to_string(), "70");
}

#[test]
fn discounts_lower_contracted_cost_only() {
    let mut model = model(&[(rate(Schedule::Flat(price_of("0.1"))), Decimal::from(7))]);
    model.discounts.push(Discount {
        services: vec!["aws/*".into()],
        fraction: Ranged::same("0.06".parse().unwrap()),
        active: Active::default(),
        name: "6 % off aws/*".into(),
    });
    let charges = price(&model);
    let costs = charges[0].price.as_ref().unwrap().costs;
    assert_eq!(
        (costs.list.to_string(), costs.contracted.to_string(), costs.billed),
        ("0.7".into(), "0.658".into(), costs.effective)
    );
}

#[test]
fn a_missing_price_is_a_reason_and_makes_a_floor() {
    let mut model = model(&[(egress(), Decimal::from(10)), (egress(), Decimal::from(10))]);
    model.lines[1].rates = Err("no such price".into());
    let charges = price(&model);
    let totals = crate::totals::scenarios(&model, &charges);
    assert_eq!(totals[1].wholeness(), crate::totals::Wholeness::Floor);
    assert_eq!(totals[1].costs.list.to_string(), "0.9");
    let whole = crate::totals::Total {
        costs: Costs { effective: Money::from_units(100), ..Costs::default() },
        ..Default::default()
    };
    assert!(!totals[1].is_surely_below(&whole) && !whole.is_surely_below(&totals[1]));
}

#[test]
fn the_rate_in_force_on_the_first_day_prices_the_month() {
    let mut model = model(&[(rate(Schedule::Flat(price_of("2"))), Decimal::from(1))]);
    model.start = "2026-12".parse().unwrap();
    model.months = 3;
    let later = Rate { from: "2027-01-01".parse().ok(), ..rate(Schedule::Flat(price_of("3"))) };
    let last = Rate { from: "2027-01-02".parse().ok(), ..rate(Schedule::Flat(price_of("5"))) };
    model.lines[0].rates = Ok(Arc::from(vec![rate(Schedule::Flat(price_of("2"))), later.clone(), last]));
    let prices: Vec<String> = price(&model)
        .iter()
        .filter(|c| c.scenario == Scenario::Low)
        .map(|c| c.price.as_ref().unwrap().unit_price.to_string())
        .collect();
    assert_eq!(prices, ["2", "3", "5"]);
    model.lines[0].rates = Ok(Arc::from(vec![later]));
    assert_eq!(price(&model)[0].price, Err(Unknown::NotInForce));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// On a ladder, however usage is split over lines: each line's slices sum to its usage, the cost is the
    /// cost of the whole, and no slice is negative.
    #[test]
    fn splitting_a_pool_moves_nothing(raw in prop::collection::vec(0_i64..40_000_000_000, 1..12)) {
        let quantities: Vec<Decimal> = raw.iter().map(|q| Decimal::new(*q, 6)).collect();
        let lines: Vec<(Rate, Decimal)> = quantities.iter().map(|q| (egress(), *q)).collect();
        let split = price(&model(&lines));
        let whole = price(&model(&[(egress(), quantities.iter().copied().sum())]));
        prop_assert_eq!(expected_list(&split), expected_list(&whole));
        for (line, quantity) in (0_u32..).zip(&raw) {
            let own = split.iter().filter(|c| c.line == line && c.scenario == Scenario::Low);
            let sum: i128 = own.clone().map(|c| c.quantity.raw()).sum();
            prop_assert_eq!(sum, i128::from(*quantity));
            prop_assert!(own.clone().all(|c| c.quantity >= Quantity::ZERO));
        }
    }

    /// Splitting a line moves its discounted cost by at most one unit of the last place.
    #[test]
    fn splitting_a_line_moves_its_discount_by_a_grain(a in 0_i64..1_000_000_000, b in 0_i64..1_000_000_000, percent in 0_i64..10_000) {
        let discounted = |lines: &[(Rate, Decimal)]| {
            let mut model = model(lines);
            model.discounts.push(Discount {
                services: vec!["aws/s3".into()],
                fraction: Ranged::same(Decimal::new(percent, 4)),
                active: Active::default(),
                name: String::new(),
            });
            price(&model).iter().filter(|c| c.scenario == Scenario::Low).map(|c| c.price.as_ref().unwrap().costs.contracted.raw()).sum::<i128>()
        };
        let flat = || rate(Schedule::Flat(price_of("0.000000000007")));
        let (a, b) = (Decimal::new(a, 6), Decimal::new(b, 6));
        prop_assert!((discounted(&[(flat(), a), (flat(), b)]) - discounted(&[(flat(), a + b)])).abs() <= 1);
    }

    /// On a flat row quantity x unit price is the list cost, to the last digit.
    #[test]
    fn quantity_times_price_is_the_list_cost(quantity in 0_i64..i64::MAX / 1_000, price_raw in 0_i64..1_000_000_000_000) {
        let price_raw = UnitPrice::from_raw(price_raw.into());
        let charges = price(&model(&[(rate(Schedule::Flat(price_raw)), Decimal::new(quantity, 6))]));
        for charge in charges {
            if let Ok(priced) = charge.price {
                prop_assert_eq!(priced.unit_price.times(charge.quantity), Some(priced.costs.list));
            }
        }
    }
}
