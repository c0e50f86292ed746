//! What the provider of a placement sells for a neutral class of a kind: `classes/<kind>.csv` of the book says.

use costmodel_core::book::{Key, Offer};
use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use super::{Cx, Draft};

/// What a provider has for one part of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sold {
    /// It is billed: a line of it says so.
    Billed {
        /// The price.
        key: Key,
        /// What the provider counts it in, where that is not the kind's own word.
        unit: Option<Unit>,
        /// What is to be said of it.
        note: String,
    },
    /// It comes with something else and is not billed; why.
    Included(String),
}

impl Sold {
    /// Its price, where it is billed.
    #[must_use]
    pub fn key(&self) -> Option<&Key> {
        match self {
            Sold::Billed { key, .. } => Some(key),
            Sold::Included(_) => None,
        }
    }

    /// A line of so much of it, counted in the kind's unit unless the provider has a word of its own; nothing
    /// where it is not billed.
    #[must_use]
    pub fn draft(&self, name: &str, quantity: Expr, unit: Unit) -> Option<Draft> {
        let Sold::Billed { key, unit: own, note } = self else { return None };
        Some(Draft::new(name, key.clone(), quantity, own.clone().unwrap_or(unit)).note(note))
    }
}

impl Cx<'_, '_> {
    /// What the placement's provider has for a part of a class of this component's kind; says so, and what is
    /// nearest, where it has none.
    pub fn sold(&mut self, class: &str, part: &str) -> Option<Sold> {
        let kind = self.low.model.components.get(usize::from(self.component))?.kind;
        self.sold_as(kind, class, part)
    }

    /// The same of another kind: for what several kinds run on.
    pub fn sold_as(&mut self, kind: &str, class: &str, part: &str) -> Option<Sold> {
        let (provider, name) = (self.provider().to_owned(), self.name.clone());
        let found = self.low.prices.book.class(kind, class, part, &provider);
        let Some(found) = found else {
            let providers = self.low.prices.book.class_providers(kind);
            self.not_here(&format!("the {kind} `{name}`"), &providers.join(" or "));
            return None;
        };
        match found.offer {
            Offer::Billed { service, region, sku, meter, unit } => {
                let region = region.unwrap_or_else(|| self.region().to_owned());
                let key = Key::new(&provider, &service, &region, &sku, &meter);
                Some(Sold::Billed { key, unit, note: found.note })
            }
            Offer::Included => Some(Sold::Included(found.note)),
            Offer::NotSold => {
                let what = if class == "*" { kind.to_owned() } else { format!("{kind} of class {class}") };
                let span = self.span.clone();
                let message = format!("{provider} sells no {what} as `{name}` needs it");
                self.error("not-sold-here", span, message, "not sold here", found.note);
                None
            }
        }
    }

    /// Adds a line of so much of what is sold; nothing where it is not billed.
    pub fn push_sold(
        &mut self,
        sold: &Sold,
        name: &str,
        quantity: Expr,
        unit: Unit,
        finish: impl FnOnce(Draft) -> Draft,
    ) {
        if let Some(draft) = sold.draft(name, quantity, unit) {
            self.push(finish(draft));
        }
    }
}
