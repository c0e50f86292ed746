//! Rows of a CSV as bytes.

use std::io::{self, Write};

pub(crate) use costmodel_core::cells::{money, plain, quantity, shown, text, unit_price};

/// A row buffer that is written out when it is full: no allocation per cell.
pub(crate) struct Rows<'w> {
    out: &'w mut dyn Write,
    buffer: Vec<u8>,
}

const FULL: usize = 64 * 1024;

impl<'w> Rows<'w> {
    pub(crate) fn new(out: &'w mut dyn Write) -> Rows<'w> {
        Rows { out, buffer: Vec::with_capacity(FULL + 4096) }
    }

    /// The bytes of the row being written.
    pub(crate) fn row(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Ends a row: its last comma becomes the line end.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        if let Some(last) = self.buffer.last_mut() {
            *last = b'\n';
        }
        if self.buffer.len() >= FULL {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Writes out what is left.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.out.flush()
    }
}
