//! `sources.csv`: what a source id stands for.

use std::collections::BTreeMap;

use costmodel_core::book::{Layer, PriceBook};
use jiff::civil::Date;

use crate::cells::terms;
use crate::problem::Problem;

/// The header of the table.
pub(crate) const HEADER: [&str; 3] = ["id", "as_of", "source"];

/// Sources by id.
pub(crate) type Sources = BTreeMap<String, (Date, String)>;

/// The source a layer means by an id: its own, else that of the layers below.
pub(crate) fn of<'a>(book: &'a PriceBook, layer: &'a Layer, id: &str) -> Option<&'a (Date, String)> {
    layer.sources.get(id).or_else(|| book.source(id))
}

/// Reads the table; what is wrong with it goes to `problems`, the rest is returned.
pub(crate) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Sources {
    let mut sources = Sources::new();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    match reader.headers() {
        Ok(header) if header.iter().eq(HEADER) => {}
        _ => {
            let hint = format!("the first line is `{}`", HEADER.join(","));
            problems.push(Problem::error(file, 1, "the header is not that of a table of sources", hint));
            return sources;
        }
    }
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.push(Problem::error(file, 0, error.to_string(), "quote cells as RFC 4180 says"));
                continue;
            }
        };
        let line = record.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
        let cells: Vec<&str> = record.iter().collect();
        let [id, as_of, source] = cells.as_slice() else {
            let message = format!("{} cells instead of 3", cells.len());
            problems.push(Problem::error(file, line, message, "put a source with commas in quotes"));
            continue;
        };
        if id.is_empty() || id.contains([',', ' ']) || source.is_empty() {
            problems.push(Problem::error(
                file,
                line,
                "an id or a source is missing",
                "write `id,as_of,source`",
            ));
            continue;
        }
        match terms::date(as_of) {
            Err(fault) => problems.push(fault.at(file, line)),
            Ok(as_of) => {
                if sources.insert((*id).to_owned(), (as_of, (*source).to_owned())).is_some() {
                    let message = format!("source `{id}` is given twice");
                    problems.push(Problem::error(file, line, message, "give each source its own id"));
                }
            }
        }
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_read_and_faults_are_collected() {
        let mut problems = Vec::new();
        let text =
            "id,as_of,source\na,2026-11-04,\"list, page 1\"\nb,4 Nov,x\na,2026-11-05,y\nc,2026-11-05\n";
        let sources = read("sources.csv", text, &mut problems);
        assert_eq!(sources.get("a").map(|s| s.0.to_string()).as_deref(), Some("2026-11-05"));
        let lines: Vec<usize> = problems.iter().map(|p| p.line).collect();
        assert_eq!(lines, [3, 4, 5]);
    }
}
