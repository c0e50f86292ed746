//! From a workload's text to something that can be simulated.

use std::sync::Arc;

use costmodel_core::book::PriceBook;
use costmodel_core::diag::Diagnostic;
use costmodel_core::model::Model;
use costmodel_core::project::Usage;
use costmodel_workload::Edits;
use jiff::civil::Date;

use crate::Simulation;

/// What came of a text.
#[derive(Debug)]
pub struct Loaded {
    /// The workload, unless there is an error.
    pub workload: Option<Workload>,
    /// Everything wrong or worth a look, by place in the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// A workload with every price found.
#[derive(Clone, Debug)]
pub struct Workload {
    model: Arc<Model>,
    usages: Arc<[Usage]>,
    book_date: Date,
    book_hash: Arc<str>,
}

/// Reads a workload and finds its prices. All problems are reported at once.
///
/// ```
/// let book = costmodel::prices::embedded();
/// let loaded = costmodel::load("nam = \"typo\"", &book);
/// assert!(loaded.workload.is_none());
/// assert!(loaded.diagnostics.iter().any(|diagnostic| diagnostic.message.contains("nam")));
/// ```
#[must_use]
pub fn load(text: &str, book: &PriceBook) -> Loaded {
    load_with(text, book, &Edits::default())
}

/// Reads a workload as [`load`] does, at another place or with prices of another day than its file says.
///
/// ```
/// use costmodel::{Edits, Elsewhere, Scenario};
/// let text = "name = \"a\"\nstart = \"2027-01\"\nmonths = 1\n[placement.main]\nat = \"aws/us-east-1\"\n\
///     [component.api.vm]\ntype = \"m7g.large\"\n";
/// let book = costmodel::prices::embedded();
/// let edits = Edits {
///     places: vec![Elsewhere { placement: None, at: "aws/eu-central-1".to_owned() }],
///     prices: None,
/// };
/// let total = |edits| {
///     let loaded = costmodel::load_with(text, &book, edits);
///     loaded.workload.map(|workload| workload.simulate().total(Scenario::Expected).costs.effective)
/// };
/// assert!(total(&edits) > total(&Edits::default()));
/// ```
#[must_use]
pub fn load_with(text: &str, book: &PriceBook, edits: &Edits) -> Loaded {
    let loaded = costmodel_workload::load_with(text, book, edits);
    let workload = loaded.model.map(|(model, usages)| Workload {
        model: Arc::new(model),
        usages: usages.into(),
        book_date: book.date,
        book_hash: book.hash.as_str().into(),
    });
    Loaded { workload, diagnostics: loaded.diagnostics }
}

impl Workload {
    /// The workload's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.model.name
    }

    /// The lowered model: series, fleets and lines.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Prices every line of every month in the three scenarios.
    #[must_use]
    pub fn simulate(&self) -> Simulation {
        let charges = costmodel_core::price::price_usage(&self.model, &self.usages);
        Simulation::new(self.model.clone(), charges, self.book_date, self.book_hash.clone())
    }
}
