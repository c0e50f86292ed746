//! Offers: all that one source says of one price, as a ladder and how good it is.

use crate::azure;
use crate::decide::{Gap, Quality, Rank, Tier, assemble};
use crate::facts::RowId;
use crate::names::{Action, Name};
use crate::number::parse;
use crate::sources::trust;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// One raw row under its new name.
pub struct Piece {
    pub id: RowId,
    pub tier: Tier,
    pub rounded: bool,
    pub name: Name,
    pub notes: String,
    pub as_of: String,
    pub source: String,
}

/// All rows of one source for one price.
pub struct Offer {
    pub pieces: Vec<Piece>,
    pub tiers: std::result::Result<Vec<Tier>, Gap>,
    pub rank: Rank,
}

impl Offer {
    pub fn of(mut pieces: Vec<Piece>) -> Offer {
        count_above_free(&mut pieces);
        let derived = is_last_step(&pieces);
        let quality = |p: &Piece| match p.rounded || derived {
            true => Quality::Derived,
            false => Quality::of(&p.notes),
        };
        // Where several labels state one tier, the best of them counts.
        let mut tier_qualities = BTreeMap::new();
        for piece in &pieces {
            let best = tier_qualities.entry(piece.tier.start).or_insert(Quality::Derived);
            *best = quality(piece).max(*best);
        }
        let first = pieces.first();
        let text = |f: fn(&Piece) -> String| first.map(f).unwrap_or_default();
        let rank = Rank {
            trust: trust(&text(|p| p.source.clone())),
            quality: tier_qualities.into_values().min().unwrap_or(Quality::Derived),
            observed: text(|p| said(&p.notes, "feed_published=").unwrap_or(&p.as_of).to_owned()),
            own_bounds: !pieces.iter().any(|p| p.notes.contains("tier bounds from")),
            as_of: text(|p| p.as_of.clone()),
            source: Reverse(text(|p| p.source.clone())),
        };
        let tiers = assemble(ladder_of(&pieces));
        Offer { pieces, tiers, rank }
    }
}

/// A ladder whose first paid tier begins where the free or included amount ends counts that part in its bounds.
/// Here it begins at 0: all bounds move down by the amount.
pub fn count_above_free(pieces: &mut [Piece]) {
    let amount = |p: &Piece| p.name.free.split(':').nth(1).and_then(parse);
    let first = pieces.iter().map(|p| p.tier.start).min();
    let included = pieces.iter().any(|p| p.name.action == Action::LoadPaid);
    let Some(first) = first.filter(|f| included || pieces.first().and_then(amount) == Some(*f)) else {
        return;
    };
    for piece in pieces {
        piece.tier.start -= first;
        piece.tier.end = piece.tier.end.map(|end| end - first);
    }
}

/// Whether a source has no step of a ladder but the last, from which the others follow.
pub fn is_last_step(pieces: &[Piece]) -> bool {
    let last = |p: &Piece| p.name.action == Action::LoadLast && !p.tier.start.is_zero();
    !pieces.is_empty() && pieces.iter().all(last)
}

/// The tiers a source states, after what the names say of them.
fn ladder_of(pieces: &[Piece]) -> Vec<Tier> {
    if is_last_step(pieces) {
        return pieces.iter().flat_map(|p| azure::blob_ladder(&p.tier)).collect();
    }
    let mut tiers: Vec<Tier> = pieces.iter().map(|p| p.tier.clone()).collect();
    if pieces.iter().any(|p| p.name.action == Action::LoadOpen) {
        tiers.iter_mut().max_by_key(|t| t.start).into_iter().for_each(|last| last.end = None);
    }
    tiers
}

/// A bill line states the one tier that was billed. Where another source has
/// the whole ladder with that price as its first tier, the ladder is used.
pub fn fuller_ladder(ranked: &[Offer]) -> Option<usize> {
    let best = ranked.first()?.tiers.as_ref().ok()?;
    let fuller = |o: &Offer| o.tiers.as_ref().is_ok_and(|ladder| is_first_tier(best, ladder));
    ranked.iter().position(fuller)
}

pub fn is_first_tier(flat: &[Tier], ladder: &[Tier]) -> bool {
    match (flat, ladder) {
        ([only], [first, _, ..]) => only.price == first.price,
        _ => false,
    }
}

/// What one part of the notes of a fact says: `feed_published=2025-10-22;how=…`.
pub fn said<'a>(notes: &'a str, part: &str) -> Option<&'a str> {
    notes.split(';').find_map(|n| n.strip_prefix(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    #[test]
    fn a_flat_price_may_be_the_first_tier_of_a_ladder() {
        let tier = |start: u32, end: Option<u32>, cents: i64| Tier {
            start: start.into(),
            end: end.map(Decimal::from),
            price: Decimal::new(cents, 2),
        };
        let ladder = [tier(0, Some(10_240), 9), tier(10_240, None, 8)];
        assert!(is_first_tier(&[tier(0, None, 9)], &ladder));
        assert!(!is_first_tier(&[tier(0, None, 8)], &ladder));
        assert!(!is_first_tier(&ladder, &ladder));
    }
}
