//! A charge in one month: a cutover, a licence, a migration.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::month::{Active, Month};
use costmodel_core::num::{Rounding, UnitPrice};
use costmodel_core::unit::Unit;

use crate::decode::{At, Usd};
use crate::kinds::shared::counted_once_here;
use crate::lower::{Cx, Draft};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "A charge in one month, at a cost you state.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[];
/// An example.
pub const EXAMPLE: &str = r#"[component.cutover.one-time]
month = "2027-02"
cost = { low = "2_000 USD", expected = "6_000 USD", high = "15_000 USD" }
"#;

spec! {
    /// A charge in one month. It is counted once: in production and the first placement, unless
    /// `environments` or `placement` says otherwise; never scaled.
    pub struct OneTime {
        /// The month it is charged in.
        neutral month: At<Month>,
        /// What it costs. Negotiated discounts do not touch it.
        up cost: Usd,
        /// What it is for, in a few words.
        neutral what: Option<At<String>>,
    }
}

impl OneTime {
    /// One charge at the stated cost.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if let Some(noun) = &self.cost.per {
            cx.error(
                "per-unexpected",
                self.cost.span.clone(),
                "`cost` is not per anything",
                &format!("`per {noun}` does not belong here"),
                "cost = \"6_000 USD\": the whole charge",
            );
            return None;
        }
        let (start, months) = (cx.low.model.start, cx.low.model.months);
        let month = self.month.value;
        if !(0..i32::from(months)).contains(&month.since(start)) {
            let last = start.plus(months.saturating_sub(1));
            cx.error(
                "outside-horizon",
                self.month.span.clone(),
                format!("{month} is outside the horizon"),
                &format!("the horizon is {start} to {last}"),
                "choose a month inside, or lengthen `months`",
            );
            return None;
        }
        if !counted_once_here(cx) {
            return Some(());
        }
        let in_month = Active { from: Some(month.first_day()), until: Some(month.plus(1).first_day()) };
        let active = cx.site.active.and(&in_month);
        let (first, end) = active.days_in(month);
        if first >= end {
            cx.error("dates-crossed", self.month.span.clone(), format!("`{}` does not exist in {month}: its own dates, its placement's or its environment's exclude it", cx.name), "never charged", "drop `from` and `until` here, or choose another month");
            return None;
        }
        let cost = self.cost.value.try_map(|usd| UnitPrice::from_decimal(*usd, Rounding::HalfEven).ok());
        let Some(cost) = cost else {
            cx.error(
                "out-of-range",
                self.cost.span.clone(),
                "`cost` is larger than the engine's limit",
                "from 0 to 1_000_000_000 USD",
                "check the amount",
            );
            return None;
        };
        let name = self.what.as_ref().map_or("charge", |what| what.value.as_str());
        let key = Key::new("stated", "one-time", "global", "charge", "charge");
        let line = Draft::new(name, key, Expr::constant("charges", 1, "charge"), Unit::counted("Charges"));
        cx.site.active = active;
        cx.push(line.deterministic().stated(cost).note("cost stated in the workload"));
        Some(())
    }
}
