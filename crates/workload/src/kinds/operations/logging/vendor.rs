//! Log vendors: Datadog by bytes and indexed events, Grafana Cloud by bytes. They are paid wherever the system
//! runs.

use costmodel_core::book::Key;
use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Logging, Written};
use crate::kinds::shared::lines::driven;
use crate::kinds::shared::steps::days;
use crate::kinds::shared::unranged;
use crate::lower::{Cx, Draft};

/// Days an indexed event is kept, and days for which a retained byte is billed once.
const DATADOG_DAYS: u32 = 15;
const GRAFANA_DAYS: u32 = 30;

/// Bytes that are sent, and events that are indexed for so many days: the days choose the price.
pub(super) fn datadog(logs: &Logging, cx: &mut Cx<'_, '_>, written: &Written) -> Option<()> {
    let kept = match &logs.retention {
        Some(kept) => {
            let seconds = unranged(cx, kept, "retention")?;
            let days = seconds.checked_div(Decimal::from(86_400))?.normalize();
            if !days.is_integer() || days.is_zero() {
                let message = "indexed events are kept for whole days";
                let hint = "retention = \"15 days\"; indexed = \"0 %\" indexes nothing";
                cx.error("out-of-range", kept.span.clone(), message, "not a number of days", hint);
                return None;
            }
            days
        }
        None => Decimal::from(DATADOG_DAYS),
    };
    let key = |meter: &str| Key::new("datadog", "logs", "global", "standard", meter);
    let driver = written.driver.as_deref();
    let line = Draft::new("ingestion", key("ingest"), written.bytes.clone(), Unit::bytes());
    cx.push(driven(line, driver).note("list price of annual plans"));
    let events = match &logs.indexed {
        Some(part) if part.value.high.is_zero() && part.value.low.is_zero() => return Some(()),
        Some(part) => written.events.clone().times(cx.leaf("part that is indexed", part, "")),
        None => written.events.clone(),
    };
    let meter = format!("index-{kept}-days");
    let line = Draft::new("indexed events", key(&meter), events, Unit::counted("Events"));
    let line = driven(line, driver).note(format!("kept searchable for {kept} days"));
    cx.push(match (&logs.indexed, &logs.retention) {
        (Some(_), Some(_)) => line,
        (Some(_), None) => line.assumed().note("`retention` says otherwise"),
        (None, _) => line.assumed().note("every written event is indexed unless `indexed` says otherwise"),
    });
    Some(())
}

/// Bytes processed, written, and retained: each byte once for each thirty days it is kept.
pub(super) fn grafana(logs: &Logging, cx: &mut Cx<'_, '_>, written: &Written) -> Option<()> {
    let key = |meter: &str| Key::new("grafana", "logs", "global", "pro", meter);
    let driver = written.driver.as_deref();
    for (name, meter) in [("processed", "process"), ("written", "write")] {
        let line = Draft::new(name, key(meter), written.bytes.clone(), Unit::bytes());
        cx.push(driven(line, driver));
    }
    let kept = match &logs.retention {
        Some(kept) => days("days kept", kept)?,
        None => Expr::assumed("days kept", GRAFANA_DAYS.into(), "days"),
    };
    let months = kept.over(Expr::constant("days a retained byte is billed for", GRAFANA_DAYS, "days"));
    let line = Draft::new("retained", key("retain"), written.bytes.clone().times(months), Unit::bytes());
    let line = driven(line, driver).note("steady state: the month's volume for each 30 days it is kept");
    cx.push(if logs.retention.is_none() { line.assumed() } else { line });
    Some(())
}
