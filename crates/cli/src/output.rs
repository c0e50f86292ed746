//! Bytes to stdout, buffered; a reader that stops is no error.

use std::io::{self, BufWriter, Write};

use crate::outcome::Failure;

/// Writes to stdout.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    write(&mut out)?;
    out.flush()?;
    Ok(())
}

/// Says something on stderr that is no data.
pub fn say(message: &str) {
    let _ = writeln!(io::stderr(), "{message}");
}
