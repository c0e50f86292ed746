//! The header: which columns there are, what is wrong with them, and rows as they came.

use costmodel_core::cells;
use costmodel_core::similar::nearest;

use super::records::Cells;
use crate::row::Class;

/// The columns that are added.
pub const OUTPUT: [&str; 6] = ["cost", "unit_price", "price_as_of", "price_source", "status", "note"];

/// Columns that begin so are carried through unread, as FOCUS names the columns of its users.
pub(super) const CARRIED: &str = "x_";

/// What rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Tokens of models.
    Tokens,
    /// Quantities of meters.
    Metered,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Provider,
    Model,
    At,
    ServiceTier,
    Region,
    Speed,
    Count(Class),
    Service,
    Sku,
    Meter,
    Quantity,
    Unit,
    Month,
    Carried,
}

const TOKENS: [(&str, Column); 6] = [
    ("provider", Column::Provider),
    ("model", Column::Model),
    ("at", Column::At),
    ("service_tier", Column::ServiceTier),
    ("region", Column::Region),
    ("speed", Column::Speed),
];
const METERED: [(&str, Column); 8] = [
    ("provider", Column::Provider),
    ("service", Column::Service),
    ("region", Column::Region),
    ("sku", Column::Sku),
    ("meter", Column::Meter),
    ("quantity", Column::Quantity),
    ("unit", Column::Unit),
    ("month", Column::Month),
];
/// Columns without which rows of a shape say nothing.
const NEEDED: [(Shape, &[&str]); 2] = [
    (Shape::Tokens, &["provider", "model"]),
    (Shape::Metered, &["provider", "service", "sku", "meter", "quantity"]),
];

/// The columns of token rows, in the order of the documentation.
pub fn token_columns() -> impl Iterator<Item = &'static str> {
    TOKENS.iter().map(|(name, _)| *name).chain(Class::ALL.iter().map(|class| class.column()))
}

/// The columns of metered rows, in the order of the documentation.
pub fn metered_columns() -> impl Iterator<Item = &'static str> {
    METERED.iter().map(|(name, _)| *name)
}

/// The columns of a file.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) shape: Shape,
    pub(super) columns: Vec<Column>,
    names: Vec<String>,
}

/// Reads a header, or says everything that is wrong with it.
pub(super) fn read(cells: &Cells<'_>, pool: bool) -> Result<Header, Vec<String>> {
    let names: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
    if cells.line().contains('\0') || cells.is_lossy {
        return Err(vec!["the header is not UTF-8 text: save the file as UTF-8".to_owned()]);
    }
    let has = |name: &str| names.iter().any(|known| known == name);
    let is_metered = metered_columns().any(|name| has(name) && !token_columns().any(|other| other == name));
    let shape = if has("model") || !is_metered { Shape::Tokens } else { Shape::Metered };
    let mut problems = Vec::new();
    let columns: Vec<Column> = names.iter().map(|name| column(shape, name, &mut problems)).collect();
    for (at, name) in names.iter().enumerate() {
        if names.iter().take(at).any(|before| before == name) && !name.is_empty() {
            problems.push(format!("column `{name}` is there twice"));
        }
    }
    for (_, needed) in NEEDED.iter().filter(|(of, _)| *of == shape) {
        for name in needed.iter().filter(|name| !has(name)) {
            problems.push(format!("column `{name}` is missing"));
        }
    }
    if shape == Shape::Tokens
        && has("model")
        && !columns.iter().any(|column| matches!(column, Column::Count(_)))
    {
        problems.push("no column counts anything: add `input_tokens` and `output_tokens`".to_owned());
    }
    if shape == Shape::Tokens && pool && problems.is_empty() {
        problems.push(
            "token rows are not pooled: their steps depend on one request; leave --pool out".to_owned(),
        );
    }
    if problems.is_empty() { Ok(Header { shape, columns, names }) } else { Err(problems) }
}

fn column(shape: Shape, name: &str, problems: &mut Vec<String>) -> Column {
    if name.starts_with(CARRIED) {
        return Column::Carried;
    }
    let named =
        |table: &[(&str, Column)]| table.iter().find(|(known, _)| *known == name).map(|(_, column)| *column);
    let class = Class::ALL.iter().find(|class| class.column() == name).map(|class| Column::Count(*class));
    let (own, other) = match shape {
        Shape::Tokens => (named(&TOKENS).or(class), named(&METERED)),
        Shape::Metered => (named(&METERED), named(&TOKENS).or(class)),
    };
    if let Some(column) = own {
        return column;
    }
    let hint = if other.is_some() {
        "token rows and metered rows go in files of their own".to_owned()
    } else if OUTPUT.contains(&name) {
        "it is one that quote adds: leave it out, or name it x_…".to_owned()
    } else {
        let known: Vec<&str> = match shape {
            Shape::Tokens => token_columns().collect(),
            Shape::Metered => metered_columns().collect(),
        };
        match nearest(&name.to_lowercase(), known.iter().copied(), 1).as_slice() {
            [near, ..] => format!("did you mean `{near}`?"),
            [] => format!("the columns are {}; one named x_… is carried through", known.join(" ")),
        }
    };
    problems.push(format!("column `{name}` is unknown here: {hint}"));
    Column::Carried
}

impl Header {
    /// The header, with the columns that are added.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        self.names.iter().for_each(|name| cells::text(out, name));
        out.extend_from_slice(OUTPUT.join(",").as_bytes());
        out.push(b'\n');
    }

    /// The cells of a row as they came, as many as there are columns. Each is closed with a comma.
    pub(super) fn write_cells(&self, row: &Cells<'_>, out: &mut Vec<u8>) {
        if row.is_plain && row.count() == self.columns.len() {
            out.extend_from_slice(row.line().as_bytes());
            out.push(b',');
            return;
        }
        for cell in row.iter().take(self.columns.len()) {
            // A number is no formula.
            if is_number(cell) { cells::plain(out, cell) } else { cells::text(out, cell) }
        }
        for _ in row.count()..self.columns.len() {
            out.push(b',');
        }
    }

    /// A line that could not be cut, in the first column.
    pub(super) fn write_broken(&self, text: &str, out: &mut Vec<u8>) {
        cells::text(out, text);
        for _ in 1..self.columns.len() {
            out.push(b',');
        }
    }
}

/// `-12.5`: a cell that a spreadsheet reads as a number.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(fraction)
}
