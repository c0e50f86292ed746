//! A bill of the first month, line by line: for tests of kinds with totals computed by hand.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "tests of kinds: what is not there fails")]

use costmodel_core::num::Money;
use costmodel_core::price::price_usage;
use costmodel_core::scenario::Scenario;
use costmodel_workload::load;

/// What the components of the tests speak of. January 2027 has 744 hours.
pub const HEAD: &str = r#"name = "test"
start = "2027-01"
months = 1
"#;
/// Drivers and the placement.
pub const REST: &str = r#"
[placement.main]
at = "aws/us-east-1"
[driver.chats]
monthly = "1_000_000"
[driver.jobs]
monthly = "1_000"
[driver.requests]
monthly = "5_000_000"
[driver.nothing]
monthly = 0
[driver.documents]
stock = "400_000"
size = "180 KiB per document"
"#;

/// Charges of the first month in the expected scenario: `component/line quantity unit cost`; or the codes of what
/// is wrong, each with its first hint.
pub fn bill(body: &str) -> Vec<String> {
    bill_of(&format!("{HEAD}{REST}{body}"), Scenario::Expected)
}

/// The same in another place: `gcp/us-central1`.
pub fn bill_at(at: &str, body: &str) -> Vec<String> {
    let rest = REST.replace("aws/us-east-1", at);
    bill_of(&format!("{HEAD}{rest}{body}"), Scenario::Expected)
}

/// The same for free tiers that never end.
pub fn bill_with_free(body: &str) -> Vec<String> {
    bill_of(&format!("{HEAD}free_tier = \"always\"\n{REST}{body}"), Scenario::Expected)
}

/// The same for a whole file.
pub fn bill_of(text: &str, scenario: Scenario) -> Vec<String> {
    let loaded = load(text, &costmodel_pricebook::embedded());
    let Some((model, usages)) = &loaded.model else {
        let wrong = loaded.diagnostics.iter().filter(|d| d.is_error());
        return wrong
            .map(|d| format!("{}: {}", d.code, d.hints.first().map_or("", String::as_str)))
            .collect();
    };
    let charges = price_usage(model, usages);
    let first = charges.iter().filter(|charge| charge.scenario == scenario && charge.month == 0);
    first
        .map(|charge| {
            let line = &model.lines[charge.line as usize];
            let unit =
                line.rates.as_ref().map_or_else(|_| String::new(), |rates| format!(" {}", rates[0].unit));
            let cost = match &charge.price {
                Ok(priced) => shown(priced.costs.list),
                Err(_) => "unpriced".to_owned(),
            };
            let component = &model.components[usize::from(line.component)].name;
            let quantity = charge.quantity.to_decimal().normalize();
            format!("{component}/{} {quantity}{unit} {cost}", line.name)
        })
        .collect()
}

fn shown(money: Money) -> String {
    money.to_string()
}
