//! Any meter of the book, fixed or driven: the way out where no kind fits.

use costmodel_core::book::{Key, Missing, NotFound};
use costmodel_core::model::Expr;
use costmodel_core::rate::{Rate, Schedule};
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::amount::{Dimension, Measure, Per};
use crate::decode::fields::nearest;
use crate::decode::time::Hours;
use crate::decode::{Amount, At, Field, FieldDoc, Node, OwnTokens, Problems, Shape, Value, number};
use crate::kinds::shared::counted_once_here;
use crate::lower::{Cx, Draft};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "Any meter of the price book, fixed or driven: where no kind fits.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[];
/// An example.
pub const EXAMPLE: &str = r#"[component.gateways.sku]
sku = "aws/nat-gateway/us-east-1/standard"
meter = "gateway"
quantity = "2 gateways"
"#;

/// A number in any unit.
#[derive(Clone, Copy, Debug)]
pub struct AnyDimension;

impl Dimension for AnyDimension {
    const EXAMPLE: &'static str = "\"4 instances\"";
    const PER: Per = Per::May;
    const BARE: bool = true;
    const UNITS: &'static [&'static str] = &[];
    fn base(_: &str) -> Option<Decimal> {
        Some(Decimal::ONE)
    }
}

/// How much of a meter: `"4 instances"`, `"3 requests per chat"`, `"2 TiB per month"`.
#[derive(Clone, Debug)]
pub struct Quantity(pub Amount);

impl Field for Quantity {
    const SHAPE: Shape = Shape::Amount(AnyDimension::EXAMPLE);

    fn decode(node: &Node, doc: &FieldDoc, problems: &mut Problems) -> Option<Self> {
        let amount = Measure::<AnyDimension>::decode(node, doc, problems)?.amount;
        for (_, reading) in node.entries() {
            let Value::Text(text) = &reading.value else { continue };
            if number::parse(text).is_ok_and(|written| written.unit != amount.unit) {
                problems.push(
                    costmodel_core::diag::Diagnostic::error(
                        "unit-mismatch",
                        reading.span.clone(),
                        format!("the range of `{}` has several units", doc.name),
                    )
                    .label(format!("not in `{}`", amount.unit))
                    .hint("use one unit in all three"),
                );
                return None;
            }
        }
        Some(Quantity(amount))
    }
}

spec! {
    /// A meter of the price book.
    pub struct Sku {
        /// Provider, service, region and SKU: `"aws/ec2/us-east-1/m7i.large"`,
        /// `"anthropic/models/global/claude-sonnet-5"`.
        neutral sku: At<String>,
        /// What is counted of it. Default: its only meter.
        neutral meter: Option<At<String>>,
        /// How much. Of what is billed by time a plain count runs all hours: `"4 instances"`. Per a driver's
        /// unit it follows the driver; else it is fixed and counted once: in production and the first
        /// placement, unless `environments` or `placement` says otherwise.
        up quantity: Quantity,
        /// Hours of the week in which it runs, for what is billed by time.
        neutral schedule: Option<Hours>,
        /// Total input tokens of one request, for models that are dearer above a length.
        up request_input: Option<OwnTokens>,
    }
}

impl Sku {
    /// One line.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let key = self.key(cx)?;
        let rate = self.priced(cx, &key)?;
        let amount = &self.quantity.0;
        let (unit, runs) = self.counted_in(cx, &rate.unit)?;
        if let Some(schedule) = self.schedule.as_ref().filter(|_| !runs) {
            cx.error(
                "no-effect",
                amount.span.clone(),
                format!("this quantity does not follow the hours of `{}`", schedule.0.name),
                "not something that runs",
                "drop `schedule`, or give a count of what runs: \"4 instances\"",
            );
            return None;
        }
        let fixed = amount.per.as_deref().is_none_or(|noun| noun == "month");
        if fixed && !counted_once_here(cx) {
            return Some(());
        }
        let scaled = Amount {
            value: amount.value.try_map(|v| v.checked_mul(multiple(&amount.unit).0)).unwrap_or(amount.value),
            ..amount.clone()
        };
        let (count, driver) = cx.times_per("quantity", &scaled, &unit.to_string())?;
        let quantity = if runs { Expr::Hours.times(count) } else { count };
        let schedule = if runs { cx.schedule(self.schedule.as_ref().map(|hours| &hours.0)) } else { None };
        let mut line = Draft::new(&key.meter.clone(), key, quantity, unit).schedule(schedule);
        line = match &driver {
            Some(driver) => line.driver(driver),
            None => line.deterministic(),
        };
        // Steps of token prices are reached by one request; steps of anything else by the month's quantity.
        if matches!(rate.schedule, Schedule::Volume(_)) && rate.unit.converts_to(&Unit::counted("Tokens")) {
            let tokens = self.request_input.as_ref().map_or(Decimal::ZERO, |tokens| tokens.expected());
            line = line
                .step(u64::try_from(tokens).ok())
                .note(format!("priced at the step that requests of {tokens} input tokens reach"));
        }
        cx.push(line);
        Some(())
    }

    /// The price it names.
    fn key(&self, cx: &mut Cx<'_, '_>) -> Option<Key> {
        let mut parts = self.sku.value.splitn(4, '/').filter(|part| !part.is_empty());
        let (Some(provider), Some(service), Some(region), Some(sku)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            cx.error(
                "unknown-sku",
                self.sku.span.clone(),
                format!("`{}` does not name a SKU", self.sku.value),
                "provider/service/region/sku",
                "for example \"aws/ec2/us-east-1/m7i.large\" or \"anthropic/models/global/claude-sonnet-5\"",
            );
            return None;
        };
        let meters = cx.low.prices.book.meters(provider, service, region, sku);
        let meter = match &self.meter {
            // A meter may be written like the column of a table: `on_demand`.
            Some(meter)
                if !meters.contains(&meter.value) && meters.contains(&meter.value.replace('_', "-")) =>
            {
                meter.value.replace('_', "-")
            }
            Some(meter) => meter.value.clone(),
            None => match meters.as_slice() {
                [] => String::new(),
                [only] => only.clone(),
                several => {
                    cx.error(
                        "unknown-meter",
                        self.sku.span.clone(),
                        format!("`{sku}` has several meters"),
                        "which one?",
                        format!("add meter = one of: {}", several.join(", ")),
                    );
                    return None;
                }
            },
        };
        Some(Key::new(provider, service, region, sku, &meter))
    }

    /// Its newest rate; says what is near when there is none.
    fn priced(&self, cx: &mut Cx<'_, '_>, key: &Key) -> Option<Rate> {
        let rates = match cx.low.prices.find(key) {
            Ok(rates) => rates,
            Err(missing) => {
                self.unknown(cx, &missing);
                return None;
            }
        };
        let rate = rates.last()?.clone();
        if matches!(rate.schedule, Schedule::Term { .. }) {
            let span = self.meter.as_ref().map_or(self.sku.span.clone(), |meter| meter.span.clone());
            cx.error(
                "term-price",
                span,
                format!("`{}` is paid for a whole term", key.meter),
                "a commitment, not usage",
                "use `on-demand`; commitments come with a later version",
            );
            return None;
        }
        Some(rate)
    }

    fn unknown(&self, cx: &mut Cx<'_, '_>, missing: &NotFound) {
        let key = &missing.key;
        let did_you_mean = |asked: &str, whole: &dyn Fn(&str) -> String| {
            nearest(asked, missing.similar.iter().map(String::as_str))
                .map(|near| format!("did you mean \"{}\"?", whole(near)))
        };
        let listed = || missing.similar.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
        let (code, span, message, hint) = match missing.missing {
            Missing::Meter => {
                let span = self.meter.as_ref().map_or(self.sku.span.clone(), |meter| meter.span.clone());
                let near = did_you_mean(&key.meter, &str::to_owned);
                (
                    "unknown-meter",
                    span,
                    format!("`{}` has no meter `{}`", key.sku, key.meter),
                    near.map_or(String::new(), |near| format!("{near} "))
                        + &format!("its meters: {}", missing.similar.join(", ")),
                )
            }
            Missing::Sku => {
                let near = did_you_mean(&key.sku, &|near| {
                    format!("{}/{}/{}/{near}", key.provider, key.service, key.region)
                });
                (
                    "unknown-sku",
                    self.sku.span.clone(),
                    format!(
                        "the book has no `{}` in {}/{}/{}",
                        key.sku, key.provider, key.service, key.region
                    ),
                    near.unwrap_or_else(|| format!("there are: {}", listed())),
                )
            }
            Missing::Region if missing.similar.is_empty() => {
                let mut tables = cx.low.prices.book.tables();
                tables.dedup_by(|a, b| (&a.0, &a.1) == (&b.0, &b.1));
                let services: Vec<String> =
                    tables.iter().map(|(provider, service, _)| format!("{provider}/{service}")).collect();
                let asked = format!("{}/{}", key.provider, key.service);
                let hint = nearest(&asked, services.iter().map(String::as_str)).map_or_else(
                    || "list services with `costmodel prices list`".to_owned(),
                    |near| format!("did you mean \"{near}/{}/{}\"?", key.region, key.sku),
                );
                ("unknown-sku", self.sku.span.clone(), format!("the book has no service `{asked}`"), hint)
            }
            Missing::Region => {
                let near = did_you_mean(&key.region, &|near| {
                    format!("{}/{}/{near}/{}", key.provider, key.service, key.sku)
                });
                (
                    "unknown-sku",
                    self.sku.span.clone(),
                    format!("the book has no {}/{} in `{}`", key.provider, key.service, key.region),
                    near.unwrap_or_else(|| format!("regions that have it: {}", listed())),
                )
            }
        };
        cx.error(code, span, message, "not in the book", hint);
    }

    /// The unit the quantity is in, and whether it is a count of what runs hour by hour.
    fn counted_in(&self, cx: &mut Cx<'_, '_>, rate: &Unit) -> Option<(Unit, bool)> {
        let amount = &self.quantity.0;
        let word = multiple(&amount.unit).1;
        let single = single(rate)?;
        if word.is_empty() {
            return Some(if rate.is_timed() { (single.over_hours(), true) } else { (single, false) });
        }
        let written = word.parse::<Unit>().ok();
        if let Some(written) = written.clone().filter(|unit| unit.converts_to(rate)) {
            return Some((written, false));
        }
        if let Some(written) = written.filter(|unit| rate.is_timed() && !unit.is_timed()) {
            let running = written.over_hours();
            if running.converts_to(rate) {
                return Some((running, true));
            }
            // What is billed by the hour alone counts whatever the user calls it: 4 instances, 2 gateways.
            if Unit::hours().converts_to(rate) && !running.converts_to(&Unit::bytes().over_hours()) {
                return Some((Unit::hours(), true));
            }
        }
        cx.error(
            "unit-mismatch",
            amount.span.clone(),
            format!("`{}` cannot be counted in {rate}", amount.unit),
            "counts something else than the price",
            format!("state the quantity in {single}, or as a plain number"),
        );
        None
    }
}

/// A rate's unit without its multiple: `Requests` of `1000 Requests`.
fn single(rate: &Unit) -> Option<Unit> {
    let text = rate.to_string();
    let noun = text
        .split_once(' ')
        .filter(|(count, _)| count.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(text.as_str(), |(_, noun)| noun);
    noun.parse().ok()
}

/// `M tokens`: how many one is, and of what.
fn multiple(unit: &str) -> (Decimal, &str) {
    let (word, rest) = unit.split_once(' ').unwrap_or((unit, ""));
    match word {
        "k" | "thousand" => (Decimal::from(1_000), rest),
        "M" | "million" => (Decimal::from(1_000_000), rest),
        "G" | "billion" => (Decimal::from(1_000_000_000), rest),
        _ => (Decimal::ONE, unit),
    }
}
