//! What interruptions cost: work that is lost and done again, and machines that start again.

use costmodel_core::book::{Band, Key};
use costmodel_core::model::Expr;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use super::Batch;
use crate::kinds::shared::spot;
use crate::lower::Cx;

/// Machine hours of rework, with what they follow from; nothing when no machine is taken back.
///
/// AWS gives the share of machines that it took back in the month before (aws.amazon.com/ec2/spot/
/// instance-advisor): here a machine is taken so often in 730 of its hours. Each time it loses what it did since
/// the last checkpoint, or since its job began, half of that on the mean, and starts again. That the same piece
/// is interrupted twice is not counted: at 20 % a month and an hour of work that is 3 in 10,000.
pub(super) fn hours(
    own: &Batch,
    cx: &mut Cx<'_, '_>,
    taken: &Key,
    work: &Expr,
) -> Option<Option<(Expr, String)>> {
    let month = || Expr::constant("hours of a mean month", 730, "Hours");
    let (times, source) = match &own.interruptions {
        Some(stated) if stated.value == Ranged::same(Decimal::ZERO) => return Some(None),
        Some(stated) => {
            let share = cx.leaf("machines taken back in a month", stated, "");
            (work.clone().times(share).over(month()), "as stated".to_owned())
        }
        None if matches!(taken.provider.as_str(), "azure" | "gcp") => {
            let share = Expr::assumed_range("machines taken back in an hour", hourly(), "");
            (work.clone().times(share), ASSUMED.to_owned())
        }
        None => {
            let Some(known) = spot::interruption(cx, taken) else {
                cx.error(
                    "missing-key",
                    cx.span.clone(),
                    format!("how often machines of `{}` are taken back is not known", cx.name),
                    "how often?",
                    "add interruptions = \"10 %\": the machines taken back in a month",
                );
                return None;
            };
            let share = Expr::assumed_range("machines taken back in a month", readings(known.band), "");
            let times = work.clone().times(share).over(month());
            (times, format!("{} of them in the month before {}", known.band, known.as_of))
        }
    };
    let seconds = |value: Ranged<Decimal>| value.map(|seconds| *seconds / Decimal::TWO);
    let lost = match (&own.checkpoint, &own.duration) {
        (Some(checkpoint), Some(duration)) => {
            let shorter = Ranged::from_fn(|s| *checkpoint.value.get(s).min(duration.value.get(s)));
            Expr::given("half of a checkpoint interval", seconds(shorter), "s", checkpoint.span.clone())
        }
        (Some(checkpoint), None) => {
            let half = seconds(checkpoint.value);
            Expr::given("half of a checkpoint interval", half, "s", checkpoint.span.clone())
        }
        (None, Some(duration)) => {
            Expr::given("half of the duration of a job", seconds(duration.value), "s", duration.span.clone())
        }
        (None, None) => {
            cx.error(
                "missing-key",
                cx.span.clone(),
                format!("what an interruption of `{}` loses is not known", cx.name),
                "how much is done again?",
                "add checkpoint = \"10 min\": how often the work is saved",
            );
            return None;
        }
    };
    let each = Expr::Sum(vec![lost, cx.leaf("start-up", &own.start_up, "s")]);
    let hours = times.times(each).over(Expr::constant("seconds of an hour", 3_600, "s"));
    let note = format!(
        "machines taken back: {source}; each loses half of what it did since it was saved, and starts again; interruptions = \"0 %\" switches it off"
    );
    Some(Some((hours, note)))
}

/// Where a book has no figure: Azure publishes bands of an hour to its customers alone, of which 0 to 5 % is the lowest
/// (learn.microsoft.com/azure/architecture/guide/spot/spot-eviction); Google publishes none.
const ASSUMED: &str = "assumed, 0 to 5 % of them in an hour: the lowest band that Azure has; Google publishes none; interruptions = \"10 %\" of a month states your own";

/// The lowest band of Azure as the three scenarios read it.
fn hourly() -> Ranged<Decimal> {
    Ranged { low: Decimal::ZERO, expected: Decimal::new(25, 3), high: Decimal::new(5, 2) }
}

/// A band as the three scenarios read it: its lower bound, its middle, its upper bound. The last has none: a
/// quarter and a half are assumed.
fn readings(band: Band) -> Ranged<Decimal> {
    let percent = |percent: u32, over: i64| Decimal::from(percent) / Decimal::from(over);
    match band.up_to {
        Some(up_to) => Ranged {
            low: percent(band.above, 100),
            expected: percent(band.above.saturating_add(up_to), 200),
            high: percent(up_to, 100),
        },
        None => Ranged {
            low: percent(band.above, 100),
            expected: percent(band.above.max(25), 100),
            high: percent(band.above.max(50), 100),
        },
    }
}
