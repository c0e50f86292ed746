//! The card of a model: all its rates, found by name, remembered by SKU.

use std::rc::Rc;
use std::sync::Arc;

use costmodel_core::book::ModelFacts;
use costmodel_core::models::{self, NotNamed, Rule};
use costmodel_core::rate::Rate;
use costmodel_core::similar::nearest;
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
pub(super) struct Cards {
    known: Memo<Rc<Card>>,
    name: Vec<u8>,
}

impl Cards {
    pub(super) fn new() -> Cards {
        Cards { known: Memo::new(CARDS), name: Vec::new() }
    }

    /// The card of a row's model: as the region sells it, else by the rules of [`models`].
    pub(super) fn find(
        &mut self,
        known: &Known<'_>,
        row: &TokenRow<'_>,
        day: Date,
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
        let named =
            models::named(known.book, provider, model, day).or_else(|why| match model.split_once('/') {
                Some((vendor, model)) => models::through(known.book, provider, vendor, model, row.region),
                None => Err(why),
            });
        let named = named.map_err(|why| unknown(&why, provider, model))?;
        let card = self.of(known, &named.provider, &named.sku);
        let card = card.ok_or_else(|| unpriced(format!("the book has no prices of {}", named.sku)))?;
        debug_assert!(named.how != Rule::Exact);
        Ok(Found { card, note: named.note(), sku: named.sku, of_region: false })
    }

    fn of(&mut self, known: &Known<'_>, provider: &str, sku: &str) -> Option<Rc<Card>> {
        name_of(&mut self.name, &[provider, sku]);
        let card = self.known.get_or(&self.name, || {
            let rates = known.book.card(provider, models::SERVICE, models::REGION, sku, known.on);
            let facts = if rates.is_empty() { None } else { known.book.model(provider, sku) };
            Rc::new(Card { rates, facts: facts.unwrap_or_default() })
        });
        (!card.rates.is_empty()).then(|| Rc::clone(card))
    }
}

/// Why a name means nothing, and what is near.
fn unknown(why: &NotNamed, provider: &str, model: &str) -> Arc<Behind> {
    let (missing, asked, names) = match why {
        NotNamed::Seller(names) => (format!("the book has no models of `{provider}`"), provider, names),
        NotNamed::Model(names) => (format!("the book has no model `{model}` of {provider}"), model, names),
    };
    let mut near = nearest(asked, names.iter().map(String::as_str), OFFERED);
    for name in names.iter().filter(|name| models::shares_words(name, asked)) {
        if near.len() < OFFERED && !near.contains(&name.as_str()) {
            near.push(name);
        }
    }
    unpriced(match near.as_slice() {
        [] => missing,
        near => format!("{missing}: nearest are {}", near.join(" ")),
    })
}
