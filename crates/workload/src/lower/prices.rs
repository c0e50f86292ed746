//! Prices for lines: each looked up once.

use std::collections::BTreeMap;
use std::sync::Arc;

use costmodel_core::book::{Key, NotFound, PriceBook};
use costmodel_core::rate::Rate;
use jiff::civil::Date;

/// The price book, with what was asked of it.
#[derive(Debug)]
pub struct Prices<'a> {
    /// The book.
    pub book: &'a PriceBook,
    /// The knowledge date.
    pub known_on: Date,
    found: BTreeMap<Key, Result<Arc<[Rate]>, Arc<NotFound>>>,
    places: Option<Vec<(String, Vec<String>)>>,
}

impl<'a> Prices<'a> {
    /// Prices as known on a day.
    #[must_use]
    pub fn new(book: &'a PriceBook, known_on: Date) -> Prices<'a> {
        Prices { book, known_on, found: BTreeMap::new(), places: None }
    }

    /// The history of a price.
    ///
    /// # Errors
    /// When the book has none; the error names what is nearest.
    pub fn find(&mut self, key: &Key) -> Result<Arc<[Rate]>, Arc<NotFound>> {
        if let Some(known) = self.found.get(key) {
            return known.clone();
        }
        let found = self.book.find(key, self.known_on).map(Arc::from).map_err(Arc::new);
        self.found.insert(key.clone(), found.clone());
        found
    }

    /// Providers that sell by region, each with its regions.
    pub fn providers_with_regions(&mut self) -> Vec<(String, Vec<String>)> {
        let book = self.book;
        self.places
            .get_or_insert_with(|| {
                let own = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<Vec<_>>();
                book.providers().into_iter().map(|provider| (provider.to_owned(), own(book.regions(provider)))).collect()
            })
            .clone()
    }
}
