//! A file of rows whose cells may be quoted, under a header of its own.

use csv::StringRecord;

use crate::problem::Problem;

/// Hands every row to `add` with the line it stands on; what is wrong goes to `problems`. `what` names such a
/// file: `a price file`.
pub(super) fn each(
    (file, text): (&str, &str),
    (what, header): (&str, &str),
    problems: &mut Vec<Problem>,
    mut add: impl FnMut(usize, &StringRecord) -> Result<(), Problem>,
) {
    let text = clean(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    if !reader.headers().is_ok_and(|own| own.iter().eq(header.split(','))) {
        let message = format!("the header is not that of {what}");
        problems.push(Problem::error(file, 1, message, format!("the first line is `{header}`")));
        return;
    }
    let columns = header.split(',').count();
    for record in reader.records() {
        let added = match record {
            Ok(record) => {
                let line = record.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
                if record.len() == columns {
                    add(line, &record)
                } else {
                    let message = format!("{} cells instead of {columns}", record.len());
                    Err(Problem::error(file, line, message, "put a source with commas in quotes"))
                }
            }
            Err(error) => {
                let hint = "quote cells as RFC 4180 says, and save it as UTF-8";
                Err(Problem::error(file, 0, error.to_string(), hint))
            }
        };
        problems.extend(added.err());
    }
}

/// A text without the mark that some spreadsheets put before it.
pub(super) fn clean(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
