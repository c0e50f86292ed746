//! What was typed, resolved into what it means here: flag, then environment, then default.

use std::env;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use costmodel::PriceBook;

use crate::args::{Args, Color};
use crate::input;
use crate::outcome::Failure;
use crate::render::Style;

/// The surroundings of a run.
#[derive(Debug)]
pub struct Rim {
    /// How diagnostics are drawn.
    pub style: Style,
    /// Whether stdout is a terminal.
    pub to_terminal: bool,
    /// Folders and files of prices laid over the book, the lowest first.
    pub prices: Vec<PathBuf>,
}

impl Rim {
    /// The surroundings as flags and environment say.
    pub fn of(args: &Args) -> Rim {
        let prices = match args.prices.as_slice() {
            [] => set("COSTMODEL_PRICES").iter().flat_map(env::split_paths).collect(),
            given => given.to_vec(),
        };
        Rim { style: style(args.color), to_terminal: io::stdout().is_terminal(), prices }
    }

    /// The price book: the built-in one, with own prices over it.
    pub fn book(&self) -> Result<&'static PriceBook, Failure> {
        self.book_under(&[])
    }

    /// That book, with further prices over it. A book lives until the process ends: to put away its thousands of
    /// tables would take longer than a small simulation.
    pub fn book_under(&self, own: &[PathBuf]) -> Result<&'static PriceBook, Failure> {
        let paths: Vec<PathBuf> = self.prices.iter().chain(own).cloned().collect();
        input::overlaid(&paths).map(|book| &*Box::leak(Box::new(book)))
    }
}

/// A variable that is set to something.
fn set(name: &str) -> Option<std::ffi::OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

fn style(flag: Option<Color>) -> Style {
    let from_environment = || match set("COSTMODEL_COLOR")?.to_str()? {
        "always" => Some(Color::Always),
        "never" => Some(Color::Never),
        _ => None,
    };
    match flag.or_else(from_environment).unwrap_or(Color::Auto) {
        Color::Always => Style::Coloured,
        Color::Auto if io::stderr().is_terminal() && set("NO_COLOR").is_none() => Style::Coloured,
        Color::Auto | Color::Never => Style::Plain,
    }
}
