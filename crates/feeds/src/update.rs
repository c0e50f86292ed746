//! From where a feed is to what was read: files, one document, or page after page.

use std::path::Path;

use jiff::civil::Date;

use crate::feed::{Feed, Reader};
use crate::fetch::{Fetched, Fetcher};
use crate::origin::{Address, Origin};
use crate::reading::Reading;
use crate::shelf::{Seen, Shelf};

/// What came of reading a feed.
#[derive(Debug)]
pub enum Outcome {
    /// It was read.
    Read(Box<Reading>, Seen),
    /// The server says that it is as it was.
    Unchanged(Seen),
}

/// Reads a feed; `room` is a folder for documents on their way, and `shelf` knows what servers said the last time.
///
/// # Errors
/// In words, naming the document.
pub fn read(
    feed: Feed,
    origin: &Origin,
    as_of: Date,
    shelf: &Shelf,
    fetcher: &mut Fetcher<'_>,
    room: &Path,
) -> Result<Outcome, String> {
    let title = format!("{} {origin}", feed.title());
    let mut seen = Seen { feed, as_of, source: origin.id(feed), title, validators: None };
    let mut reader = Reader::new(feed, as_of);
    let of = |origin: &dyn std::fmt::Display| format!("{origin}");
    match origin {
        Origin::File(path) => {
            reader.read(path).map_err(|why| format!("{}: {why}", path.display()))?;
        }
        Origin::Address(first) => {
            let known = shelf
                .validators(&seen.source)
                .filter(|known| !feed.has_pages() && known.reader == env!("CARGO_PKG_VERSION"));
            let document = room.join("document");
            let mut at = first.clone();
            loop {
                let fetched = fetcher
                    .fetch(&at, known.as_ref(), &document)
                    .map_err(|why| format!("{}: {why}", of(&at)))?;
                let Fetched::New(validators) = fetched else { return Ok(Outcome::Unchanged(seen)) };
                let next = reader.read(&document).map_err(|why| format!("{}: {why}", of(&at)))?;
                if !feed.has_pages() {
                    seen.title = titled(seen.title, &validators);
                    seen.validators = Some(validators);
                }
                match next {
                    None => break,
                    Some(next) => {
                        at = page(feed, first, &at, &next).map_err(|why| format!("{}: {why}", of(&at)))?
                    }
                }
            }
        }
    }
    let reading = reader.finish();
    if reading.prices() == 0 && reading.taken.is_empty() {
        let most = reading.unmapped.iter().max_by_key(|(_, count)| **count);
        let such = most.map(|(kind, count)| format!(", {count} of them of {kind}")).unwrap_or_default();
        return Err(format!(
            "{origin}: nothing in it has a name in the price book ({} entries, {} not mapped{such}, {} refused)",
            reading.entries,
            reading.unmapped.values().sum::<u64>(),
            reading.refused.count
        ));
    }
    Ok(Outcome::Read(Box::new(reading), seen))
}

fn titled(title: String, validators: &crate::shelf::Validators) -> String {
    match (&validators.etag, &validators.last_modified) {
        (Some(etag), _) => format!("{title} (ETag {})", etag.replace('"', "")),
        (None, Some(day)) => format!("{title} (Last-Modified {day})"),
        (None, None) => title,
    }
}

/// Where the next page is: it is of the same machine, and another.
fn page(feed: Feed, first: &Address, at: &Address, next: &str) -> Result<Address, String> {
    let next = match feed {
        Feed::GcpCatalog => first.with("pageToken", next)?,
        _ => at.follow(next)?,
    };
    if next == *at || next == *first {
        return Err("the next page is the same page".to_owned());
    }
    if !next.same_host(first) {
        return Err(format!("the next page is elsewhere: {next}"));
    }
    Ok(next)
}
