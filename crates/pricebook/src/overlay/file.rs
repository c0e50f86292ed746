//! Own prices in one file: rows of any provider, service and region, each with its date and source.

use std::borrow::Cow;
use std::collections::BTreeMap;

use costmodel_core::book::PriceBook;
use csv::StringRecord;

use super::{Overlaid, contract, lay, records};
use crate::cells::terms;
use crate::lint::sheet::Sheet;
use crate::long;
use crate::place::{Place, TableKey};
use crate::problem::Problem;
use crate::sources;

/// The header of a price file: where a price is of, the columns of a table of rates, and instead of a source's
/// id the day and the source itself.
pub const FILE_HEADER: &str = "provider,service,region,sku,meter,unit,mode,price,minimum,free,scope,from,quality,\
                               as_of,source,note";

/// Lays a single file of prices over a book: a contract, told by its [`super::CONTRACT_HEADER`], or rows of
/// prices. Those are the rows of [`super::overlay`]'s tables, with provider,
/// service and region in front and `as_of,source` instead of a source's id; see [`FILE_HEADER`]. A row without
/// a price is not filled in yet: it is left out with a warning, and what it is for stays unpriced.
///
/// ```
/// use costmodel_pricebook::{FILE_HEADER, embedded, overlay_file};
/// use costmodel_core::book::Key;
///
/// let text = format!("{FILE_HEADER}\n\
///     acme,queue,mars-1,standard,requests,1000000 Requests,flat,0.4,,,,,exact,2026-11-01,\"offer, page 2\",new: agreed\n\
///     acme,queue,mars-1,standard,storage,GiB-Months,flat,,,,,,exact,,,new: not known yet\n");
/// let laid = overlay_file(embedded(), "acme.csv", &text).map_err(|problems| problems[0].to_string())?;
/// assert!(laid.warnings[0].message.contains("not filled in"));
/// let find = |meter| laid.book.find(&Key::new("acme", "queue", "mars-1", "standard", meter), laid.book.date);
/// assert_eq!(find("requests").map(|rates| rates[0].seen.source.clone()), Ok("offer, page 2".to_owned()));
/// assert!(find("storage").is_err());
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
/// Everything that is wrong, at once, in the order of lines; warnings are among it.
pub fn overlay_file(book: PriceBook, name: &str, text: &str) -> Result<Overlaid, Vec<Problem>> {
    if contract::is_contract(text) {
        return contract::lay_contract(book, name, text);
    }
    let mut problems = Vec::new();
    let tables = Tables::read(&book, name, text, &mut problems);
    if tables.rates.is_empty() {
        if problems.is_empty() {
            problems.push(Problem::warning(name, 0, "there is no price in it", "add rows under the header"));
        }
        let is_wrong = problems.iter().any(Problem::is_error);
        return if is_wrong { Err(problems) } else { Ok(Overlaid { book, warnings: problems }) };
    }
    let texts = tables.texts();
    let sheets: Vec<Sheet<'_>> = texts.iter().map(|table| table.sheet(name)).collect();
    lay(book, name, &sheets, problems)
}

/// Rows with the line of the file each stands on.
type Rows = Vec<(usize, String)>;

/// The file as tables: rates by provider, service and region, and the sources they name.
#[derive(Default)]
struct Tables {
    rates: BTreeMap<TableKey, Rows>,
    /// Ids by day and source.
    sources: BTreeMap<(String, String), String>,
}

impl Tables {
    fn read(book: &PriceBook, file: &str, text: &str, problems: &mut Vec<Problem>) -> Tables {
        let mut tables = Tables::default();
        records::each((file, text), ("a price file", FILE_HEADER), problems, |line, record| {
            tables.add(book, file, line, record)
        });
        tables
    }

    /// Adds a row, or says what keeps it out.
    fn add(
        &mut self,
        book: &PriceBook,
        file: &str,
        line: usize,
        record: &StringRecord,
    ) -> Result<(), Problem> {
        let error = |message: String, hint: &str| Problem::error(file, line, message, hint);
        let cells: Vec<&str> = record.iter().map(str::trim).collect();
        let [place @ .., as_of, source, note] = cells.as_slice() else {
            return Err(error("the row is cut short".to_owned(), "give every column a cell"));
        };
        let [provider, service, region, terms @ ..] = place else {
            return Err(error("the row is cut short".to_owned(), "give every column a cell"));
        };
        let [sku, meter, _, _, price, ..] = terms else {
            return Err(error("the row is cut short".to_owned(), "give every column a cell"));
        };
        for (name, cell) in [("provider", provider), ("service", service), ("region", region)] {
            if cell.is_empty() || cell.contains([' ', '/']) {
                return Err(error(
                    format!("{name} `{cell}` is not a name"),
                    "write it as `prices list` does",
                ));
            }
        }
        if let Some(cell) = terms.iter().chain([note]).find(|cell| cell.contains([',', '"', '\n', '\r'])) {
            let hint = "only `source` may hold a comma or a quote; write `;` in notes";
            return Err(error(format!("`{cell}` cannot be read"), hint));
        }
        if price.is_empty() {
            let message = format!(
                "the price of {provider}/{service}/{region}/{sku} {meter} is not filled in: it stays unpriced"
            );
            return Err(Problem::warning(file, line, message, "fill in `price`, `as_of` and `source`"));
        }
        terms::date(as_of).map_err(|fault| fault.at(file, line))?;
        if source.is_empty() {
            let hint = "say where the price is from: a page, an offer, a contract";
            return Err(error(format!("the price of {sku} {meter} has no source"), hint));
        }
        let id = self.source(book, as_of, source);
        let row = format!("{},{id},{note}", terms.join(","));
        let key = ((*provider).to_owned(), (*service).to_owned(), (*region).to_owned());
        self.rates.entry(key).or_default().push((line, row));
        Ok(())
    }

    /// The id of a source: one that the book does not have.
    fn source(&mut self, book: &PriceBook, as_of: &str, source: &str) -> String {
        let next = (self.sources.len()..).map(|number| format!("file-{number}"));
        let mut free = next.filter(|id| book.source(id).is_none());
        let known = self.sources.entry((as_of.to_owned(), source.to_owned()));
        known.or_insert_with(|| free.next().unwrap_or_default()).clone()
    }

    /// Every table with its text, the sources first.
    fn texts(&self) -> Vec<Table<'_>> {
        let mut sources = sources::HEADER.join(",") + "\n";
        for ((as_of, source), id) in &self.sources {
            sources.push_str(&format!("{id},{as_of},\"{}\"\n", source.replace('"', "\"\"")));
        }
        let rates = self.rates.iter().map(|(key, rows)| {
            let text = rows.iter().fold(long::HEADER.to_owned() + "\n", |text, (_, row)| text + row + "\n");
            Table { place: Place::Rates(key.clone()), text, rows }
        });
        std::iter::once(Table { place: Place::Sources, text: sources, rows: &[] }).chain(rates).collect()
    }
}

/// A table made from the file.
struct Table<'t> {
    place: Place,
    text: String,
    rows: &'t [(usize, String)],
}

impl Table<'_> {
    /// As a sheet whose problems stand at lines of the file.
    fn sheet<'s>(&'s self, file: &'s str) -> Sheet<'s> {
        Sheet {
            path: file,
            place: self.place.clone(),
            text: Cow::Borrowed(&self.text),
            header: self.text.lines().next().unwrap_or(""),
            rows: self.rows.iter().map(|(line, row)| (*line, row.as_str())).collect(),
        }
    }
}
