//! What is wrong with an input, as plain data: the rim renders it, a planning tool reads it.

use std::ops::Range;

/// Where in the text something stands: byte offsets.
pub type Span = Range<usize>;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The workload is used, but something deserves a look.
    Warning,
    /// The workload cannot be used.
    Error,
}

/// One thing that is wrong, where, and how to mend it.
///
/// ```
/// use costmodel_core::diag::Diagnostic;
/// let diagnostic = Diagnostic::error("unknown-key", 8..12, "unknown key `moths`")
///     .label("not a key of the workload")
///     .hint("did you mean `months`?");
/// assert!(diagnostic.is_error());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// Its stable name; `docs/errors.md` has a page for each.
    pub code: &'static str,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where; `None` when it is about the file as a whole.
    pub span: Option<Span>,
    /// What stands at that place, in a few words.
    pub label: String,
    /// How to mend it.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            code,
            message: message.into(),
            span: Some(span),
            label: String::new(),
            hints: Vec::new(),
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, message) }
    }

    /// With a few words at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    /// With one more way to mend it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hints.push(hint.into());
        self
    }

    /// Whether the workload cannot be used.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Line and column, both from 1, of a byte offset; columns count characters.
///
/// ```
/// assert_eq!(costmodel_core::diag::line_column("a = 1\nb = 2\n", 10), (2, 5));
/// ```
#[must_use]
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
    let line = before.bytes().filter(|&b| b == b'\n').count().saturating_add(1);
    let column = before.get(line_start..).map_or(0, |line| line.chars().count()).saturating_add(1);
    (line, column)
}

/// A diagnostic as plain lines: what a log, a test or a tool reads. The first line is
/// `file:line:column: error[code]: message`, then label and hints, indented.
///
/// ```
/// use costmodel_core::diag::{Diagnostic, plain};
/// let diagnostic = Diagnostic::error("unknown-key", 0..5, "unknown key `moths`").hint("did you mean `months`?");
/// assert_eq!(plain("moths = 3\n", "a.toml", &diagnostic), "a.toml:1:1: error[unknown-key]: unknown key `moths`\n  help: did you mean `months`?\n");
/// ```
#[must_use]
pub fn plain(text: &str, file: &str, diagnostic: &Diagnostic) -> String {
    let (line, column) = diagnostic.span.as_ref().map_or((1, 1), |span| line_column(text, span.start));
    let severity = match diagnostic.severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let mut out =
        format!("{file}:{line}:{column}: {severity}[{}]: {}\n", diagnostic.code, diagnostic.message);
    if !diagnostic.label.is_empty() {
        out.push_str(&format!("  at: {}\n", diagnostic.label));
    }
    for hint in &diagnostic.hints {
        out.push_str(&format!("  help: {hint}\n"));
    }
    out
}
