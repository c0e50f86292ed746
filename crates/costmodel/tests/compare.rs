//! What comparing two workloads must hold to.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use costmodel::compare::Cause;
use costmodel::{Cheapest, Comparison, Edits, Elsewhere, Money, Scenario, Simulation, Wholeness};

const EXAMPLES: [&str; 3] = ["rag-assistant", "serverless-api", "multi-region-saas"];

fn text(example: &str) -> String {
    std::fs::read_to_string(format!("{}/../../examples/{example}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn simulate(text: &str, edits: &Edits) -> Simulation {
    let loaded = costmodel::load_with(text, &costmodel::prices::embedded(), edits);
    let errors: Vec<String> =
        loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.clone()).collect();
    loaded.workload.ok_or(errors.join("\n")).unwrap().simulate()
}

fn at(place: &str) -> Edits {
    let (placement, at) = place.split_once('=').map_or((None, place), |(name, at)| (Some(name), at));
    Edits {
        places: vec![Elsewhere { placement: placement.map(str::to_owned), at: at.to_owned() }],
        prices: None,
    }
}

/// Causes sum to the difference, of every line, of every component and in all; lines sum to the totals.
fn holds(comparison: &Comparison, base: &Simulation, other: &Simulation) {
    let lines = comparison.lines.iter().map(|line| &line.changes);
    for change in lines.clone().flatten().chain(&comparison.total) {
        assert_eq!(change.causes.sum(), change.difference());
    }
    for (scenario, sides) in Scenario::ALL.into_iter().zip(&comparison.total) {
        assert_eq!(sides.base, base.total(scenario));
        assert_eq!(sides.other, other.total(scenario));
    }
    let components = comparison.components();
    for at in 0..3 {
        let sum = |of: &dyn Fn(&costmodel::Change) -> Money| {
            let parts = components.iter().map(|(_, changes)| of(&changes[at]));
            parts.fold(Money::ZERO, |sum, part| sum.checked_add(part).unwrap())
        };
        for cause in Cause::ALL {
            assert_eq!(sum(&|change| change.causes.get(cause)), comparison.total[at].causes.get(cause));
        }
    }
}

#[test]
fn nothing_differs_from_itself() {
    for example in EXAMPLES {
        let own = simulate(&text(example), &Edits::default());
        let comparison = own.compare(&own);
        holds(&comparison, &own, &own);
        for change in comparison.lines.iter().flat_map(|line| &line.changes) {
            assert!(Cause::ALL.into_iter().all(|cause| change.causes.get(cause).is_zero()));
        }
    }
}

#[test]
fn causes_sum_to_the_difference_and_back() {
    let regions = ["aws/eu-central-1", "aws/us-west-2", "aws/ap-southeast-2"];
    for (example, name) in EXAMPLES.into_iter().zip(["", "", "east="]) {
        let text = text(example);
        let base = simulate(&text, &Edits::default());
        for region in regions {
            let other = simulate(&text, &at(&format!("{name}{region}")));
            let there = base.compare(&other);
            holds(&there, &base, &other);
            holds(&other.compare(&base), &other, &base);
            for (a, b) in there.total.iter().zip(&other.compare(&base).total) {
                assert_eq!(a.difference(), b.difference().negated());
            }
        }
    }
}

const SMALL: &str = r#"
name = "small"
start = "2027-01"
months = 3
[placement.main]
at = "aws/us-east-1"
[driver.chats]
unit = "chat"
monthly = 1_000_000
[component.api.function]
serves = "chats"
memory = "512 MiB"
duration = "200 ms"
[component.out.egress]
bytes = "60 KiB per chat"
"#;

fn causes(comparison: &Comparison) -> Vec<(Cause, String)> {
    let change = &comparison.total[Scenario::Expected.index()];
    let told = |cause| (cause, change.causes.get(cause).rounded(2).to_string());
    Cause::ALL.into_iter().map(told).filter(|(_, amount)| amount != "0").collect()
}

#[test]
fn each_cause_is_told_apart() {
    let base = simulate(SMALL, &Edits::default());
    let compared = |from: &str, to: &str| {
        assert!(SMALL.contains(from));
        let other = simulate(&SMALL.replace(from, to), &Edits::default());
        let comparison = base.compare(&other);
        holds(&comparison, &base, &other);
        causes(&comparison)
    };
    // 3 months x 1,000,000 x (0.2 s x 0.5 GiB x 0.0000166667 + 0.0000002) more.
    let more = compared("monthly = 1_000_000", "monthly = 2_000_000");
    assert!(matches!(more.as_slice(), [(Cause::Quantity, _)]), "{more:?}");
    let new = compared(
        "[component.out",
        "[component.store.one-time]\nmonth = \"2027-02\"\ncost = \"7 USD\"\n[component.out",
    );
    assert_eq!(new, [(Cause::New, "7".to_owned())]);
    let arm = compared("memory = \"512 MiB\"", "memory = \"512 MiB\"\narch = \"arm64\"");
    assert!(matches!(arm.as_slice(), [(Cause::Mix, amount)] if amount.starts_with('-')), "{arm:?}");
    let discount = compared("[driver", "[[discount]]\nservices = [\"aws/*\"]\npercent = \"10 %\"\n[driver");
    assert!(
        matches!(discount.as_slice(), [(Cause::Price, amount)] if amount.starts_with('-')),
        "{discount:?}"
    );
    let gone = compared("[component.out.egress]\nbytes = \"60 KiB per chat\"\n", "");
    assert!(matches!(gone.as_slice(), [(Cause::Gone, amount)] if amount.starts_with('-')), "{gone:?}");
}

#[test]
fn tiers_count_where_they_are_reached() {
    // 57 TiB a month against 5.7: the other side's steps are climbed at the base's prices, so all is quantity.
    let base = simulate(SMALL, &Edits::default());
    let other = simulate(&SMALL.replace("60 KiB", "60 MiB"), &Edits::default());
    assert!(matches!(causes(&base.compare(&other)).as_slice(), [(Cause::Quantity, _)]));
    // Another region of other prices: no quantity differs.
    let other = simulate(SMALL, &at("aws/ap-southeast-2"));
    assert!(matches!(causes(&base.compare(&other)).as_slice(), [(Cause::Price, _)]));
}

#[test]
fn what_has_no_price_is_no_saving() {
    // A database nobody knows the price of, instead of one that is known.
    let with = |vendor: &str| {
        let part = format!(
            "[driver.chunks]\nunit = \"chunk\"\nstock = 1_000_000\n[component.index.vector-database]\n\
             product = \"{vendor}\"\nkeeps = \"chunks\"\ndimensions = 1024\nqueries = \"1 query per chat\"\n"
        );
        simulate(&SMALL.replace("[component.api", &format!("{part}[component.api")), &Edits::default())
    };
    let (known, unknown) = (with("pinecone"), with("qdrant"));
    let comparison = known.compare(&unknown);
    holds(&comparison, &known, &unknown);
    let change = &comparison.total[Scenario::Expected.index()];
    assert_eq!(change.wholeness(), Wholeness::Floor, "the other side costs at least so much more");
    // The same line on both sides without a price is neither.
    let same = unknown.compare(&unknown);
    assert_eq!(same.total[1].wholeness(), Wholeness::Incomplete);
}

#[test]
fn a_floor_is_cheapest_only_where_nothing_can_change_it() {
    use costmodel::compare::cheapest;
    let total = |units: i64, unpriced: u32| {
        let mut total = costmodel::Total { unpriced, charges: 5, ..Default::default() };
        total.costs.effective = Money::from_units(units);
        total
    };
    let (a, b, floor) = (total(100, 0), total(120, 0), total(80, 1));
    assert_eq!(floor.wholeness(), Wholeness::Floor);
    assert_eq!(cheapest(&[&a, &b]), Cheapest::Known(vec![0]));
    assert_eq!(cheapest(&[&a, &b, &floor]), Cheapest::OneOf(vec![0, 2]));
    assert_eq!(cheapest(&[&a, &total(110, 1)]), Cheapest::Known(vec![0]));
    assert_eq!(cheapest(&[&a, &a]), Cheapest::Known(vec![0, 1]));
    assert_eq!(cheapest(&[&floor, &floor]), Cheapest::OneOf(vec![0, 1]));
}
