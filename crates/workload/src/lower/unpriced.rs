//! What is said of lines that the book has no price for.

use costmodel_core::book::{Key, Missing, NotFound, PriceBook};

use super::Cx;
use crate::decode::fields::nearest;

impl Cx<'_, '_> {
    /// Says that lines have no price: once for each price, however many lines want it.
    pub(super) fn warn_unpriced(&mut self, line: &str, missing: &NotFound) {
        const BEGIN: &str = "no price for ";
        let end = format!(" of `{}`: {}", self.name, missing.key);
        if let Some(said) = self.low.problems.said("unpriced", &self.span, &end) {
            let lines = said.message.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(&end));
            if let Some(lines) = lines.filter(|lines| !format!(", {lines},").contains(&format!(", {line},")))
            {
                said.message = format!("{BEGIN}{lines}, {line}{end}");
            }
            return;
        }
        let label = "its total is a floor";
        let elsewhere = match missing.missing {
            Missing::Sku => regions_with(self.low.prices.book, &missing.key),
            _ => Vec::new(),
        };
        let hint = match missing.missing {
            Missing::Sku if !elsewhere.is_empty() => {
                format!("regions that have it: {}", shortened(&elsewhere))
            }
            Missing::Region if missing.similar.is_empty() => {
                "lay a price of your own over the book with --prices".to_owned()
            }
            Missing::Region => format!("regions that have it: {}", shortened(&missing.similar)),
            Missing::Sku | Missing::Meter => {
                let asked =
                    if missing.missing == Missing::Sku { &missing.key.sku } else { &missing.key.meter };
                match nearest(asked, missing.similar.iter().map(String::as_str)) {
                    Some(near) => {
                        format!("nearest: `{near}`; or lay a price of your own over the book with --prices")
                    }
                    None => "lay a price of your own over the book with --prices".to_owned(),
                }
            }
        };
        let message = format!("{BEGIN}{line}{end}");
        self.warn("unpriced", self.span.clone(), message, label, hint);
    }
}

/// The regions in which a service has a SKU.
fn regions_with(book: &PriceBook, key: &Key) -> Vec<String> {
    let has = |region: &&str| book.skus(&key.provider, &key.service, region).contains(&key.sku.as_str());
    book.regions_of(&key.provider, &key.service).into_iter().filter(has).map(str::to_owned).collect()
}

/// Why there is no price, for the line.
pub(super) fn reason(missing: &NotFound) -> String {
    let what = match missing.missing {
        Missing::Region => "service or region",
        Missing::Sku => "SKU",
        Missing::Meter => "meter",
    };
    format!("no price in the book: {} ({what} unknown)", missing.key)
}

fn shortened(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(6).map(String::as_str).collect();
    let more = if names.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
