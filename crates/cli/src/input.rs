//! Files and stdin to text.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use costmodel::prices::{self, Overlaid, Problem};
use costmodel::{MOST_BYTES, PriceBook, Workload};

use crate::outcome::Failure;
use crate::render;
use crate::rim::Rim;

/// A workload's text and what the user calls it.
#[derive(Debug)]
pub struct Source {
    /// The path as typed, or `stdin`.
    pub name: String,
    /// The text.
    pub text: String,
}

/// Reads a workload's text; `-` is stdin. Of a file larger than any workload only so much is read that loading
/// it says so.
pub fn read(file: &Path) -> Result<Source, Failure> {
    let (name, bytes) = if file == Path::new("-") {
        let bytes = bounded(io::stdin().lock());
        ("stdin".to_owned(), bytes.map_err(|error| Failure::Io(format!("cannot read stdin: {error}")))?)
    } else {
        let bytes = fs::File::open(file).and_then(bounded).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::Input(format!("there is no file {}", file.display())),
            _ => Failure::at(file, "read", &error),
        })?;
        (file.display().to_string(), bytes)
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // A cut in the middle of a letter is ours.
        Err(error) if error.as_bytes().len() > MOST_BYTES => {
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            return Err(Failure::Input(format!(
                "{name} is not UTF-8 text: the byte at offset {at} is not; save it as UTF-8"
            )));
        }
    };
    Ok(Source { name, text })
}

fn bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a workload and finds its prices; says everything that is wrong with it.
pub fn load(source: &Source, book: &PriceBook, rim: &Rim) -> Result<Workload, Failure> {
    let loaded = costmodel::load(&source.text, book);
    render::diagnostics(&loaded.diagnostics, source, rim.style);
    loaded.workload.ok_or(Failure::Told)
}

/// The built-in book with folders of tables, price files and contracts laid over it, one over the other.
pub fn overlaid(paths: &[PathBuf]) -> Result<PriceBook, Failure> {
    let mut book = prices::embedded();
    for path in paths {
        match lay(book, path)?.1 {
            Ok(overlaid) => {
                problems(&overlaid.warnings);
                book = overlaid.book;
            }
            Err(found) => {
                problems(&found);
                return Err(Failure::Told);
            }
        }
    }
    Ok(book)
}

/// Lays a folder of tables or a file over a book; gives the number of tables too.
pub fn lay(book: PriceBook, path: &Path) -> Result<(usize, Result<Overlaid, Vec<Problem>>), Failure> {
    if path.is_file() {
        return Ok((1, prices::overlay_file(book, &path.display().to_string(), &table(path)?)));
    }
    let tables = tables(path)?;
    Ok((tables.len(), prices::overlay(book, &layer_name(path), &tables)))
}

/// What outputs call a folder of prices: its own name, wherever it stands.
fn layer_name(folder: &Path) -> String {
    let own = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    own.filter(|name| name != "book").unwrap_or_else(|| "overlay".to_owned())
}

/// Every file of a folder and its folders, by its path from there with `/` between the parts, sorted. Folders
/// that begin with a dot are left alone.
fn tables(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut found = Vec::new();
    let mut folders: Vec<(PathBuf, String)> = vec![(folder.to_owned(), String::new())];
    while let Some((at, prefix)) = folders.pop() {
        let unread = |error: io::Error| {
            Failure::Input(format!("cannot read the price folder {}: {error}", at.display()))
        };
        for entry in fs::read_dir(&at).map_err(unread)? {
            let path = entry.map_err(unread)?.path();
            let Some(own) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else {
                continue;
            };
            if own.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{own}");
            if path.is_dir() {
                folders.push((path, format!("{name}/")));
            } else {
                found.push((name, table(&path)?));
            }
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(Failure::Input(format!("the price folder {} is empty", folder.display())));
    }
    Ok(found)
}

fn table(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path)
        .map_err(|error| Failure::Input(format!("cannot read {}: {error}", path.display())))
}

/// Says what is wrong with tables, a line each.
pub fn problems(found: &[Problem]) {
    let mut stderr = io::stderr().lock();
    for problem in found {
        let _ = writeln!(stderr, "{}: {problem}", if problem.is_error() { "error" } else { "warning" });
    }
}
