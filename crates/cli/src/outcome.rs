//! How a run ends. The kind of failure decides the exit code, here and nowhere else.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// Why a run did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// A file or a stream cannot be read or written: exit 1.
    Io(String),
    /// The input or the question is wrong, as said: exit 2.
    Input(String),
    /// The input is wrong, and the diagnostics on stderr have said how: exit 2.
    Told,
    /// A gate failed: a change that nobody agreed to. Exit 3.
    Gate(String),
    /// Under `--strict`, prices are missing or stale: exit 4.
    Strict(String),
    /// Whoever read our output has stopped: exit 0.
    NobodyReads,
}

/// What a verb returns.
pub type Outcome = Result<(), Failure>;

impl Failure {
    /// A failure to read or write a file.
    pub fn at(path: &Path, doing: &str, error: &impl Display) -> Failure {
        Failure::Io(format!("cannot {doing} {}: {error}", path.display()))
    }
}

/// A failure of stdout.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::NobodyReads,
            _ => Failure::Io(format!("cannot write the output: {error}")),
        }
    }
}

/// Says what is left to say and gives the exit code.
pub fn exit(outcome: Outcome) -> ExitCode {
    let (message, code) = match outcome {
        Ok(()) | Err(Failure::NobodyReads) => (None, 0),
        Err(Failure::Io(message)) => (Some(message), 1),
        Err(Failure::Input(message)) => (Some(message), 2),
        Err(Failure::Told) => (None, 2),
        Err(Failure::Gate(message)) => (Some(message), 3),
        Err(Failure::Strict(message)) => (Some(message), 4),
    };
    if let Some(message) = message {
        let _ = writeln!(io::stderr(), "error: {message}");
    }
    ExitCode::from(code)
}
