//! The collector of everything that is wrong.

use costmodel_core::diag::{Diagnostic, Severity};

/// Diagnostics as they are found; sorted by place when read.
#[derive(Debug, Default)]
pub struct Problems {
    found: Vec<Diagnostic>,
}

impl Problems {
    /// Adds one, unless the same was said before at the same place.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let same = |d: &Diagnostic| d.code == diagnostic.code && d.span == diagnostic.span && d.message == diagnostic.message;
        if !self.found.iter().rev().take(200).any(same) {
            self.found.push(diagnostic);
        }
    }

    /// Whether something makes the workload unusable.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(Diagnostic::is_error)
    }

    /// How many errors there are so far.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.found.iter().filter(|d| d.is_error()).count()
    }

    /// All of them: by place, errors before warnings at the same place.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        let place = |d: &Diagnostic| d.span.as_ref().map_or(usize::MAX, |span| span.start);
        self.found.sort_by_key(|d| (place(d), d.severity == Severity::Warning, d.code));
        self.found
    }
}
