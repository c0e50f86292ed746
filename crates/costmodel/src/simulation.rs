//! What a workload costs: sums, groups, files, explanations.

use std::io::{self, Write};
use std::sync::Arc;

use costmodel_core::compare::{Comparison, Side, compare};
use costmodel_core::explain::{self, CannotExplain, Explanation, Question};
use costmodel_core::freshness::{self, Freshness};
use costmodel_core::model::Model;
use costmodel_core::price::Charge;
use costmodel_core::scenario::Scenario;
use costmodel_core::surprises::{self, Surprise};
use costmodel_core::totals::{self, By, Coverage, Total};
use costmodel_export::{Report, csv};
use jiff::civil::Date;

/// Every charge of three scenarios.
#[derive(Clone, Debug)]
pub struct Simulation {
    model: Arc<Model>,
    charges: Vec<Charge>,
    book_date: Date,
    book_hash: Arc<str>,
}

impl Simulation {
    pub(crate) fn new(
        model: Arc<Model>,
        charges: Vec<Charge>,
        book_date: Date,
        book_hash: Arc<str>,
    ) -> Simulation {
        Simulation { model, charges, book_date, book_hash }
    }

    /// Every charge, by scenario, month and line.
    #[must_use]
    pub fn charges(&self) -> &[Charge] {
        &self.charges
    }

    /// The model behind them.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The totals of the low, expected and high scenario.
    #[must_use]
    pub fn totals(&self) -> [Total; 3] {
        totals::scenarios(&self.model, &self.charges)
    }

    /// The total of one scenario.
    #[must_use]
    pub fn total(&self, scenario: Scenario) -> Total {
        let [low, expected, high] = self.totals();
        match scenario {
            Scenario::Low => low,
            Scenario::Expected => expected,
            Scenario::High => high,
        }
    }

    /// Totals of the three scenarios by group, groups in the order of first appearance.
    #[must_use]
    pub fn group(&self, by: By) -> Vec<(String, [Total; 3])> {
        totals::group(&self.model, &self.charges, by)
    }

    /// How many lines are priced, at derived prices, assumed and unpriced.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        totals::coverage(&self.model, &self.charges)
    }

    /// How old the prices in use are; `None` where none comes from the book.
    #[must_use]
    pub fn freshness(&self) -> Option<Freshness> {
        freshness::freshness(&self.model, &self.charges)
    }

    /// Where money goes that nobody looked for, the dearest first.
    #[must_use]
    pub fn surprises(&self) -> Vec<Surprise> {
        surprises::surprises(&self.model, &self.charges)
    }

    /// How another simulation differs from this one, and why.
    ///
    /// ```
    /// use costmodel::{Scenario, compare::Cause};
    /// let book = costmodel::prices::embedded();
    /// let cost = |machines: u32| {
    ///     let text = format!("name = \"a\"\nstart = \"2027-01\"\nmonths = 2\n[placement.main]\n\
    ///         at = \"aws/us-east-1\"\n[component.api.vm]\ntype = \"m7g.large\"\ncount = {machines}\n");
    ///     costmodel::load(&text, &book).workload.map(|workload| workload.simulate())
    /// };
    /// let (two, three) = (cost(2).ok_or("wrong")?, cost(3).ok_or("wrong")?);
    /// let comparison = two.compare(&three);
    /// let change = &comparison.total[Scenario::Expected.index()];
    /// assert_eq!(change.causes.get(Cause::Quantity), change.difference());
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn compare(&self, other: &Simulation) -> Comparison {
        let side = |model, charges| Side { model, charges };
        compare(side(&self.model, &self.charges), side(&other.model, &other.charges))
    }

    /// What the writers write from; change its fields to group otherwise or to show one scenario.
    ///
    /// ```
    /// use costmodel::{By, Report};
    /// let text = "name = \"a\"\nstart = \"2027-01\"\nmonths = 2\n[placement.main]\nat = \"aws/us-east-1\"\n\
    ///     [component.api.vm]\ntype = \"m7g.large\"\n";
    /// let loaded = costmodel::load(text, &costmodel::prices::embedded());
    /// let simulation = loaded.workload.ok_or("the diagnostics say why")?.simulate();
    /// let report = Report { by: By::Month, ..simulation.report() };
    /// let mut out = Vec::new();
    /// costmodel::write::table(&report, &mut out)?;
    /// assert!(String::from_utf8(out)?.contains("by month"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn report(&self) -> Report<'_> {
        Report::new(&self.model, &self.charges, self.book_date, &self.book_hash)
    }

    /// Everything behind a component, a line or a row, in the first month that has a charge and the expected
    /// scenario, unless a row id says otherwise.
    ///
    /// # Errors
    /// When there is nothing of that name, or nothing is charged.
    pub fn explain(&self, id: &str) -> Result<Explanation, CannotExplain> {
        self.answer(&Question::about(id))
    }

    /// Like [`Simulation::explain`], for a month and a scenario.
    ///
    /// # Errors
    /// When there is nothing of that name, the month is outside the horizon, or nothing is charged in it.
    pub fn answer(&self, question: &Question) -> Result<Explanation, CannotExplain> {
        explain::explain(&self.model, &self.charges, question)
    }

    /// The line items as CSV: one row per charge and tier.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        csv::lines(&self.report(), out)
    }

    /// Month totals by component as CSV.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write_months(&self, out: &mut dyn Write) -> io::Result<()> {
        csv::months(&self.report(), out)
    }

    /// Scenario totals as CSV.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write_scenarios(&self, out: &mut dyn Write) -> io::Result<()> {
        csv::scenarios(&self.report(), out)
    }

    /// Header, scenarios, groups and coverage as JSON.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        costmodel_export::json(&self.report(), out)
    }

    /// A summary for a person.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write_table(&self, out: &mut dyn Write) -> io::Result<()> {
        costmodel_export::table(&self.report(), out)
    }

    /// The summary as markdown.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        costmodel_export::markdown(&self.report(), out)
    }
}
