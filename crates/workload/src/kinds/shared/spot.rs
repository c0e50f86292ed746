//! Spot machines: how often they are taken back.

use costmodel_core::book::{Interruption, Key};

use crate::lower::Cx;

/// How often such machines are taken back, where that is known: of EC2 only.
#[must_use]
pub fn interruption(cx: &Cx<'_, '_>, key: &Key) -> Option<Interruption> {
    let ec2 = key.provider == "aws" && key.service == "ec2";
    let os = key.meter.rsplit_once('/').map_or("linux", |(os, _)| os);
    ec2.then(|| cx.low.prices.book.interruption(&key.region, &key.sku, os)).flatten()
}

/// What a reader must know of a spot price: that it moves, and how often such machines are taken back.
#[must_use]
pub fn note(cx: &Cx<'_, '_>, key: &Key) -> String {
    let taken = match interruption(cx, key) {
        Some(known) => format!("{} of them were in the month before {}", known.band, known.as_of),
        None => "how often is not known".to_owned(),
    };
    format!("spot: a changing price; machines can be taken away, {taken}")
}
