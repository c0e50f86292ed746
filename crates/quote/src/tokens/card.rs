//! The card of a model: all its rates, found by name, remembered by SKU.

use std::rc::Rc;
use std::sync::Arc;

use costmodel_core::book::ModelFacts;
use costmodel_core::models::{self, NotNamed};
use costmodel_core::rate::Rate;
use costmodel_core::similar::Names;
use jiff::civil::Date;

use super::unpriced;
use crate::memo::{Memo, name_of};
use crate::quoted::{Behind, Status};
use crate::quoter::Known;
use crate::row::TokenRow;

/// Cards that are remembered: several kilobytes each.
const CARDS: usize = 512;
/// Names of models that a note offers.
const OFFERED: usize = 3;

/// All that is known of a model as somebody sells it.
#[derive(Debug)]
pub(super) struct Card {
    /// The histories of its meters, sorted by meter.
    pub(super) rates: Vec<(String, Vec<Rate>)>,
    /// What it allows and multiplies.
    pub(super) facts: ModelFacts,
}

/// A card, and how its name was matched.
pub(super) struct Found {
    pub(super) card: Rc<Card>,
    pub(super) sku: String,
    pub(super) note: String,
    /// The SKU is sold in the region alone, at its own price.
    pub(super) of_region: bool,
}

/// Cards by seller and SKU.
#[derive(Debug)]
pub(super) struct Cards<'b> {
    known: Memo<Rc<Card>>,
    name: Vec<u8>,
    /// What the seller that was last asked offers: names that mean nothing come in rows.
    offered: (String, Names<'b>),
}

impl<'b> Cards<'b> {
    pub(super) fn new() -> Cards<'b> {
        Cards { known: Memo::new(CARDS), name: Vec::new(), offered: (String::new(), Names::default()) }
    }

    /// The card of a row's model: as the region sells it, else by the rules of [`models`].
    pub(super) fn find(
        &mut self,
        known: &Known<'b>,
        row: &TokenRow<'_>,
        day: Date,
        search: bool,
    ) -> Result<Found, Arc<Behind>> {
        let (provider, model) = (row.provider, row.model);
        for (column, cell) in [("provider", provider), ("model", model)] {
            if cell.is_empty() {
                return Err(Behind::without(Status::Wrong, format!("{column} is missing")));
            }
        }
        if !row.region.is_empty() {
            let sku = format!("{}/{model}", row.region);
            if let Some(card) = self.of(known, provider, &sku) {
                return Ok(Found { card, note: format!("sold as {sku}"), sku, of_region: true });
            }
        }
        if let Some(card) = self.of(known, provider, model) {
            return Ok(Found { card, sku: model.to_owned(), note: String::new(), of_region: false });
        }
        let named = match (models::named(known.book, provider, model, day), model.split_once('/')) {
            (Err(NotNamed::Model), Some((vendor, model))) => {
                models::through(self.offered(known, provider).iter(), provider, vendor, model, row.region)
            }
            (named, _) => named,
        };
        let named = named.map_err(|why| self.unknown(known, why, provider, model, search))?;
        let card = self.of(known, &named.provider, &named.sku);
        let card = card.ok_or_else(|| unpriced(format!("the book has no prices of {}", named.sku)))?;
        Ok(Found { card, note: named.note(), sku: named.sku, of_region: false })
    }

    /// What a name would have meant, and what is near.
    fn unknown(
        &mut self,
        known: &Known<'b>,
        why: NotNamed,
        provider: &str,
        model: &str,
        search: bool,
    ) -> Arc<Behind> {
        let missing = match why {
            NotNamed::Seller => format!("the book has no models of `{provider}`"),
            NotNamed::Model => format!("the book has no model `{model}` of {provider}"),
        };
        if !search {
            return unpriced(missing);
        }
        let near = match why {
            NotNamed::Seller => near(provider, &Names::new(models::sellers(known.book))),
            NotNamed::Model => near(model, self.offered(known, provider)),
        };
        unpriced(match near.as_slice() {
            [] => missing,
            near => format!("{missing}: nearest are {}", near.join(" ")),
        })
    }

    fn offered(&mut self, known: &Known<'b>, seller: &str) -> &Names<'b> {
        if self.offered.0 != seller {
            self.offered = (seller.to_owned(), Names::new(models::offered(known.book, seller)));
        }
        &self.offered.1
    }

    fn of(&mut self, known: &Known<'_>, provider: &str, sku: &str) -> Option<Rc<Card>> {
        name_of(&mut self.name, &[provider, sku]);
        let work_out = || {
            let rates = known.book.card(provider, models::SERVICE, models::REGION, sku, known.on);
            let paid = |rates: Vec<Rate>| rates.into_iter().map(Rate::as_paid).collect();
            let rates: Vec<_> = rates.into_iter().map(|(meter, rates)| (meter, paid(rates))).collect();
            let facts = if rates.is_empty() { None } else { known.book.model(provider, sku) };
            Rc::new(Card { rates, facts: facts.unwrap_or_default() })
        };
        let card = self.known.with(&self.name, work_out, |card| Rc::clone(card));
        (!card.rates.is_empty()).then_some(card)
    }
}

/// The names that are near, or that share a word.
fn near<'b>(asked: &str, names: &Names<'b>) -> Vec<&'b str> {
    let near = names.nearest(asked, OFFERED);
    if !near.is_empty() {
        return near;
    }
    names.iter().filter(|name| models::shares_words(name, asked)).take(OFFERED).collect()
}
