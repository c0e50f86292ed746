//! A document read, and an update planned over the book of the product.

use std::fs;

use costmodel_core::book::PriceBook;
use costmodel_feeds::{Feed, Plan, Reader, Reading, Seen, Shelf, plan};
use jiff::civil::Date;

/// What a document says.
pub fn reading(feed: Feed, as_of: Date, text: &str) -> Reading {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("document");
    fs::write(&file, text).unwrap();
    let mut reader = Reader::new(feed, as_of);
    reader.read(&file).unwrap();
    reader.finish()
}

/// A document of a feed.
fn seen(feed: Feed, as_of: Date) -> Seen {
    let (source, title) = (feed.name().to_owned(), format!("{} test", feed.title()));
    Seen { feed, as_of, source, title, validators: None }
}

/// The book of the product.
pub fn base() -> PriceBook {
    costmodel_pricebook::embedded()
}

/// An update of a folder; the folder is laid over the book as the product does.
pub fn update(shelf: &Shelf, feed: Feed, as_of: Date, text: &str) -> Plan {
    let book = shelf.over(base()).unwrap_or_else(|found| panic!("{found:?}"));
    let plan = plan(shelf, &book, &reading(feed, as_of, text), &seen(feed, as_of)).unwrap();
    if let Err(found) = plan.shelf.over(base()) {
        panic!("what was written cannot be read: {found:?}");
    }
    plan
}
