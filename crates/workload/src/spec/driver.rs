//! Drivers: flows, stocks, and what is derived from them.

use costmodel_core::diag::Diagnostic;

use super::{MonthMap, SeasonMap};
use crate::decode::amount::{Change, Percent, Step};
use crate::decode::time::Load;
use crate::decode::{At, Count, Events, Field, FieldDoc, Node, PerBytes, PerCount, Problems, Shape, Table};
use crate::spec;

spec! {
    /// A business number that usage follows. It is a flow (`monthly`), a stock (`stock`, with `added` and
    /// `deleted`), or derived (`from` another, so many `per` each).
    pub struct Driver {
        /// What it counts, singular: the noun that `per` names elsewhere. Default: its name without `s`.
        neutral unit: Option<At<String>>,
        /// A flow: how many in the first month.
        up monthly: Option<Events>,
        /// How the flow, or what is added to the stock, grows from the second month on.
        up growth: Option<GrowthSpec>,
        /// Dated steps: from that month on multiplied.
        up steps: Option<MonthMap<Percent>>,
        /// Multipliers by month of the year, as written, not renormalised.
        up season: Option<SeasonMap<Percent>>,
        /// How it spreads over the week: a named shape with a time zone, or 168 shares from Monday 00:00.
        neutral week: Option<Load>,
        /// Peak over mean inside an hour: sizes replicas.
        up burst: Option<Count>,
        /// A stock: how many at the start.
        up stock: Option<Events>,
        /// Added to the stock each month: `"50_000 per month"`.
        up added: Option<Events>,
        /// Deleted from the stock each month, at most what is there.
        down deleted: Option<Events>,
        /// The size of one, for what keeps it.
        up size: Option<PerBytes>,
        /// Derived: from which driver.
        neutral from: Option<At<String>>,
        /// Derived: how many for each of it.
        up per: Option<PerCount>,
    }
}

/// How a flow grows: one of the four.
#[derive(Clone, Debug)]
pub enum GrowthSpec {
    /// By a percentage of the month before.
    Compound(Change),
    /// By an amount each month.
    Linear(Step),
    /// To stated values, each from its month on.
    Table(MonthMap<Events>),
    /// Along a logistic curve.
    SCurve(SCurve),
}

spec! {
    /// Growth along a logistic curve: fast at first, slowing towards a limit.
    pub struct SCurve {
        /// What it grows towards.
        up limit: Events,
        /// The monthly growth while it is small.
        up rate: Change,
    }
}

spec! {
    /// The four ways to grow; exactly one is written.
    struct GrowthFields {
        /// By a percentage of the month before.
        up compound: Option<Change>,
        /// By an amount each month.
        up linear: Option<Step>,
        /// To stated values, each from its month on.
        up table: Option<MonthMap<Events>>,
        /// Along a logistic curve.
        up s_curve: Option<SCurve>,
    }
}

impl Field for GrowthSpec {
    const SHAPE: Shape = Shape::Table(GrowthFields::FIELDS);

    fn decode(node: &Node, _: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        let before = problems.errors();
        let fields = GrowthFields::read(node, &[], problems)?;
        let mut found: Vec<GrowthSpec> = Vec::new();
        found.extend(fields.compound.map(GrowthSpec::Compound));
        found.extend(fields.linear.map(GrowthSpec::Linear));
        found.extend(fields.table.map(GrowthSpec::Table));
        found.extend(fields.s_curve.map(GrowthSpec::SCurve));
        match (found.len(), found.pop()) {
            (1, Some(one)) => Some(one),
            _ if problems.errors() > before => None,
            (count, _) => {
                problems.push(
                    Diagnostic::error(
                        "one-of",
                        node.span.clone(),
                        if count == 0 {
                            "growth does not say how".to_owned()
                        } else {
                            format!("growth is said in {count} ways at once")
                        },
                    )
                    .label("one of compound, linear, table, s_curve")
                    .hint("keep one: growth = { compound = \"4 %\" }"),
                );
                None
            }
        }
    }
}
