//! The collector of everything that is wrong.

use costmodel_core::diag::{Diagnostic, Severity, Span};

/// How many are shown.
const MOST: usize = 1_000;

/// Diagnostics as they are found; sorted by place when read.
#[derive(Debug, Default)]
pub struct Problems {
    found: Vec<Diagnostic>,
    errors: usize,
    torn: Vec<Span>,
    names_torn: bool,
    hushed: &'static [&'static str],
}

impl Problems {
    /// Adds one, unless the same was said before at the same place, or it follows from what was said: it
    /// stands where the text could not be read, or it is hushed.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.errors = self.errors.saturating_add(usize::from(diagnostic.is_error()));
        let follows = self.hushed.contains(&diagnostic.code)
            || diagnostic.span.as_ref().is_some_and(|span| self.is_torn(span.start));
        let same = |d: &Diagnostic| {
            d.code == diagnostic.code && d.span == diagnostic.span && d.message == diagnostic.message
        };
        if !follows && !self.found.iter().rev().take(200).any(same) {
            self.found.push(diagnostic);
        }
    }

    /// What was said under a code at a place, if it ends so.
    pub fn said(&mut self, code: &str, span: &Span, end: &str) -> Option<&mut Diagnostic> {
        let same =
            |d: &&mut Diagnostic| d.code == code && d.span.as_ref() == Some(span) && d.message.ends_with(end);
        self.found.iter_mut().rev().take(200).find(same)
    }

    /// Marks a part of the text that could not be read: what seems wrong there from now on is not told.
    /// `names` is whether names may be lost with it.
    pub fn tear(&mut self, span: Span, names: bool) {
        self.names_torn |= names;
        if !self.torn.iter().rev().take(2).any(|known| known.start <= span.start && span.end <= known.end) {
            self.torn.push(span);
        }
    }

    /// Whether a place stands in a part that could not be read.
    #[must_use]
    pub fn is_torn(&self, at: usize) -> bool {
        self.torn.iter().any(|span| span.contains(&at))
    }

    /// Whether names may be lost in the parts that could not be read.
    #[must_use]
    pub fn names_torn(&self) -> bool {
        self.names_torn
    }

    /// Codes that are not told from now on, because what they rest on is unknown.
    pub fn hush(&mut self, codes: &'static [&'static str]) {
        self.hushed = codes;
    }

    /// Whether something makes the workload unusable.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(Diagnostic::is_error)
    }

    /// How many errors there were so far, told or not: more than before means that something failed.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// All of them: by place, errors before warnings at the same place.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        let place = |d: &Diagnostic| d.span.as_ref().map_or(usize::MAX, |span| span.start);
        self.found.sort_by_key(|d| (place(d), d.severity == Severity::Warning, d.code));
        let more = self.found.len().saturating_sub(MOST);
        if let Some(next) = self.found.get(MOST).map(|d| d.span.clone().unwrap_or(0..0)) {
            let cut = Diagnostic::error("too-many", next, format!("{more} more problems are not shown"))
                .label("from here on");
            self.found.truncate(MOST);
            self.found.push(cut.hint("mend those above first"));
        }
        self.found
    }
}
