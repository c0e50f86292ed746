//! The values of drivers and events, before any line is.

use rust_decimal::Decimal;

use crate::model::{Balance, Model};
use crate::scenario::Scenario;

/// The values of a model's series in one scenario, by month: each computed once, however many are added later.
#[derive(Clone, Debug, Default)]
pub struct SeriesValues {
    stocks: Vec<Balance>,
    pub(super) series: Vec<Vec<Decimal>>,
}

impl SeriesValues {
    /// The values of every series there is by now; zeros where one leaves the range.
    pub fn of(&mut self, model: &Model, scenario: Scenario) -> &[Vec<Decimal>] {
        for stock in model.stocks.iter().skip(self.stocks.len()) {
            self.stocks.push(stock.run(scenario, model.start, model.months).unwrap_or_default());
        }
        for one in model.series.iter().skip(self.series.len()) {
            let values = one.kind.run(scenario, model.start, model.months, &self.series, &self.stocks);
            let zeros = || vec![Decimal::ZERO; usize::from(model.months)];
            self.series.push(values.unwrap_or_else(zeros));
        }
        &self.series
    }
}
