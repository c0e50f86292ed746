//! A large file on several cores: blocks of whole lines go to one thread after the other, and their rows come
//! back in the same turn.
//!
//! Only lines without quotes can be told apart without reading them from the start: from the first block with a
//! quote on, or with no line end, what is left is for one thread.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use costmodel_core::book::PriceBook;
use costmodel_core::num::Money;

use super::header::Header;
use super::records::{Found, Records};
use super::{CannotQuote, Out, Summary, row};
use crate::quoter::{Options, Quoter};

/// Bytes of a block, more or less a line.
const BLOCK: usize = 128 * 1024;
/// Blocks that wait at a thread.
const WAITING: usize = 2;

/// Whole lines, and where in the input they begin.
struct Block {
    lines: Vec<u8>,
    offset: u64,
    /// Where their rows are written: an emptied one, because new memory costs more than what is in it.
    rows: Vec<u8>,
}

/// The rows of a block, and its lines, to be used again.
struct Rows {
    text: Vec<u8>,
    lines: Vec<u8>,
    summary: Summary,
}

/// A thread: what it is given, what it gives back.
type Lane = (SyncSender<Block>, Receiver<Rows>);

/// Prices the rows of an input that can be cut into blocks; what it gives back is still to be priced.
pub(super) fn quote<R: Read, W: Write>(
    book: &PriceBook,
    options: Options,
    threads: usize,
    header: &Header,
    records: Records<R>,
    out: &mut Out<W>,
    summary: &mut Summary,
) -> Result<Records<R>, CannotQuote> {
    let (read, offset, input) = records.into_rest();
    let mut blocks = Blocks { input, read, offset, ended: false, used: Vec::new() };
    out.write().map_err(CannotQuote::Write)?;
    thread::scope(|scope| {
        let lanes: Vec<Lane> = (0..threads)
            .map_while(|_| {
                let (give, given) = sync_channel::<Block>(WAITING);
                let (done, take) = sync_channel::<Rows>(WAITING);
                let work = move || {
                    let mut quoter = Quoter::new(book, options);
                    for block in given {
                        if done.send(priced(header, &mut quoter, block)).is_err() {
                            break;
                        }
                    }
                };
                // Where there are no threads, one does it all.
                thread::Builder::new().spawn_scoped(scope, work).ok().map(|_| (give, take))
            })
            .collect();
        let most = lanes.len().saturating_mul(WAITING);
        let (mut given, mut taken) = (0_usize, 0_usize);
        let mut take = |taken: usize, used: &mut Vec<Vec<u8>>| -> Result<(), CannotQuote> {
            let lane = lanes.get(taken.checked_rem(lanes.len()).unwrap_or_default());
            let Some(rows) = lane.and_then(|(_, take)| take.recv().ok()) else { return Ok(()) };
            out.output.write_all(&rows.text).map_err(CannotQuote::Write)?;
            summary.join(&rows.summary);
            used.extend([rows.lines, rows.text]);
            Ok(())
        };
        // Without a lane all of it is left for the caller.
        let next = |blocks: &mut Blocks<R>| if most > 0 { blocks.next() } else { Ok(None) };
        while let Some(block) = next(&mut blocks).map_err(CannotQuote::Read)? {
            if given.saturating_sub(taken) >= most {
                take(taken, &mut blocks.used)?;
                taken = taken.saturating_add(1);
            }
            let lane = lanes.get(given.checked_rem(lanes.len()).unwrap_or_default());
            let _ = lane.map(|(give, _)| give.send(block));
            given = given.saturating_add(1);
        }
        while taken < given {
            take(taken, &mut blocks.used)?;
            taken = taken.saturating_add(1);
        }
        Ok(())
    })?;
    out.output.flush().map_err(CannotQuote::Write)?;
    Ok(Records::from(blocks.input, blocks.read, blocks.offset))
}

/// The rows of a block, priced.
fn priced(header: &Header, quoter: &mut Quoter<'_>, block: Block) -> Rows {
    let mut text = block.rows;
    let mut summary = Summary { total: Some(Money::ZERO), ..Summary::default() };
    let mut records = Records::whole(block.lines, block.offset);
    while let Found::Record(record, at) = records.next() {
        summary.add(&row(header, quoter, &record, at, &mut text));
    }
    Rows { text, lines: records.into_buffer(), summary }
}

/// Cuts an input into blocks.
struct Blocks<R> {
    input: R,
    read: Vec<u8>,
    /// Where in the input `read` begins.
    offset: u64,
    ended: bool,
    /// Buffers that were used: of lines, then of rows.
    used: Vec<Vec<u8>>,
}

impl<R: Read> Blocks<R> {
    /// The next whole lines; `None` at the end, and where lines cannot be told apart: the rest is in `read`.
    fn next(&mut self) -> io::Result<Option<Block>> {
        while self.read.len() < BLOCK && !self.ended {
            let missing = BLOCK.saturating_sub(self.read.len()) as u64;
            self.ended = self.input.by_ref().take(missing).read_to_end(&mut self.read)? == 0;
        }
        let Some(end) = memchr::memrchr(b'\n', &self.read).map(|at| at.saturating_add(1)) else {
            return Ok(None);
        };
        if memchr::memchr(b'"', self.read.get(..end).unwrap_or(&self.read)).is_some() {
            return Ok(None);
        }
        let rows = self.emptied();
        let mut rest = self.emptied();
        rest.extend_from_slice(self.read.get(end..).unwrap_or(&[]));
        self.read.truncate(end);
        let lines = std::mem::replace(&mut self.read, rest);
        let offset = self.offset;
        self.offset = offset.saturating_add(end as u64);
        Ok(Some(Block { lines, offset, rows }))
    }

    /// A buffer without content.
    fn emptied(&mut self) -> Vec<u8> {
        let mut buffer = self.used.pop().unwrap_or_else(|| Vec::with_capacity(BLOCK));
        buffer.clear();
        buffer
    }
}
