//! Own prices laid over the book: a contract, a newer list, a region the book lacks.

mod contract;
mod file;
mod matching;
mod records;
mod stub;

use std::borrow::Cow;
use std::collections::BTreeSet;

use costmodel_core::book::PriceBook;

use crate::layer::{self, Source};
use crate::lint;
use crate::lint::sheet::Sheet;
use crate::place::{LAYOUT, Place};
use crate::problem::Problem;

pub use contract::CONTRACT_HEADER;
pub use file::{FILE_HEADER, overlay_file};
pub use stub::{Stub, write_stubs};

/// Where a contract stands in a folder.
const CONTRACT: &str = "contract.csv";

/// A book with one more layer, and what deserves a look.
#[derive(Debug)]
pub struct Overlaid {
    /// The book; prices of the new layer hide those of the layers below.
    pub book: PriceBook,
    /// What is odd but usable: a price that is the same as the one it replaces.
    pub warnings: Vec<Problem>,
}

/// Lays the tables of a folder over a book, given as (path in the folder with `/`, text).
///
/// The layout is that of the embedded tables, with a `sources.csv` of its own, where a source says in words
/// and with a date where its prices come from (`deal,2026-11-01,our contract`). Rows need no order. All rows
/// of a SKU's meter in a region together replace all the book knows of it, history included; older rows may
/// stand in a history of its own. A row that replaces nothing has to say that it is meant to: its note begins
/// with `new:`.
///
/// A `contract.csv` beside the tables, under [`CONTRACT_HEADER`], is laid over them as a layer of its own.
///
/// Files that end in `.md` or `.txt` or begin with a dot are left alone; any other is a table or an error.
///
/// # Errors
/// Everything that is wrong, at once, in the order of files and lines; warnings are among it.
pub fn overlay<P: AsRef<str>, T: AsRef<str>>(
    book: PriceBook,
    name: &str,
    files: &[(P, T)],
) -> Result<Overlaid, Vec<Problem>> {
    let mut problems = Vec::new();
    let is_contract = |file: &&(P, T)| file.0.as_ref() == CONTRACT;
    let contract = files.iter().find(is_contract).map(|(_, text)| text.as_ref());
    let tables = files.iter().filter(|file| !is_contract(file));
    let sheets = cut(tables.map(|(path, text)| (path.as_ref(), text.as_ref())), &mut problems);
    let Some(contract) = contract else { return lay(book, name, &sheets, problems) };
    let own = if name.is_empty() { CONTRACT.to_owned() } else { format!("{name}/{CONTRACT}") };
    if sheets.is_empty() && problems.is_empty() {
        return contract::lay_contract(book, &own, contract);
    }
    let laid = lay(book, name, &sheets, problems)?;
    let over = contract::lay_contract(laid.book, &own, contract)?;
    Ok(Overlaid { book: over.book, warnings: laid.warnings.into_iter().chain(over.warnings).collect() })
}

/// Lays tables over a book as a layer of its own, unless anything is wrong with them.
fn lay(
    mut book: PriceBook,
    name: &str,
    sheets: &[Sheet<'_>],
    mut problems: Vec<Problem>,
) -> Result<Overlaid, Vec<Problem>> {
    problems.extend(taken(&book, name));
    problems.extend(unsuited(&book, sheets));
    problems.extend(lint::check(sheets, Some(&book), false));
    problems.extend(matching::check(&book, sheets));
    problems.sort();
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }

    let (tables, listed) = tables(sheets);
    book.layers.push(layer::layer(name, layer::sha256(listed.as_bytes()), tables));
    book.hash = layer::sha256(format!("{}\n{listed}", book.hash).as_bytes());
    Ok(Overlaid { book, warnings: problems })
}

/// That a layer's name is not free.
fn taken(book: &PriceBook, name: &str) -> Option<Problem> {
    let is_taken = name.is_empty() || book.layers.iter().any(|layer| layer.name == name);
    let message = format!("the book has a layer `{name}` already");
    let hint = "lay each folder over it once, under its own name";
    is_taken.then(|| Problem::error(name, 0, message, hint))
}

/// A book of nothing but own tables, given as for [`overlay`]: for tests, and for who brings all prices.
///
/// # Errors
/// Everything that is wrong, at once, in the order of files and lines.
///
/// What kinds call the SKUs of each provider (`classes/`) is that of the embedded tables, kind by kind, unless given.
///
/// ```
/// let book = costmodel_pricebook::from_tables(&[
///     ("sources.csv", "id,as_of,source\nlist,2026-11-01,a list\n"),
///     ("aws/nat-gateway/us-east-1.csv",
///      "sku,meter,unit,mode,price,minimum,free,scope,from,quality,src,note\n\
///       standard,gateway,Hours,flat,0.045,,,,,exact,list,\n"),
/// ]).unwrap();
/// assert_eq!(book.date.to_string(), "2026-11-01");
/// assert_eq!(book.meters("aws", "nat-gateway", "us-east-1", "standard"), ["gateway"]);
/// ```
pub fn from_tables<P: AsRef<str>, T: AsRef<str>>(files: &[(P, T)]) -> Result<PriceBook, Vec<Problem>> {
    let mut problems = Vec::new();
    let given = files.iter().map(|(path, text)| (path.as_ref(), text.as_ref()));
    let sheets = cut(given, &mut problems);
    problems.extend(lint::check(&sheets, None, false));
    problems.sort();
    if !problems.is_empty() {
        return Err(problems);
    }
    let (mut tables, listed) = tables(&sheets);
    let given: Vec<Place> = tables.iter().map(|table| table.place.clone()).collect();
    tables.extend(classes().filter(|names| !given.contains(&names.place)));
    Ok(layer::book(tables, layer::sha256(listed.as_bytes())))
}

/// What kinds call the SKUs of each provider: names and no prices, and the same in every book.
fn classes() -> impl Iterator<Item = Source> {
    costmodel_pricing_data::TABLES.iter().filter_map(|table| {
        let place = crate::place::of(table.path).filter(|place| matches!(place, Place::Classes(_)))?;
        Some(Source { place, text: Cow::Borrowed(table.text), sha256: Cow::Borrowed(table.sha256) })
    })
}

/// The tables among the files, sorted by path.
fn cut<'a>(files: impl Iterator<Item = (&'a str, &'a str)>, problems: &mut Vec<Problem>) -> Vec<Sheet<'a>> {
    let mut sheets = Vec::new();
    for (path, text) in files {
        match Sheet::cut(path, text) {
            _ if is_prose(path) => {}
            Some(sheet) => sheets.push(sheet),
            None => problems.push(Problem::error(path, 0, "no table stands at such a place", LAYOUT)),
        }
    }
    sheets.sort_by(|a, b| a.path.cmp(b.path));
    sheets
}

/// The tables with their rows in order, and a line `<path> <sha256>` for each.
fn tables(sheets: &[Sheet<'_>]) -> (Vec<Source>, String) {
    let mut listed = String::new();
    let tables = sheets.iter().map(|sheet| {
        let sha256 = layer::sha256(sheet.text.as_bytes());
        listed.push_str(&format!("{} {sha256}\n", sheet.path));
        Source { place: sheet.place.clone(), text: Cow::Owned(sheet.sorted()), sha256: Cow::Owned(sha256) }
    });
    (tables.collect(), listed)
}

/// Files beside the tables that explain them.
fn is_prose(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.starts_with('.') || file.ends_with(".md") || file.ends_with(".txt")
}

/// Tables the book may have but an overlay may not.
fn unsuited(book: &PriceBook, sheets: &[Sheet<'_>]) -> Vec<Problem> {
    let (mut problems, mut seen) = (Vec::new(), BTreeSet::new());
    for sheet in sheets {
        let mut error =
            |message: &str, hint: &str| problems.push(Problem::error(sheet.path, 0, message, hint));
        if !seen.insert(&sheet.place) {
            error("the table is given twice", "keep one");
        }
        match &sheet.place {
            Place::Classes(_) => error("an overlay has no classes", "name SKUs in the workload"),
            Place::History(key) if !sheets.iter().any(|other| other.place == Place::Rates(key.clone())) => {
                error("it is the history of no table", "give the region a table of its own beside it");
            }
            Place::Sources => {
                for id in crate::sources::read(sheet.path, &sheet.text, &mut Vec::new()).keys() {
                    if book.source(id).is_some() {
                        error(&format!("the book has a source `{id}`"), "choose another id");
                    }
                }
            }
            _ => {}
        }
    }
    problems
}
