//! Machines of Cloud SQL: vCPUs and memory of any shape that is sold, or a machine with a name.

use std::sync::Arc;

use costmodel_core::model::Expr;
use costmodel_core::month::Week;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Shape, Sql};
use crate::decode::At;
use crate::kinds::shared::lines::without;
use crate::kinds::shared::nodes::{Asked, Shelf, node};
use crate::kinds::shared::{gib_of, unranged};
use crate::lower::{Cx, Draft};

/// Shapes of machines: 1 vCPU or an even number, at most 96; memory in steps of 256 MiB, 3.75 GiB at least, 0.9 to
/// 6.5 GiB for each vCPU (cloud.google.com/sql/docs/postgres/create-instance, Custom instance configurations).
const MOST_VCPUS: u32 = 96;
const LEAST_MEMORY: Decimal = Decimal::from_parts(375, 0, 0, false, 2);
const LEAST_OF_VCPU: Decimal = Decimal::from_parts(9, 0, 0, false, 1);
const MOST_OF_VCPU: Decimal = Decimal::from_parts(65, 0, 0, false, 1);
/// Shared cores: GiB (cloud.google.com/sql/docs/postgres/instance-settings, Machine type).
const SHARED: [(&str, Decimal); 2] = [
    ("db-f1-micro", Decimal::from_parts(6, 0, 0, false, 1)),
    ("db-g1-small", Decimal::from_parts(17, 0, 0, false, 1)),
];

/// A machine of Cloud SQL.
enum Machine {
    /// vCPUs and GiB.
    Custom(Decimal, Decimal),
    /// One with a name and a price of its own.
    Named(String),
}

/// Hours of the database, with its standby in the price of a regional one, and of its read replicas.
pub(super) fn machines(
    sql: &Sql,
    cx: &mut Cx<'_, '_>,
    shape: &Shape,
    memory_gib: Option<Decimal>,
) -> Option<()> {
    without(
        cx,
        "machines of Cloud SQL have no families",
        "`vcpu` and `memory`",
        &[("family", sql.family.is_some())],
    )?;
    let (machine, note) = machine(sql, cx, shape, memory_gib)?;
    let schedule = sql.running_hours(cx, shape)?;
    let always = if shape.replicated { "is not stopped beside read replicas" } else { "" };
    let standby = if shape.standby { "with its standby in another zone" } else { "" };
    let mut all = vec![("machine", Expr::constant("database", 1, ""), shape.standby, standby)];
    if shape.replicated {
        all.push(("read replicas", shape.replicas.clone(), false, ""));
    }
    for (name, number, regional, own) in &all {
        let hours = number.clone().times(Expr::Hours);
        for draft in drafts(sql, cx, &machine, name, &hours, *regional)? {
            let line = draft.deterministic().schedule(schedule.clone());
            cx.push(line.note(&note).note(own).note(always));
        }
    }
    if sql.extended_support {
        let Machine::Custom(vcpu, _) = machine else {
            return without(cx, "billed by vCPU", "`type`", &[("extended_support", true)]);
        };
        let both = Expr::constant("database and standby", if shape.standby { 2 } else { 1 }, "");
        let number = Expr::Sum(vec![both, shape.replicas.clone()]);
        let hours = number.times(Expr::constant("vCPUs of a machine", vcpu, "vCPU")).times(Expr::Hours);
        let key = cx.key("cloud-sql", "extended-support", "vcpu");
        let line = Draft::new("extended support", key, hours, Unit::counted("vCPU").over_hours());
        cx.push(line.deterministic().schedule(schedule.clone()));
    }
    if sql.public_ip {
        idle_address(sql, cx, schedule)?;
    }
    Some(())
}

/// Lines of so many hours of a machine.
fn drafts(
    sql: &Sql,
    cx: &mut Cx<'_, '_>,
    machine: &Machine,
    name: &str,
    hours: &Expr,
    regional: bool,
) -> Option<Vec<Draft>> {
    match machine {
        Machine::Custom(vcpu, gib) => {
            let (cores, memory) =
                if regional { ("vcpu-regional", "memory-regional") } else { ("vcpu", "memory") };
            let cores = sql.part(cx, cores)?.key()?.clone();
            let memory = sql.part(cx, memory)?.key()?.clone();
            let vcpus = hours.clone().times(Expr::constant("vCPUs of a machine", *vcpu, "vCPU"));
            let gib = hours.clone().times(Expr::constant("memory of a machine", *gib, "GiB"));
            Some(vec![
                Draft::new(name, cores, vcpus, Unit::counted("vCPU").over_hours()),
                Draft::new(&format!("{name} memory"), memory, gib, "GiB-Hours".parse().ok()?),
            ])
        }
        Machine::Named(sku) => {
            let meter = format!("{}/{}", sql.engine.dialect(), if regional { "regional" } else { "zonal" });
            Some(vec![Draft::new(name, cx.key("cloud-sql", sku, &meter), hours.clone(), Unit::hours())])
        }
    }
}

/// An address is billed while the database is stopped (cloud.google.com/sql/pricing, Networking: "while idle").
fn idle_address(sql: &Sql, cx: &mut Cx<'_, '_>, schedule: Option<Arc<Week>>) -> Option<()> {
    let Some(week) = schedule else { return Some(()) };
    let off = Week {
        name: format!("outside of {}", week.name),
        weights: Box::new(std::array::from_fn(|hour| u32::from(week.weights.get(hour) == Some(&0)))),
        zone: week.zone.clone(),
    };
    let address = sql.part(cx, "address")?;
    cx.push_sold(&address, "idle address", Expr::Hours, Unit::hours(), |line| {
        line.deterministic()
            .schedule(Some(Arc::new(off)))
            .note("of a database that is stopped; in use it is free")
    });
    Some(())
}

/// The named machine, or the smallest shape that has what is asked for.
fn machine(
    sql: &Sql,
    cx: &mut Cx<'_, '_>,
    shape: &Shape,
    memory_gib: Option<Decimal>,
) -> Option<(Machine, String)> {
    if let Some(named) = &sql.machine {
        if sql.vcpu.is_some() || sql.memory.is_some() {
            cx.named_and_asked(named.span.clone());
            return None;
        }
        return by_name(sql, cx, shape, named).map(|machine| (machine, String::new()));
    }
    if sql.vcpu.is_none() && sql.memory.is_none() && memory_gib.is_none() {
        let (span, message) = (cx.span.clone(), format!("`{}` has no machine type", cx.name));
        let hint = "add vcpu = 2 and memory = \"8 GiB\"; or type = \"db-custom-2-8192\"";
        cx.error("missing-key", span, message, "which machine?", hint);
        return None;
    }
    let vcpu = sql.vcpu.as_ref().map(|own| unranged(cx, own, "vcpu"));
    let memory = sql.memory.as_ref().map(|own| unranged(cx, own, "memory"));
    let (vcpu, memory) = (vcpu.unwrap_or(Some(Decimal::ONE))?, memory.unwrap_or(Some(Decimal::ZERO))?);
    let memory = gib_of(memory).max(memory_gib.unwrap_or_default());
    let shared = SHARED.iter().find(|(_, gib)| *gib >= memory && vcpu <= Decimal::ONE);
    if let Some((sku, gib)) = shared.filter(|_| sql.burstable) {
        let note = format!("chosen as the smallest that fits: {sku} (a shared core, {gib} GiB)");
        return Some((Machine::Named((*sku).to_owned()), note));
    }
    let Some((vcpu, gib)) = sold(vcpu, memory) else {
        let message = format!(
            "Cloud SQL has no machine of {} vCPU and {} GiB for `{}`",
            vcpu.normalize(),
            memory.round_dp(1).normalize(),
            cx.name
        );
        let hint = "at most 96 vCPUs and 624 GiB: spread it over several";
        cx.error("nothing-fits", cx.span.clone(), message, "nothing fits", hint);
        return None;
    };
    let note = format!("a machine of {} vCPU and {} GiB", vcpu.normalize(), gib.normalize());
    Some((Machine::Custom(vcpu, gib), note))
}

/// The smallest shape that has so many vCPUs and GiB.
fn sold(vcpu: Decimal, gib: Decimal) -> Option<(Decimal, Decimal)> {
    let by_memory = gib.checked_div(MOST_OF_VCPU)?;
    let wanted = vcpu.max(by_memory).ceil().max(Decimal::ONE);
    let even = wanted.checked_div(Decimal::TWO)?.ceil().checked_mul(Decimal::TWO)?;
    let vcpu = if wanted == Decimal::ONE { wanted } else { even };
    let least = vcpu.checked_mul(LEAST_OF_VCPU)?.max(LEAST_MEMORY).max(gib);
    let quarters = least.checked_mul(Decimal::from(4))?.ceil();
    (vcpu <= Decimal::from(MOST_VCPUS)).then(|| (vcpu, quarters / Decimal::from(4)))
}

/// `db-custom-4-16384` is 4 vCPUs and 16 GiB; others have prices of their own.
fn by_name(sql: &Sql, cx: &mut Cx<'_, '_>, shape: &Shape, named: &At<String>) -> Option<Machine> {
    if let Some((vcpu, mib)) = named.value.strip_prefix("db-custom-").and_then(|size| size.split_once('-'))
        && let (Ok(vcpu), Ok(mib)) = (vcpu.parse::<u32>(), mib.parse::<u32>())
    {
        let asked = (Decimal::from(vcpu), Decimal::from(mib) / Decimal::from(1_024));
        if sold(asked.0, asked.1) == Some(asked) {
            return Some(Machine::Custom(asked.0, asked.1));
        }
        let hint = match sold(asked.0, asked.1) {
            Some((vcpu, gib)) => {
                let mib = gib.saturating_mul(Decimal::from(1_024)).normalize();
                format!("the next that is: type = \"db-custom-{}-{mib}\"", vcpu.normalize())
            }
            None => "at most 96 vCPUs and 6.5 GiB for each".to_owned(),
        };
        let message = format!("`{}` is no machine that Cloud SQL sells", named.value);
        cx.error("nothing-fits", named.span.clone(), message, "no such shape", hint);
        return None;
    }
    let meter = format!("{}/{}", sql.engine.dialect(), if shape.standby { "regional" } else { "zonal" });
    let asked = Asked { class: Some(named), ..Asked::default() };
    let shelf = Shelf { service: "cloud-sql", meter: &meter, example: "db-custom-2-8192" };
    node(cx, shelf, &asked, None).map(|node| Machine::Named(node.sku))
}

/// IOPS and throughput follow the size of the volume and are not billed
/// (cloud.google.com/sql/docs/postgres/quotas, Storage options).
pub(super) fn speed(sql: &Sql, cx: &mut Cx<'_, '_>) -> Option<()> {
    let keys = [("iops", sql.iops.is_some()), ("throughput", sql.throughput.is_some())];
    without(cx, "they follow the size of the volume", "`storage`", &keys)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn shapes_are_rounded_up_to_what_is_sold() {
        let of = |vcpu: &str, gib: &str| {
            let (vcpu, gib) = sold(vcpu.parse().unwrap(), gib.parse().unwrap()).unwrap();
            format!("{} {}", vcpu.normalize(), gib.normalize())
        };
        assert_eq!(of("1", "0"), "1 3.75");
        assert_eq!(of("2", "8"), "2 8");
        assert_eq!(of("3", "8.1"), "4 8.25");
        // 0.9 GiB for each of 32; 6.5 for each of 4, so 6 for 30.
        assert_eq!(of("32", "8"), "32 29");
        assert_eq!(of("2", "30"), "6 30");
        assert!(sold(98.into(), 8.into()).is_none());
    }
}
