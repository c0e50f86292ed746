//! Metered rows: any meter of the book, in any unit of its dimension, each row alone or summed over a month.

pub(crate) mod ladder;
mod plan;

use std::collections::BTreeMap;
use std::sync::Arc;

use costmodel_core::month::Month;

use crate::memo::{Memo, name_of};
use crate::quoted::{Behind, Quoted};
use crate::quoter::Known;
use crate::row::MeteredRow;
use ladder::Amount;
use plan::Plan;

/// Plans that are remembered: about a kilobyte each.
const PLANS: usize = 4_096;

/// Prices metered rows.
#[derive(Debug)]
pub(crate) struct Metered<'b> {
    known: Known<'b>,
    plans: Memo<Result<Plan, Arc<Behind>>>,
    name: Vec<u8>,
    /// `None`: rows are priced alone.
    pools: Option<Pools>,
}

/// How much of each pool and month came by so far.
type Pools = BTreeMap<(Arc<str>, Month), Amount>;

impl<'b> Metered<'b> {
    pub(crate) fn new(known: Known<'b>, pool: bool) -> Metered<'b> {
        Metered { known, plans: Memo::new(PLANS), name: Vec::new(), pools: pool.then(BTreeMap::new) }
    }

    pub(crate) fn quote(&mut self, row: &MeteredRow<'_>) -> Quoted {
        let Metered { known, plans, name, pools } = self;
        name_of(name, &[row.provider, row.service, row.region, row.sku, row.meter, row.unit]);
        if let Some(month) = row.month {
            name.extend_from_slice(&month.since(Month::of(known.on)).to_le_bytes());
        }
        plans.with(
            name,
            || Plan::new(known, row),
            |plan| match plan {
                Ok(plan) => in_pool(plan, row, pools.as_mut(), known),
                Err(behind) => Quoted::without(Arc::clone(behind)),
            },
        )
    }
}

/// Prices a row alone, or by what it adds to its pool.
fn in_pool(plan: &mut Plan, row: &MeteredRow<'_>, pools: Option<&mut Pools>, known: &Known<'_>) -> Quoted {
    let amount = match plan.amount(row.quantity) {
        Ok(amount) => amount,
        Err(why) => return Quoted::wrong(why),
    };
    let Some((pools, pool)) = pools.zip(plan.pool.clone()) else { return plan.quote(Amount::ZERO, amount) };
    let month = row.month.unwrap_or_else(|| Month::of(known.on));
    let so_far = pools.entry((pool, month)).or_default();
    let Some(sum) = so_far.checked_add(amount) else { return Quoted::wrong("the sum is out of range") };
    let quoted = plan.quote(*so_far, sum);
    // A row without a cost, being out of range, is not in the sum of costs either.
    if quoted.cost.is_some() {
        *so_far = sum;
    }
    quoted
}
