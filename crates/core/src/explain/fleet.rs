//! How replicas come about, hour by hour, in as few lines as the shape has levels.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::context::{Context, Times};
use super::term::{Op, Term, plain};
use crate::model::{Fleet, FleetId, FleetMeasure, FleetMonth, Packs};
use crate::month::{Active, HoursRule, WEEK};

/// More distinct levels than this are shown by replicas alone.
const MOST_LEVELS: usize = 12;

pub(super) fn fleet_term(context: &Context<'_>, id: FleetId, measure: FleetMeasure) -> Term {
    let Some(fleet) = context.model.fleets.get(id) else {
        return Term::computed(format!("fleet {id}"), None, "");
    };
    let (what, unit) = match measure {
        FleetMeasure::ReplicaHours => ("replica hours", "Hours"),
        FleetMeasure::IdleHours => ("idle replica hours", "Hours"),
        FleetMeasure::StartHours => ("start-up hours", "Hours"),
        FleetMeasure::Peak => ("replicas at the peak", ""),
        FleetMeasure::ActiveHours => ("active replica hours", "Hours"),
        FleetMeasure::KeptHours => ("replica hours of the minimum with nothing to do", "Hours"),
        FleetMeasure::QuarterHours(0) => ("replica hours in their first quarter of the month", "Hours"),
        FleetMeasure::QuarterHours(1) => ("replica hours in their second quarter of the month", "Hours"),
        FleetMeasure::QuarterHours(2) => ("replica hours in their third quarter of the month", "Hours"),
        FleetMeasure::QuarterHours(_) => ("replica hours in their last quarter of the month", "Hours"),
    };
    let name = format!("{what} of {}", fleet.name);
    let Some(run) = context.projected.fleet(id, context.month) else {
        return Term::computed(name, None, unit);
    };
    let times = Times { active: &fleet.active, schedule: None };
    let demand = context.term(&fleet.demand, times).called(format!("demand on {}", fleet.name));
    let capacity = fleet.capacity.as_ref().map(|capacity| {
        context.term(capacity, times).called(format!("units a replica of {} takes in an hour", fleet.name))
    });
    let mut notes = Vec::new();
    if let Some(packs) = &fleet.packs {
        notes.push(packing(context, fleet, packs));
    } else if capacity.is_some() {
        notes.push(format!(
            "replicas in an hour = round-up(demand x weight / total weight x burst {} / units a replica takes), at least {}{}",
            context.read(&fleet.burst),
            context.read(&fleet.min),
            fleet.max.as_ref().map_or_else(String::new, |max| format!(", at most {}", context.read(max))),
        ));
    } else {
        notes.push(format!("{} replicas, whatever the demand", context.read(&fleet.min)));
    }
    notes.extend(levels(context, fleet, run, demand.value));
    notes.extend(measured(context, fleet, run, measure));
    let parts = match &fleet.packs {
        // Declared before the machines they run on, so there is an end to it.
        Some(packs) => {
            let pods = packs.pods.iter().filter(|(pods, _)| *pods < id);
            pods.map(|(pods, _)| fleet_term(context, *pods, FleetMeasure::ReplicaHours)).collect()
        }
        None if capacity.is_some() => [Some(demand), capacity].into_iter().flatten().collect(),
        None => Vec::new(),
    };
    Term {
        op: Op::Described,
        parts,
        notes,
        ..Term::computed(name, context.projected.measure(id, measure, context.month), unit)
    }
}

/// By which rule pods are packed on machines.
fn packing(context: &Context<'_>, fleet: &Fleet, packs: &Packs) -> String {
    let gib = |bytes: u64| (Decimal::from(bytes) / Decimal::from(1_u64 << 30)).round_dp(3).normalize();
    let vcpu =
        |milli: u64| Decimal::from(milli).checked_div(Decimal::ONE_THOUSAND).unwrap_or_default().normalize();
    let pods: Vec<String> = packs
        .pods
        .iter()
        .map(|(id, size)| {
            let name = context.model.fleets.get(*id).map_or("?", |pods| pods.name.as_str());
            format!("{name} ({} vCPU, {} GiB)", vcpu(size.milli_vcpu), gib(size.memory))
        })
        .collect();
    format!(
        "machines in an hour hold the pods of that hour, each of {} vCPU, {} GiB and {} pods after its own needs, packed first fit, decreasing by the largest dimension: {}; at least {}{}",
        vcpu(packs.room.milli_vcpu),
        gib(packs.room.memory),
        packs.room.pods,
        pods.join(", "),
        context.read(&fleet.min),
        fleet.max.as_ref().map_or_else(String::new, |max| format!(", at most {}", context.read(max))),
    )
}

/// One line for each level of the week: how many hours, what demand, how many replicas.
fn levels(context: &Context<'_>, fleet: &Fleet, run: &FleetMonth, demand: Option<Decimal>) -> Vec<String> {
    let month = context.when();
    let counts = month.week_hours(&fleet.active);
    let whole = month.week_hours(&Active::default());
    let on = fleet.schedule.as_ref().map(|schedule| schedule.in_utc(month));
    let mut weights = fleet.week.in_utc(month);
    if let Some(on) = &on {
        for (weight, on) in weights.iter_mut().zip(on) {
            *weight = if *on > 0 { *weight } else { 0 };
        }
    }
    let total: u64 = weights.iter().zip(&whole).map(|(&w, &n)| u64::from(w) * u64::from(n)).sum();
    let sized = fleet.capacity.is_some();
    // (replicas, weight) -> hours of the month.
    let mut hours: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    for hour in 0..WEEK {
        let of = |list: &[u32; WEEK]| list.get(hour).copied().unwrap_or(0);
        if on.as_ref().is_none_or(|on| of(on) > 0) && of(&counts) > 0 {
            let weight = if sized { of(&weights) } else { 0 };
            *hours.entry((of(&run.replicas), weight)).or_default() += u64::from(of(&counts));
        }
    }
    if hours.len() > MOST_LEVELS {
        let mut by_replicas: BTreeMap<u32, u64> = BTreeMap::new();
        hours.iter().for_each(|(&(replicas, _), &n)| *by_replicas.entry(replicas).or_default() += n);
        return by_replicas.iter().map(|(replicas, n)| format!("{n} h x {replicas} replicas")).collect();
    }
    let demand = demand.map_or_else(|| "?".to_owned(), plain);
    let dense = match context.model.hours {
        HoursRule::Calendar => String::new(),
        HoursRule::Flat730 => format!(" x {} / 730", month.hours()),
    };
    hours
        .iter()
        .map(|(&(replicas, weight), n)| {
            let running = u64::from(replicas) * n;
            let each = format!("{n} h x {replicas} replicas = {running} replica hours");
            if sized {
                format!("{each}: demand {demand} x {weight} / {total}{dense} in the hour")
            } else {
                each
            }
        })
        .collect()
}

/// What the measure adds to the hours.
fn measured(context: &Context<'_>, fleet: &Fleet, run: &FleetMonth, measure: FleetMeasure) -> Vec<String> {
    let month = context.when();
    let mut notes = Vec::new();
    if context.model.hours == HoursRule::Flat730 && measure != FleetMeasure::Peak {
        notes.push(format!("hours x 730 / {}, by the rule of 730 hours a month", month.hours()));
    }
    if measure == FleetMeasure::StartHours {
        let seconds = context.read(&fleet.start_up);
        notes.push(format!("every replica more than in the hour before starts: starts x {seconds} s / 3600"));
    }
    if matches!(measure, FleetMeasure::ActiveHours | FleetMeasure::KeptHours) {
        notes.push(match &fleet.takes {
            Some(seconds) => format!(
                "active in an hour: the smaller of its replicas and its units x {} s / 3600; nothing to do: the rest of the replicas, in hours with no more than {}",
                context.read(seconds),
                context.read(&fleet.min)
            ),
            None => "how long a unit takes is not known: replicas always have something to do".to_owned(),
        });
    }
    if matches!(measure, FleetMeasure::QuarterHours(_)) {
        let rule = "the first replica runs whenever any does, the second whenever two do, and so on: each is counted from its first running hour";
        notes.push(rule.to_owned());
    } else {
        notes.push(peak(run));
    }
    if let Some(schedule) = &fleet.schedule {
        notes.push(format!("it runs only in the hours of `{}`", schedule.name));
    }
    notes
}

/// The most replicas of an hour, and how much of their hours is idle.
fn peak(run: &FleetMonth) -> String {
    let idle =
        crate::project::idle_share(run).checked_mul(Decimal::ONE_HUNDRED).unwrap_or_default().round_dp(1);
    format!(
        "peak {} replicas{}; idle {} of {} replica hours ({} %)",
        run.peak,
        if run.capped { " (the maximum cuts the demand of some hours)" } else { "" },
        plain(run.idle_hours),
        plain(run.replica_hours),
        plain(idle),
    )
}
