//! Rows of text for a person, or as CSV or JSON for a program.

use std::io::{self, Write};

use costmodel::write::grid;

use crate::args::PriceFormat;
use crate::outcome::Outcome;
use crate::output;
use crate::rim::Rim;

/// A header and rows.
#[derive(Debug)]
pub struct Grid<R> {
    /// The names of the columns.
    pub header: &'static [&'static str],
    /// Columns that are numbers, and so are set to the right.
    pub numbers: &'static [&'static str],
    /// The cells.
    pub rows: R,
}

impl<R: IntoIterator<Item = Vec<String>>> Grid<R> {
    /// Prints it as asked: a table on a terminal, else CSV.
    pub fn print(self, format: Option<PriceFormat>, rim: &Rim) -> Outcome {
        let by_default = if rim.to_terminal { PriceFormat::Table } else { PriceFormat::Csv };
        match format.unwrap_or(by_default) {
            PriceFormat::Csv => output::print(|out| grid::csv(self.header, self.rows, out)),
            PriceFormat::Json => output::print(|out| grid::json(self.header, self.rows, out)),
            PriceFormat::Table => {
                let Grid { header, numbers, rows } = self;
                let whole = Grid { header, numbers, rows: rows.into_iter().collect::<Vec<_>>() };
                output::print(|out| whole.table(out))
            }
        }
    }
}

impl Grid<Vec<Vec<String>>> {
    /// What all rows share first, then a column for each thing they differ in.
    fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let names: Vec<String> = self.header.iter().map(|name| name.replace('_', " ")).collect();
        let Some(first) = self.rows.first() else { return Ok(()) };
        let same = |at: usize| self.rows.iter().all(|row| row.get(at) == first.get(at));
        let (shared, columns): (Vec<usize>, Vec<usize>) = (0..names.len()).partition(|&at| same(at));
        let shared: Vec<(&str, &str)> = shared
            .into_iter()
            .filter_map(|at| Some((names.get(at)?.as_str(), first.get(at)?.as_str())))
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        let width = shared.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, cell) in &shared {
            writeln!(out, "{name:<width$}  {cell}")?;
        }
        if columns.is_empty() {
            return Ok(());
        }
        if !shared.is_empty() {
            writeln!(out)?;
        }
        self.columns(&columns, &names, out)
    }

    fn columns(&self, columns: &[usize], names: &Vec<String>, out: &mut dyn Write) -> io::Result<()> {
        let measured: Vec<(usize, usize, bool)> = columns
            .iter()
            .map(|&at| {
                let cells = self.rows.iter().chain([names]).filter_map(|row| row.get(at));
                let width = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
                (at, width, self.header.get(at).is_some_and(|name| self.numbers.contains(name)))
            })
            .collect();
        for row in [names].into_iter().chain(&self.rows) {
            let mut line = String::new();
            for &(at, width, is_number) in &measured {
                let cell = row.get(at).map_or("", String::as_str);
                let gap = if at == measured.first().map_or(0, |first| first.0) { "" } else { "  " };
                line.push_str(&if is_number {
                    format!("{gap}{cell:>width$}")
                } else {
                    format!("{gap}{cell:<width$}")
                });
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
