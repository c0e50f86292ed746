//! Machines that run: a fixed count within their hours, or as many as demand needs; their hours, what of
//! them is idle, what is taken off for long use, and the volumes that come with them.

use std::sync::Arc;

use costmodel_core::book::Key;
use costmodel_core::model::{Expr, Fleet, FleetId, FleetMeasure};
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::{Bytes, Count, PerCount};
use crate::kinds::shared::capacity::{Capacity, Replicas, replica_fleet};
use crate::kinds::shared::{root_volume, sustained};
use crate::lower::{Cx, Draft, Served, Sizing};

/// How many machines run.
#[derive(Clone, Debug)]
pub enum Running {
    /// So many, within their hours.
    Fixed(Expr, Option<Arc<Week>>),
    /// As demand needs them: the replicas, and the driver's name; empty where no driver moves them.
    Following(FleetId, String),
}

/// What a kind says of how many machines run.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'k> {
    /// So many.
    pub count: Option<&'k Count>,
    /// Whether it names a demand.
    pub serves: bool,
    /// Requests of each unit.
    pub requests: Option<&'k PerCount>,
    /// How much one handles.
    pub capacity: Capacity<'k>,
    /// At least and at most.
    pub replicas: Option<&'k Replicas>,
    /// Availability zones.
    pub zones: Option<&'k Count>,
    /// Seconds a machine that demand starts is billed before it serves.
    pub start_up: Ranged<Decimal>,
}

impl Wanted<'_> {
    /// A fixed count or a demand, not both; what only one of them reads is not written with the other.
    pub fn sized_once(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        if let (Some(count), true) = (self.count, self.serves) {
            cx.error(
                "sizing",
                count.span.clone(),
                format!("`{}` is sized in several ways at once", cx.name),
                "a count and a demand",
                "drop `count`, and bound the demand with replicas = { min = 2, max = 20 }; or drop `serves`",
            );
            return None;
        }
        let first = [
            self.capacity.latency.map(|amount| &amount.amount),
            self.capacity.concurrency.map(|amount| &amount.amount),
            self.capacity.duration.map(|amount| &amount.amount),
            self.capacity.throughput.map(|amount| &amount.amount),
            self.requests.map(|amount| &amount.amount),
        ];
        let loose = first.into_iter().flatten().next().map(|amount| amount.span.clone());
        let loose = loose.or(self.replicas.map(|replicas| replicas.min.span.clone()));
        if let Some(span) = loose.filter(|_| !self.serves) {
            cx.error(
                "sizing",
                span,
                format!("`{}` follows no demand", cx.name),
                "nothing to size from",
                "name a driver: serves = \"chats\"; or give a count = 3",
            );
            return None;
        }
        Some(())
    }

    /// The machines of what is served, or the fixed count; one where nothing is said.
    pub fn running(
        &self,
        cx: &mut Cx<'_, '_>,
        served: Option<Served>,
        schedule: Option<Arc<Week>>,
    ) -> Option<Running> {
        let Some(served) = served else {
            let count =
                self.count.map_or(Expr::constant("machines", 1, ""), |count| cx.leaf("machines", count, ""));
            return Some(Running::Fixed(count, schedule));
        };
        let requests = cx.each_served("requests", self.requests.map(|amount| &amount.amount), &served)?;
        let fleet = replica_fleet(
            cx,
            &served,
            requests,
            &self.capacity,
            self.replicas,
            self.zones,
            schedule,
            self.start_up,
        )?;
        Some(Running::Following(fleet, served.driver))
    }
}

impl Running {
    /// Hours of machines, idle ones and starting ones too.
    #[must_use]
    pub fn hours(&self) -> Expr {
        match self {
            Running::Fixed(count, _) => Expr::Hours.times(count.clone()),
            Running::Following(fleet, _) => Expr::Sum(vec![
                Expr::Fleet(*fleet, FleetMeasure::ReplicaHours),
                Expr::Fleet(*fleet, FleetMeasure::StartHours),
            ]),
        }
    }

    /// A line that exists while machines run.
    #[must_use]
    pub fn run(&self, line: Draft) -> Draft {
        match self {
            Running::Fixed(_, schedule) => line.deterministic().schedule(schedule.clone()),
            Running::Following(fleet, driver) if driver.is_empty() => line.deterministic().shape(*fleet),
            Running::Following(fleet, driver) => line.driver(driver).shape(*fleet),
        }
    }

    /// Lines of machine hours, each of them `times` the priced unit: those that demand fills, those that idle
    /// and those that start have lines of their own; `switch` is the field that states how long these take. A
    /// fixed count has one line.
    pub fn push_hours(
        &self,
        cx: &mut Cx<'_, '_>,
        name: &str,
        key: &Key,
        times: Option<&Expr>,
        switch: &str,
        notes: &[&str],
    ) {
        let billed = |hours: Expr| times.iter().fold(hours, |hours, times| hours.times((*times).clone()));
        let line = |name: &str, hours: Expr| Draft::new(name, key.clone(), billed(hours), Unit::hours());
        let noted = |line: Draft| notes.iter().fold(line, |line, note| line.note(note));
        let Running::Following(fleet, driver) = self else {
            cx.push(noted(self.run(line(name, self.hours()))));
            sustained::push(self, cx, key, times);
            return;
        };
        let of = |measure| Expr::Fleet(*fleet, measure);
        let busy =
            Expr::Above(Box::new(of(FleetMeasure::ReplicaHours)), Box::new(of(FleetMeasure::IdleHours)));
        cx.push(noted(self.run(line(name, busy))));
        let idle = line(&format!("idle {name}"), of(FleetMeasure::IdleHours));
        cx.push(
            self.run(idle)
                .note("billed, and beyond what is needed: of minimums, of bursts, of whole machines"),
        );
        let starts = |fleet: &Fleet| {
            let moves = !driver.is_empty() || fleet.schedule.is_some();
            moves && fleet.start_up != Ranged::same(Decimal::ZERO)
        };
        if cx.low.model.fleets.get(*fleet).is_some_and(starts) {
            let starting = line(&format!("starting {name}"), of(FleetMeasure::StartHours));
            cx.push(self.run(starting).assumed().note(format!("{switch} = \"0 s\" switches it off")));
        }
        sustained::push(self, cx, key, times);
    }

    /// The root volume of each machine.
    pub fn push_root_volume(&self, cx: &mut Cx<'_, '_>, size: &Bytes) -> Option<()> {
        let Some(volume) = root_volume::volume(cx, size)? else { return Some(()) };
        let line = match self {
            // A stopped machine keeps its volume.
            Running::Fixed(count, _) => volume.kept(count.clone())?,
            Running::Following(fleet, driver) => volume.for_hours(self.hours())?.shape(*fleet).driver(driver),
        };
        cx.push(line.assumed().note("root_volume = \"0 GiB\" switches it off"));
        Some(())
    }
}

/// A fleet that follows no demand: so many machines within their hours.
pub fn standing_fleet(
    cx: &mut Cx<'_, '_>,
    name: &str,
    min: Ranged<Decimal>,
    max: Option<Ranged<Decimal>>,
    schedule: Option<Arc<Week>>,
) -> FleetId {
    let id = cx.fleet(Sizing {
        demand: Expr::constant("demand", 0, ""),
        week: Arc::new(Week::flat()),
        burst: Ranged::same(Decimal::ONE),
        capacity: None,
        min,
        max,
        schedule,
        start_up: Ranged::same(Decimal::ZERO),
    });
    if let Some(fleet) = cx.low.model.fleets.get_mut(id) {
        fleet.name = name.to_owned();
    }
    id
}
