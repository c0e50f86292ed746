//! The workload file of costmodel: TOML text to spec, spec and price book to a model of lines.
//!
//! [`load`] reports every problem of a file at once, each with its place and its mend, and returns a model
//! only when there is no error. It reads nothing but its arguments.
//!
//! The steps: [`decode::dom`] parses the text into nodes with spans; [`mod@spec`] turns them into nouns; each
//! kind of component in [`kinds`] lowers its noun to lines through [`lower::Cx`]; [`flows`] adds what bytes
//! between components imply; [`lower`] checks the whole horizon against the limits of the engine.
//!
//! ```
//! let book = costmodel_pricebook::embedded();
//! let loaded = costmodel_workload::load("name = \"a\"\nstart = \"2027-01\"\nmoths = 12\n", &book);
//! assert!(loaded.model.is_none());
//! assert!(loaded.diagnostics.iter().any(|diagnostic| diagnostic.hints == ["did you mean `months`?"]));
//! ```

pub mod decode;
mod edits;
mod example;
pub mod flows;
pub mod kinds;
pub mod limits;
pub mod lower;
pub mod reference;
pub mod schema;
pub mod spec;

pub use edits::{Edits, Elsewhere};
pub use example::example;

use costmodel_core::book::PriceBook;
use costmodel_core::diag::Diagnostic;
use costmodel_core::model::Model;
use costmodel_core::project::Usage;

/// What came of a text.
#[derive(Debug)]
pub struct Loaded {
    /// The model and its usage, unless there is an error.
    pub model: Option<(Model, Vec<Usage>)>,
    /// Everything wrong or worth a look, by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a workload and finds its prices.
#[must_use]
pub fn load(text: &str, book: &PriceBook) -> Loaded {
    load_with(text, book, &Edits::default())
}

/// Reads a workload as [`load`] does, at another place or with prices of another day than its file says.
#[must_use]
pub fn load_with(text: &str, book: &PriceBook, edits: &Edits) -> Loaded {
    let mut problems = decode::Problems::default();
    if limits::too_large(text, &mut problems) {
        return Loaded { model: None, diagnostics: problems.into_sorted() };
    }
    let document = decode::dom::parse(limits::readable(text, &mut problems), &mut problems);
    if limits::too_many_nouns(&document, &mut problems) {
        return Loaded { model: None, diagnostics: problems.into_sorted() };
    }
    let model = spec::decode(&document, &mut problems)
        .and_then(|mut spec| {
            edits::apply(&mut spec, edits, &mut problems);
            lower::lower(&spec, book, &mut problems)
        })
        .filter(|_| !problems.has_errors());
    Loaded { model, diagnostics: problems.into_sorted() }
}
