//! Token rows: the plan of a model on a day, then a few multiplications for each row.

mod card;
mod leaves;
mod plan;
mod price;
mod variant;
mod window;

use std::sync::Arc;

use crate::memo::{Memo, name_of};
use crate::quoted::{Behind, Quoted, Status};
use crate::quoter::Known;
use crate::row::{Class, TokenRow};
use card::Cards;
use plan::{Asked, Plan};
use price::Units;

/// Plans that are remembered: a few kilobytes each.
const PLANS: usize = 4_096;

/// Prices token rows.
#[derive(Debug)]
pub(crate) struct Tokens<'b> {
    known: Known<'b>,
    cards: Cards<'b>,
    plans: Memo<Result<Plan, Arc<Behind>>>,
    units: Units,
    name: Vec<u8>,
    /// Whether it is looked for what an unknown name could mean.
    pub(crate) search: bool,
}

impl<'b> Tokens<'b> {
    pub(crate) fn new(known: Known<'b>) -> Tokens<'b> {
        let (cards, plans, units) = (Cards::new(), Memo::new(PLANS), Units::new());
        Tokens { known, cards, plans, units, name: Vec::new(), search: true }
    }

    pub(crate) fn quote(&mut self, row: &TokenRow<'_>) -> Quoted {
        let parts = match leaves::parts(&row.counts) {
            Ok(parts) => parts,
            Err(why) => return Quoted::wrong(why),
        };
        let Tokens { known, cards, plans, units, name, search } = self;
        let day = row.at.map_or(known.on, |at| at.day);
        name_of(name, &[row.provider, row.model, row.service_tier, row.region, row.speed]);
        name.extend_from_slice(&day.year().to_le_bytes());
        name.extend_from_slice(&[day.month().unsigned_abs(), day.day().unsigned_abs(), u8::from(*search)]);
        let work_out = || {
            let variant = variant::of(row.service_tier, row.speed)?;
            let card = cards.find(known, row, day, *search)?;
            Ok(Plan::new(known, units, &card, &Asked { variant, region: row.region, day }))
        };
        plans.with(name, work_out, |plan| match plan {
            Ok(plan) => plan.quote(&parts, row.counts.get(Class::Input), row.at.and_then(|at| at.minute)),
            Err(behind) => Quoted::without(Arc::clone(behind)),
        })
    }
}

/// A row that cannot be priced, and why.
fn unpriced(note: String) -> Arc<Behind> {
    Behind::without(Status::Unpriced, note)
}
