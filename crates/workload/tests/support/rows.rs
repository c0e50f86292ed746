//! Lines of components below a header, on the prices of the book: for tests of kinds.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests of kinds: what is not there fails"
)]

use costmodel_core::model::{Line, Model};
use costmodel_core::price::price_usage;
use costmodel_core::project::Usage;
use costmodel_core::scenario::Scenario;
use costmodel_pricebook::embedded;
use costmodel_workload::{Loaded, load};
use rust_decimal::Decimal;

/// Settings, a placement and drivers that the components of a test stand on.
pub struct Header(pub &'static str);

impl Header {
    /// The components, loaded.
    pub fn loaded(&self, components: &str) -> Loaded {
        load(&format!("{}{components}", self.0), &embedded())
    }

    /// Their model and usage.
    pub fn run(&self, components: &str) -> (Model, Vec<Usage>) {
        let loaded = self.loaded(components);
        loaded.model.unwrap_or_else(|| panic!("{components}\n{:#?}", loaded.diagnostics))
    }

    /// Lines of production in the first month of the expected scenario: name, SKU, meter, quantity.
    pub fn rows(&self, components: &str) -> Vec<String> {
        let (model, usages) = self.run(components);
        production(&model)
            .map(|(id, line)| {
                format!("{}: {} {} {}", line.name, line.key.sku, line.key.meter, quantity(&usages, id))
            })
            .collect()
    }

    /// What production costs in the first month of the expected scenario.
    pub fn total(&self, components: &str) -> Decimal {
        let (model, usages) = self.run(components);
        price_usage(&model, &usages)
            .iter()
            .filter(|charge| charge.scenario == Scenario::Expected && charge.month == 0)
            .filter(|charge| model.lines[charge.line as usize].environment == 0)
            .map(|charge| charge.price.as_ref().unwrap().costs.list.to_decimal())
            .sum()
    }

    /// What lines and the whole say beside numbers.
    pub fn notes(&self, components: &str) -> String {
        let (model, _) = self.run(components);
        let lines = model.lines.iter().map(|line| line.note.clone());
        lines.chain(model.remarks).map(|text| format!("{text}\n")).collect()
    }

    /// The codes of everything that is said, but of drivers the test does not need.
    pub fn codes(&self, components: &str) -> String {
        let loaded = self.loaded(components);
        let codes: Vec<&str> =
            loaded.diagnostics.iter().filter(|d| d.code != "unused-driver").map(|d| d.code).collect();
        codes.join(" ")
    }
}

/// Lines of production, with their number.
pub fn production(model: &Model) -> impl Iterator<Item = (u32, &Line)> {
    (0..).zip(&model.lines).filter(|(_, line)| line.environment == 0)
}

/// Of a line in the first month of the expected scenario.
pub fn quantity(usages: &[Usage], id: u32) -> String {
    let usage = usages.iter().find(|u| u.line == id && u.scenario == Scenario::Expected && u.month == 0);
    usage.unwrap().quantity.as_ref().map_or_else(ToString::to_string, ToString::to_string)
}

pub fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}
