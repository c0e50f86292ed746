//! Row ids are unique and stable; an explanation can be redone.
#![allow(clippy::unwrap_used)]

mod fixture;

use std::collections::BTreeSet;

use costmodel_core::explain::{CannotExplain, Question, RowIds, explain, kebab, row_id};
use costmodel_core::model::Expr;
use costmodel_core::num::Money;
use costmodel_core::price::price;
use costmodel_core::scenario::Scenario;
use fixture::*;

#[test]
fn row_ids_are_unique_and_say_where_the_row_is() {
    let model = model();
    let charges = price(&model);
    let ids = RowIds::of(&model);
    let all: BTreeSet<String> = charges.iter().map(|charge| ids.id(charge)).collect();
    assert_eq!(all.len(), charges.len());
    assert!(all.contains("api/vcpu/production/main/2027-01/expected"));
    assert!(all.contains("api/data-out-internet/production/main/2027-01/expected/1"), "{all:#?}");
    assert!(all.contains("api/data-out-cdn/production/main/2027-12/high/free"));
    assert_eq!(row_id(&model, &charges[0]), ids.id(&charges[0]));
    assert_eq!(kebab("  vCPU (hours) "), "vcpu-hours");
}

#[test]
fn lines_that_are_alike_in_everything_get_a_number() {
    let mut model = model();
    let twin = model.lines[0].clone();
    model.lines.extend([twin.clone(), twin]);
    let ids = RowIds::of(&model);
    let all: BTreeSet<&str> = (0..model.lines.len()).map(|at| ids.line(u32::try_from(at).unwrap())).collect();
    assert_eq!(all.len(), model.lines.len(), "{all:#?}");
}

#[test]
fn the_formula_is_shown_with_names_and_with_numbers() {
    let model = model();
    let charges = price(&model);
    let told = explain(&model, &charges, &Question::about("api/vcpu")).unwrap();
    let line = &told.lines[0];
    assert_eq!(line.quantity.formula(), "replica hours of api x vCPU");
    // 1,000,000 chats x 2.5 / 744 h = 3,360.2 an hour, 2,000 a replica: 2 replicas.
    assert_eq!(line.quantity.numbers(), "1488 x 2");
    assert_eq!(line.quantity.shown_value(), "2976");
    let names: Vec<&str> = line.quantity.named().iter().map(|term| term.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "replica hours of api",
            "vCPU",
            "demand on api",
            "units a replica of api takes in an hour",
            "chats",
            "chats an hour"
        ]
    );
    let charge = line.charges[0].price.as_ref().unwrap();
    assert_eq!(charge.product.to_string(), "120.46848");
    assert_eq!(
        (charge.applied[0].factor.as_str(), charge.applied[0].after),
        ("0.94", charge.costs.contracted)
    );
}

#[test]
fn products_multipliers_and_sums_give_every_charge_back() {
    let model = model();
    let charges = price(&model);
    for charge in charges.iter().filter(|charge| charge.price.is_ok()) {
        let told = explain(&model, &charges, &Question::about(&row_id(&model, charge))).unwrap();
        let [line] = told.lines.as_slice() else { panic!("one line") };
        let [one] = line.charges.as_slice() else { panic!("one charge: {:?}", line.charges) };
        let priced = one.price.as_ref().unwrap();
        let costs = charge.price.as_ref().unwrap().costs;
        assert_eq!(Some(priced.product), priced.unit_price.times(one.quantity));
        let uplifted = priced.applied.iter().rfind(|a| a.is_uplift).map_or(priced.product, |a| a.after);
        assert_eq!(uplifted, costs.list);
        assert_eq!(priced.applied.last().map_or(priced.product, |a| a.after), costs.contracted);
        assert_eq!(told.total.costs, costs);
    }
}

#[test]
fn the_charges_of_a_line_add_up_to_its_converted_quantity() {
    let model = model();
    let charges = price(&model);
    let question = Question { scenario: Some(Scenario::High), ..Question::about("api/data-out-internet") };
    let told = explain(&model, &charges, &question).unwrap();
    let line = &told.lines[0];
    let sum: i128 = line.charges.iter().map(|charge| charge.quantity.raw()).sum();
    let free = line.free.as_ref().unwrap();
    assert_eq!(sum + free.taken.raw(), line.conversion.as_ref().unwrap().rounded.unwrap().raw());
    let pool = line.pool.as_ref().unwrap();
    assert_eq!(pool.lines, 2);
    assert!(pool.total > line.conversion.as_ref().unwrap().rounded.unwrap());
    assert!(told.total.costs.list > Money::ZERO);
}

#[test]
fn the_month_defaults_to_the_first_with_a_charge() {
    let model = model();
    let charges = price(&model);
    assert_eq!(explain(&model, &charges, &Question::about("cutover")).unwrap().month.to_string(), "2027-02");
    let outside = Question { month: "2029-01".parse().ok(), ..Question::about("api") };
    assert!(matches!(explain(&model, &charges, &outside), Err(CannotExplain::OutsideHorizon { .. })));
    let nothing = Question { month: "2027-05".parse().ok(), ..Question::about("cutover") };
    assert!(matches!(
        explain(&model, &charges, &nothing),
        Err(CannotExplain::NothingCharged { months: Some(_) })
    ));
    let Err(CannotExplain::UnknownId { known, .. }) =
        explain(&model, &charges, &Question::about("api/vcpus"))
    else {
        panic!("unknown")
    };
    assert!(known.contains(&"api/vcpu/production/main".to_owned()) && known.contains(&"answers".to_owned()));
}

#[test]
fn formulas_keep_their_meaning() {
    let mut model = model();
    let n = |name: &str, value: i64| Expr::constant(name, value, "");
    model.lines[0].quantity = n("a", 2)
        .times(Expr::Sum(vec![n("b", 3), n("c", 4)]))
        .over(n("d", 5).times(n("e", 7)))
        .times(Expr::Above(Box::new(n("f", 9)), Box::new(Expr::Largest(vec![n("g", 1), n("h", 2)]))));
    let charges = price(&model);
    let told = explain(&model, &charges, &Question::about("api/vcpu")).unwrap();
    let quantity = &told.lines[0].quantity;
    assert_eq!(quantity.formula(), "a x (b + c) / (d x e) x max(0, f - max(g, h))");
    assert_eq!(quantity.numbers(), "2 x (3 + 4) / (5 x 7) x max(0, 9 - max(1, 2))");
    assert_eq!(quantity.shown_value(), "2.8");
}
