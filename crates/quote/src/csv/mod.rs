//! Usage rows as CSV: the columns as they came, then what each row costs. One row in, one row out, in order.
//!
//! Streaming: whatever was read is written before more is read, and memory does not grow with the file. What is
//! wrong with one row is said in it, and the next row goes on; only a wrong header ends the run.

mod header;
mod lanes;
mod records;
mod row;

use std::io::{self, Read, Write};

use costmodel_core::book::PriceBook;
use costmodel_core::cells;
use costmodel_core::num::Money;

use header::Header;
pub use header::{OUTPUT, Shape, metered_columns, token_columns};
use records::{Found, Record, Records};

use crate::quoted::{Quoted, Status};
use crate::quoter::{Options, Quoter};

/// Output that is kept before it is written.
const FULL: usize = 64 * 1024;
/// In so many bytes of the input it is looked for what an unknown model could mean: a file with more of them has
/// another problem, and looking takes longer than pricing. A place, and no number of names: what a row says must
/// not depend on who prices the rows before it.
const SEARCHED: u64 = 256 * 1024;

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows of each status, in the order of [`Status::ALL`].
    pub rows: [u64; 5],
    /// Rows at prices observed long before the knowledge date.
    pub stale: u64,
    /// The sum of all costs; `None` where it does not fit.
    pub total: Option<Money>,
}

impl Summary {
    /// All rows.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.rows.iter().fold(0, |sum, rows| sum.saturating_add(*rows))
    }

    /// Rows of a status.
    #[must_use]
    pub fn of(&self, status: Status) -> u64 {
        self.rows.get(status as usize).copied().unwrap_or(0)
    }

    /// Whether every row has a cost; else the total is a floor.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.of(Status::Unpriced) == 0 && self.of(Status::Wrong) == 0
    }

    fn join(&mut self, other: &Summary) {
        for (rows, more) in self.rows.iter_mut().zip(other.rows) {
            *rows = rows.saturating_add(more);
        }
        self.stale = self.stale.saturating_add(other.stale);
        self.total = self.total.zip(other.total).and_then(|(sum, more)| sum.checked_add(more));
    }

    fn add(&mut self, quoted: &Quoted) {
        if let Some(rows) = self.rows.get_mut(quoted.status() as usize) {
            *rows = rows.saturating_add(1);
        }
        self.stale = self.stale.saturating_add(u64::from(quoted.behind.stale));
        self.total = self.total.and_then(|sum| sum.checked_add(quoted.cost.unwrap_or_default()));
    }
}

/// Why a file was not quoted to its end.
#[derive(Debug)]
pub enum CannotQuote {
    /// What is wrong with its header, each with a hint.
    Header(Vec<String>),
    /// It cannot be read.
    Read(io::Error),
    /// The output cannot be written.
    Write(io::Error),
}

/// Prices every row of a CSV.
///
/// ```
/// use costmodel_quote::csv::quote;
/// use costmodel_quote::Options;
///
/// let book = costmodel_pricebook::embedded();
/// let usage = "provider,model,input_tokens,output_tokens\nopenai,gpt-4.1,1000000,1000\nopenai,gpt-4.l,1,1\n";
/// let mut out = Vec::new();
/// let summary = quote(&book, Options::default(), usage.as_bytes(), &mut out).map_err(|_| "the header is right")?;
/// assert_eq!((summary.count(), summary.is_whole()), (2, false));
/// let out = String::from_utf8(out)?;
/// assert!(out.starts_with("provider,model,input_tokens,output_tokens,cost,unit_price,price_as_of,price_source,status,note\n"));
/// assert!(out.contains("\nopenai,gpt-4.1,1000000,1000,2.008,,"));
/// assert!(out.contains("nearest are gpt-4.1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the header is wrong, or `input` or `output` fails.
pub fn quote(
    book: &PriceBook,
    options: Options,
    input: impl Read,
    output: impl Write,
) -> Result<Summary, CannotQuote> {
    quote_on(book, options, 1, input, output)
}

/// [`quote`] on several cores: the output is the same to the last byte, whatever their number. A file that is
/// piped in is better quoted on one, which writes each row as soon as it is there.
///
/// # Errors
/// As [`quote`].
pub fn quote_on(
    book: &PriceBook,
    options: Options,
    threads: usize,
    input: impl Read,
    output: impl Write,
) -> Result<Summary, CannotQuote> {
    let mut records = Records::new(input);
    let mut out = Out { output, buffer: Vec::with_capacity(FULL * 2) };
    let header = read_header(&mut records, options)?;
    header.write(&mut out.buffer);
    let mut summary = Summary { total: Some(Money::ZERO), ..Summary::default() };
    // What a row costs in a pool depends on the rows before it: these take their turns.
    if threads > 1 && !options.pool {
        records = lanes::quote(book, options, threads, &header, records, &mut out, &mut summary)?;
    }
    let mut quoter = Quoter::new(book, options);
    loop {
        match records.next() {
            Found::Record(record, at) => {
                let quoted = row(&header, &mut quoter, &record, at, &mut out.buffer);
                summary.add(&quoted);
                if out.buffer.len() >= FULL {
                    out.write().map_err(CannotQuote::Write)?;
                }
            }
            Found::End => break,
            Found::More => {
                out.write().map_err(CannotQuote::Write)?;
                records.read_on().map_err(CannotQuote::Read)?;
            }
        }
    }
    out.write().map_err(CannotQuote::Write)?;
    Ok(summary)
}

fn read_header(records: &mut Records<impl Read>, options: Options) -> Result<Header, CannotQuote> {
    loop {
        match records.next() {
            Found::Record(Record::Cells(cells), _) => {
                return header::read(&cells, options.pool).map_err(CannotQuote::Header);
            }
            Found::Record(Record::Broken { why, .. }, _) => {
                return Err(CannotQuote::Header(vec![format!("the first line is {why}")]));
            }
            Found::End => {
                return Err(CannotQuote::Header(vec!["there is no header: the file is empty".to_owned()]));
            }
            Found::More => records.read_on().map_err(CannotQuote::Read)?,
        }
    }
}

/// Prices every row of a CSV in memory; what cannot be quoted is said in words. It never panics: this is what a
/// fuzzer calls.
///
/// ```
/// let book = costmodel_pricebook::embedded();
/// let said = costmodel_quote::csv::quote_bytes(&book, b"provider,modle,input_tokens\n").unwrap_err();
/// assert!(said.contains("did you mean `model`?"));
/// ```
///
/// # Errors
/// When the header is wrong.
pub fn quote_bytes(book: &PriceBook, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    match quote(book, Options::default(), bytes, &mut out) {
        Ok(_) => Ok(out),
        Err(CannotQuote::Header(problems)) => Err(problems.join("\n")),
        Err(CannotQuote::Read(error) | CannotQuote::Write(error)) => Err(error.to_string()),
    }
}

struct Out<W> {
    output: W,
    buffer: Vec<u8>,
}

impl<W: Write> Out<W> {
    /// Everything so far, to its last row.
    fn write(&mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            self.output.write_all(&self.buffer)?;
            self.output.flush()?;
            self.buffer.clear();
        }
        Ok(())
    }
}

/// Prices a record that begins at a place of the input, and writes its row.
fn row(header: &Header, quoter: &mut Quoter<'_>, record: &Record<'_>, at: u64, out: &mut Vec<u8>) -> Quoted {
    quoter.search_names(at < SEARCHED);
    let quoted = match record {
        Record::Broken { why, text } => {
            header.write_broken(text, out);
            Quoted::wrong(*why)
        }
        Record::Cells(cells) => {
            header.write_cells(cells, out);
            row::quote(header, quoter, cells)
        }
    };
    match quoted.cost {
        Some(cost) => cells::money(out, cost),
        None => out.push(b','),
    }
    match quoted.unit_price {
        Some(price) => cells::unit_price(out, price),
        None => out.push(b','),
    }
    out.extend_from_slice(quoted.behind.cells());
    out.push(b'\n');
    quoted
}
