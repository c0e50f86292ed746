//! `prices export`: every price in long form.

use costmodel::prices::{self, EXPORT_HEADER};
use costmodel::write::grid;

use crate::args::{Export, PriceFormat};
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::rim::Rim;

pub fn run(args: &Export, rim: &Rim) -> Outcome {
    let book = rim.book()?;
    let is_wanted = |table: &(String, String, String)| args.which.fits_table(&table.0, &table.1, &table.2);
    if !book.tables().into_iter().any(is_wanted) {
        let providers = book.providers().join(", ");
        return Err(Failure::Input(format!("no table fits; the book has prices of {providers}")));
    }
    let rows = prices::export(book, args.on.unwrap_or(book.date), is_wanted);
    match args.format {
        PriceFormat::Csv => output::print(|out| grid::csv(&EXPORT_HEADER, rows, out)),
        PriceFormat::Json => output::print(|out| grid::json(&EXPORT_HEADER, rows, out)),
        PriceFormat::Table => Err(Failure::Input("an export is csv or json".to_owned())),
    }
}
