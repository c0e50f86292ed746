//! Subscriptions: seats or units of a plan of the book, or at a price you state, by the month or the year.

use costmodel_core::book::{Key, Missing};
use costmodel_core::model::Expr;
use costmodel_core::month::Active;
use costmodel_core::num::{Rounding, UnitPrice};
use costmodel_core::rate::Schedule;
use costmodel_core::unit::Unit;

use crate::decode::fields::nearest;
use crate::decode::{At, Events, Usd};
use crate::kinds::shared::lines::{Moved, driven, whole_months, without};
use crate::kinds::shared::{counted_once_here, of_demand};
use crate::lower::{Cx, Draft};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str =
    "Seats or units of a plan: one of the book (Datadog, Grafana, …), or at your own price.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "a plan is paid for the whole month in which it begins or ends",
    "a number of seats that follows a driver is rounded up to whole seats",
    "a price per year is charged whole in its first month and every twelve months from then on; what is left of the last year at the end of the horizon is not given back",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.monitoring.subscription]
plan = "datadog/infrastructure/pro"
meter = "hosts"
seats = 6
"#;
const MONTHS_OF_A_YEAR: u16 = 12;

choice! {
    /// How often it is charged.
    pub enum Billed {
        /// Every month.
        Monthly = "monthly",
        /// Once a year, ahead.
        Annual = "annual",
    }
}

spec! {
    /// A subscription. A fixed number of seats is counted once: in production and the first placement,
    /// unless `environments` or `placement` says otherwise.
    pub struct Subscription {
        /// A plan of the book: provider, service and SKU, as `costmodel prices list` shows them.
        neutral plan: Option<At<String>>,
        /// What is counted of the plan. Default: its only meter.
        neutral meter: Option<At<String>>,
        /// Your own price of a seat, instead of a plan: `"20 USD per month"`, `"216 USD per year"`.
        up price: Option<Usd>,
        /// Seats, hosts, or whatever the plan counts: `40`, or `"1 seat per employee"`.
        up seats: Events = "1",
        /// How often a price of your own is charged. Default: as the price says.
        neutral billed: Option<Billed>,
    }
}

impl Subscription {
    /// Seats at the plan's price, or at the stated one.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let fixed = self.seats.per.as_deref().is_none_or(|noun| noun == "month");
        let seats = of_demand(cx, "seats", &self.seats, "")?;
        // A whole number of seats of what demand or an environment takes a part of.
        let seats = if fixed { (cx.leaf("seats", &self.seats, ""), None) } else { whole(seats) };
        match (&self.plan, &self.price) {
            (Some(plan), None) => {
                without(cx, "beside a plan of the book", "`plan`", &[("billed", self.billed.is_some())])?;
                let key = self.key(cx, plan)?;
                self.at_plan(cx, key, seats, fixed)
            }
            (None, Some(price)) => {
                without(cx, "beside a price of your own", "`price`", &[("meter", self.meter.is_some())])?;
                self.at_price(cx, price, seats, fixed)
            }
            (both, _) => {
                let (span, twice) = (cx.span.clone(), both.is_some());
                let message =
                    format!("`{}` has {} price", cx.name, if twice { "more than one" } else { "no" });
                let hint = "either plan = \"datadog/infrastructure/pro\", or price = \"20 USD per month\"";
                cx.error("one-of", span, message, "which price?", hint);
                None
            }
        }
    }

    /// The price a plan names: in the region of the placement where it is its provider's, else the only one.
    fn key(&self, cx: &mut Cx<'_, '_>, plan: &At<String>) -> Option<Key> {
        let mut parts = plan.value.splitn(3, '/').filter(|part| !part.is_empty());
        let (Some(provider), Some(service), Some(sku)) = (parts.next(), parts.next(), parts.next()) else {
            let message = format!("`{}` does not name a plan", plan.value);
            let hint = "for example \"datadog/infrastructure/pro\" or \"grafana/plans/pro\"";
            cx.error("unknown-sku", plan.span.clone(), message, "provider/service/sku", hint);
            return None;
        };
        let region = if cx.provider() == provider { cx.region().to_owned() } else { "global".to_owned() };
        let book = cx.low.prices.book;
        let region =
            if book.skus(provider, service, &region).is_empty() { "global".to_owned() } else { region };
        let meters = book.meters(provider, service, &region, sku);
        let meter = match (&self.meter, meters.as_slice()) {
            (Some(meter), _) => meter.value.clone(),
            (None, [only]) => only.clone(),
            (None, several) if several.len() > 1 => {
                let message = format!("`{}` has several meters", plan.value);
                let hint = format!("add meter = one of: {}", several.join(", "));
                cx.error("unknown-meter", plan.span.clone(), message, "which one?", hint);
                return None;
            }
            (None, _) => String::new(),
        };
        let key = Key::new(provider, service, &region, sku, &meter);
        let Err(missing) = cx.low.prices.find(&key) else { return Some(key) };
        let (code, span, asked) = match (missing.missing, &self.meter) {
            (Missing::Meter, Some(meter)) => ("unknown-meter", meter.span.clone(), meter.value.clone()),
            (Missing::Region, _) => ("unknown-sku", plan.span.clone(), format!("{provider}/{service}")),
            _ => ("unknown-sku", plan.span.clone(), sku.to_owned()),
        };
        let tables = book.tables();
        let known: Vec<String> = match missing.missing {
            Missing::Region => tables
                .iter()
                .filter(|table| table.2 == "global")
                .map(|table| format!("{}/{}", table.0, table.1))
                .collect(),
            Missing::Sku | Missing::Meter => missing.similar.clone(),
        };
        let hint = match nearest(&asked, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if missing.missing == Missing::Region => {
                "`costmodel prices list` shows what there is; or state price = \"20 USD per month\""
                    .to_owned()
            }
            None => format!("there are: {}", known.iter().take(12).cloned().collect::<Vec<_>>().join(", ")),
        };
        cx.error(code, span, format!("the book has no plan `{asked}`"), "not in the book", hint);
        None
    }

    fn at_plan(&self, cx: &mut Cx<'_, '_>, key: Key, (seats, driver): Moved, fixed: bool) -> Option<()> {
        let rate = cx.rate(&key)?;
        if matches!(rate.schedule, Schedule::Term { .. }) || !rate.unit.is_timed() {
            let span = self.plan.as_ref().map_or(cx.span.clone(), |plan| plan.span.clone());
            let message =
                format!("`{}` of `{}` is not billed by the month, but in {}", key.meter, key.sku, rate.unit);
            cx.error("unit-mismatch", span, message, "not a subscription", "the `sku` kind takes any meter");
            return None;
        }
        if fixed && !counted_once_here(cx) {
            return Some(());
        }
        let noun = rate.unit.to_string();
        let noun = noun.rsplit_once(' ').map_or(noun.as_str(), |(_, noun)| noun);
        let unit: Unit = match noun.rsplit_once('-') {
            Some((noun, _)) => format!("{noun}-Months").parse().ok()?,
            None => Unit::months(),
        };
        let seats = whole_months(cx, seats);
        let line = driven(Draft::new(&key.meter.clone(), key, seats, unit), driver.as_deref());
        cx.push(if fixed { line.deterministic() } else { line });
        Some(())
    }

    fn at_price(&self, cx: &mut Cx<'_, '_>, price: &Usd, (seats, driver): Moved, fixed: bool) -> Option<()> {
        let per = match price.per.as_deref() {
            None | Some("month") => Billed::Monthly,
            Some("year") => Billed::Annual,
            Some(noun) => {
                let message = format!("a subscription is not paid per `{noun}`");
                let hint = "price = \"20 USD per month\" or \"216 USD per year\"";
                cx.error("unit-mismatch", price.span.clone(), message, "per month or per year", hint);
                return None;
            }
        };
        let billed = self.billed.unwrap_or(per);
        let factor = match (per, billed) {
            (Billed::Monthly, Billed::Annual) => Some((true, "months of a year")),
            (Billed::Annual, Billed::Monthly) => Some((false, "months of a year")),
            _ => None,
        };
        let cost = price.value.try_map(|usd| UnitPrice::from_decimal(*usd, Rounding::HalfEven).ok());
        let Some(cost) = cost else {
            let message = "`price` is larger than the engine's limit";
            cx.error(
                "out-of-range",
                price.span.clone(),
                message,
                "from 0 to 1_000_000_000 USD",
                "check the amount",
            );
            return None;
        };
        if fixed && !counted_once_here(cx) {
            return Some(());
        }
        let quantity = match factor {
            Some((true, name)) => seats.times(Expr::constant(name, MONTHS_OF_A_YEAR, "")),
            Some((false, name)) => seats.over(Expr::constant(name, MONTHS_OF_A_YEAR, "")),
            None => seats,
        };
        let key = Key::new("stated", "subscription", "global", "seat", "price");
        let unit = Unit::counted("Seats");
        let line = |note: &str| {
            let line =
                driven(Draft::new("seats", key.clone(), quantity.clone(), unit.clone()), driver.as_deref());
            let line = if fixed { line.deterministic() } else { line };
            line.stated(cost).note(note)
        };
        if billed == Billed::Monthly {
            cx.push(line("price stated in the workload"));
            return Some(());
        }
        self.every_year(cx, &line("price stated in the workload, charged a year ahead"));
        Some(())
    }

    /// The charge of each year, in the month it falls due.
    fn every_year(&self, cx: &mut Cx<'_, '_>, line: &Draft) {
        let (start, months, whole) = (cx.low.model.start, cx.low.model.months, cx.site.active);
        let first = (0..months).find(|at| {
            let (from, until) = whole.days_in(start.plus(*at));
            from < until
        });
        let Some(first) = first else { return };
        for at in (first..months).step_by(usize::from(MONTHS_OF_A_YEAR)) {
            let month = start.plus(at);
            let due = Active { from: Some(month.first_day()), until: Some(month.plus(1).first_day()) };
            cx.site.active = whole.and(&due);
            let (from, until) = cx.site.active.days_in(month);
            if from < until {
                cx.push(line.clone());
            }
        }
        cx.site.active = whole;
    }
}

/// A whole number of seats of what demand moves.
fn whole((seats, driver): Moved) -> Moved {
    (Expr::Ceil(Box::new(seats)), driver)
}
