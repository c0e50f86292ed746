//! Cloud cost modeling from one reviewed text file: load a workload, simulate it, group and write what it
//! costs, explain any row.
//!
//! This is the crate that a planning tool imports. It reads no file, prints nothing and never panics on an
//! input: a wrong workload gives [`Diagnostic`]s with places and hints, a missing price is a charge that says
//! why it has none, and every total knows whether it is whole.
//!
//! ```
//! use costmodel::{By, Scenario};
//!
//! let book = costmodel::prices::embedded();
//! let loaded = costmodel::load(
//!     r#"
//!     name = "cutover"
//!     start = "2027-01"
//!     months = 12
//!     [placement.main]
//!     at = "aws/us-east-1"
//!     [component.cutover.one-time]
//!     month = "2027-02"
//!     cost = { low = "2_000 USD", expected = "6_000 USD", high = "15_000 USD" }
//!     "#,
//!     &book,
//! );
//! let workload = loaded.workload.ok_or("the diagnostics say what is wrong")?;
//! let simulation = workload.simulate();
//! assert_eq!(simulation.total(Scenario::Expected).costs.effective.to_string(), "6000");
//! for (component, totals) in simulation.group(By::Component) {
//!     assert_eq!((component.as_str(), totals[2].costs.list.to_string().as_str()), ("cutover", "15000"));
//! }
//! let mut csv = Vec::new();
//! simulation.write_lines(&mut csv)?;
//! assert_eq!(simulation.explain("cutover")?.lines.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod coverage;
mod load;
mod lock;
pub mod prices;
mod simulation;
pub mod starter;
mod stubs;

pub use costmodel_core::book::PriceBook;
pub use costmodel_core::compare::{self, Change, Cheapest, Comparison};
pub use costmodel_core::diag::{Diagnostic, Severity, line_column, plain};
pub use costmodel_core::explain::{self, CannotExplain, Explanation, Question};
pub use costmodel_core::freshness::{Freshness, STALE_MONTHS, Stale};
pub use costmodel_core::model::{self, Model};
pub use costmodel_core::month::Month;
pub use costmodel_core::num::{Money, Quantity, UnitPrice};
pub use costmodel_core::price::{Charge, Costs};
pub use costmodel_core::scenario::Scenario;
pub use costmodel_core::surprises::{Cause, Surprise};
pub use costmodel_core::totals::{By, Coverage, Total, Wholeness};
pub use costmodel_export as write;
pub use costmodel_export::Report;
pub use costmodel_quote as quote;
pub use costmodel_workload::limits::MOST_BYTES;
pub use costmodel_workload::{Edits, Elsewhere};
pub use load::{Loaded, Workload, load, load_with};
pub use lock::{Lock, LockChange, Locked};
pub use simulation::Simulation;
pub use stubs::Stubs;

/// Prices usage rows one by one, in their order: what a gateway's log or a bill's export cost at list prices. The
/// module of the same name has the rows, and the same from CSV to CSV.
///
/// ```
/// use costmodel::quote::{MeteredRow, Row};
///
/// let book = costmodel::prices::embedded();
/// let row = MeteredRow {
///     provider: "aws",
///     service: "nat-gateway",
///     region: "us-east-1",
///     sku: "standard",
///     meter: "gateway",
///     quantity: 720.into(),
///     unit: "Hours",
///     month: None,
/// };
/// let costs: Vec<String> = costmodel::quote(&book, [Row::Metered(row)])
///     .map(|quoted| quoted.cost.map_or_else(|| quoted.behind.note.clone(), |cost| cost.to_string()))
///     .collect();
/// assert_eq!(costs, ["32.4"]);
/// ```
pub fn quote<'b, 'r, R>(book: &'b PriceBook, rows: R) -> impl Iterator<Item = quote::Quoted> + use<'b, 'r, R>
where
    R: IntoIterator<Item = quote::Row<'r>>,
{
    costmodel_quote::quote(book, rows)
}

/// The JSON Schema of a workload file, for editors.
///
/// ```
/// assert!(costmodel::schema().starts_with('{'));
/// ```
#[must_use]
pub fn schema() -> String {
    costmodel_workload::schema::json()
}

/// The names nearest to a mistyped one, nearest first, at most three.
///
/// ```
/// assert_eq!(costmodel::nearest("anwsers", ["answers", "api", "logs"]), ["answers"]);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    costmodel_pricebook::nearest(name, names, 3)
}
