//! What is wrong with a table: as plain data, with file, line and fix.

use std::fmt;

pub use costmodel_core::diag::Severity;

/// One thing that is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The table, as it was named.
    pub file: String,
    /// The line, from 1; 0 when it is about the file as a whole.
    pub line: usize,
    /// A warning leaves the table usable.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// How to mend it; empty when the message says it.
    pub hint: String,
}

impl Problem {
    /// An error at a line of a file.
    #[must_use]
    pub fn error(file: &str, line: usize, message: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem {
            file: file.to_owned(),
            line,
            severity: Severity::Error,
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// A warning at a line of a file.
    #[must_use]
    pub fn warning(file: &str, line: usize, message: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem { severity: Severity::Warning, ..Problem::error(file, line, message, hint) }
    }

    /// Whether the table cannot be used.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// `aws/s3/us-east-1.csv:12: …; fix: …`
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.message)?,
            line => write!(f, "{}:{line}: {}", self.file, self.message)?,
        }
        if self.hint.is_empty() { Ok(()) } else { write!(f, "; fix: {}", self.hint) }
    }
}

/// What is wrong with one cell, before it is known where the cell stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, in one sentence.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

impl Fault {
    /// A fault from its two sentences.
    #[must_use]
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault { message: message.into(), hint: hint.into() }
    }

    /// The problem it is at a place.
    #[must_use]
    pub fn at(self, file: &str, line: usize) -> Problem {
        Problem::error(file, line, self.message, self.hint)
    }
}
