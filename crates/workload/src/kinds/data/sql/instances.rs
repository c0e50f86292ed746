//! What a database runs on: machines of a class, or serverless capacity.

use std::sync::Arc;

use costmodel_core::model::{Expr, FleetMeasure};
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{Capacity, Sql};
use crate::kinds::shared::capacity::{Capacity as OfReplica, Replicas, replica_fleet};
use crate::kinds::shared::nodes::{Asked, Shelf, node};
use crate::kinds::shared::unranged;
use crate::lower::{Cx, Draft};

/// How a database is laid out.
#[derive(Clone, Debug)]
pub(in crate::kinds) struct Shape {
    /// Whether RDS keeps a standby in another zone.
    pub standby: bool,
    /// Machines of Aurora in zones.
    pub zones: Decimal,
    /// Whether there are read replicas.
    pub replicated: bool,
    /// Read replicas.
    pub replicas: Expr,
    /// `standard` or `io-optimized`: the configuration of Aurora.
    pub configuration: &'static str,
}

impl Shape {
    /// `single-az` or `multi-az`.
    pub(super) fn deployment(&self) -> &'static str {
        if self.standby { "multi-az" } else { "single-az" }
    }

    /// Machines of Aurora.
    fn machines(&self) -> Expr {
        let zones = Expr::constant("one in each zone", self.zones, "");
        if self.replicated { Expr::Sum(vec![zones, self.replicas.clone()]) } else { zones }
    }
}

/// What sells databases, for messages.
pub(super) fn product(cx: &Cx<'_, '_>) -> &'static str {
    match cx.provider() {
        "azure" => "Azure",
        "gcp" => "Cloud SQL",
        _ => "RDS",
    }
}

impl Sql {
    /// Zones and replicas.
    pub(in crate::kinds) fn shape(&self, cx: &mut Cx<'_, '_>) -> Option<Shape> {
        if let Some(own) = &self.zones {
            unranged(cx, own, "zones")?;
        }
        // An environment that says so decides, like everywhere.
        let zones = cx.zones(self.zones.as_deref(), 1).expected.max(Decimal::ONE);
        let too_many = self.zones.as_ref().filter(|own| own.expected() > Decimal::TWO);
        if let Some(own) = too_many.filter(|_| !self.engine.is_aurora()) {
            let hint = if cx.provider() == "aws" {
                "zones = 2, and replicas = 1 for what reads in a third; the cluster of three zones is in no price table"
            } else {
                "zones = 2, and replicas = 1 for what reads in a third"
            };
            let message = format!("{} keeps a database in one zone or, with a standby, in two", product(cx));
            cx.error("out-of-range", own.span.clone(), message, "1 or 2", hint);
            return None;
        }
        Some(Shape {
            standby: zones > Decimal::ONE && !self.engine.is_aurora(),
            zones: zones.ceil(),
            replicated: self.replicas.value != Ranged::same(Decimal::ZERO),
            replicas: cx.leaf("read replicas", &self.replicas, ""),
            configuration: if self.io_optimized { "io-optimized" } else { "standard" },
        })
    }

    /// Hours of machines, or of serverless capacity.
    pub(super) fn machines(
        &self,
        cx: &mut Cx<'_, '_>,
        shape: &Shape,
        memory_gib: Option<Decimal>,
    ) -> Option<()> {
        if let Some(capacity) = &self.capacity {
            return self.serverless(cx, shape, capacity);
        }
        let aurora = self.engine.is_aurora();
        let dialect = self.engine.dialect();
        let meter = |deployment: &str| format!("{dialect}/{deployment}/on-demand");
        let own = meter(if aurora { shape.configuration } else { shape.deployment() });
        let service = if aurora { "aurora" } else { "rds-instances" };
        let asked = Asked {
            class: self.machine.as_ref(),
            vcpu: self.vcpu.as_deref(),
            memory: self.memory.as_deref(),
            family: self.family.as_ref(),
            burstable: self.burstable,
        };
        let shelf = Shelf { service, meter: &own, example: "db.m7g.large" };
        let node = node(cx, shelf, &asked, memory_gib)?;
        let schedule = self.running_hours(cx, shape)?;
        let always = if shape.replicated && !aurora { "cannot be stopped beside read replicas" } else { "" };
        let run = |cx: &mut Cx<'_, '_>, name: &str, meter: &str, number: Expr, note: &str| {
            let key = cx.key(service, &node.sku, meter);
            let line = Draft::new(name, key, number.times(Expr::Hours), Unit::hours());
            let line = line.deterministic().schedule(schedule.clone());
            cx.push(line.note(&node.note).note(note).note(always));
        };
        let both = if shape.standby { 2 } else { 1 };
        let all = if aurora {
            run(cx, "machines", &own, shape.machines(), "one for each zone, and the read replicas");
            shape.machines()
        } else {
            let note = if shape.standby { "with its standby in another zone" } else { "" };
            run(cx, "machine", &own, Expr::constant("database", 1, ""), note);
            if shape.replicated {
                run(cx, "read replicas", &meter("single-az"), shape.replicas.clone(), "");
            }
            Expr::Sum(vec![Expr::constant("database and standby", both, ""), shape.replicas.clone()])
        };
        if self.extended_support {
            let vcpu = Expr::constant("vCPUs of a machine", node.vcpu(cx)?, "vCPU");
            let key = cx.key(if aurora { "aurora" } else { "rds" }, "extended-support", "year-1");
            let quantity = all.times(vcpu).times(Expr::Hours);
            let line = Draft::new("extended support", key, quantity, Unit::counted("vCPU").over_hours());
            cx.push(line.deterministic().schedule(schedule).note("of every machine, the standby too"));
        }
        if self.public_ip {
            let address = self.part(cx, "address")?;
            let of = if aurora {
                shape.machines()
            } else {
                Expr::Sum(vec![Expr::constant("database", 1, ""), shape.replicas.clone()])
            };
            cx.push_sold(&address, "public IPv4", of.times(Expr::Hours), Unit::hours(), |line| {
                line.deterministic().note("billed while it is stopped too")
            });
        }
        Some(())
    }

    /// The hours in which machines run: all of them, where read replicas keep them from being stopped
    /// (docs.aws.amazon.com/AmazonRDS, USER_StopInstance: "You can't stop a DB instance that has a read replica, or
    /// that is a read replica"; cloud.google.com/sql/docs, start-stop-restart-instance: the policy that stops is "not
    /// supported for read replica instances"; learn.microsoft.com/azure/mysql/flexible-server, concepts-limitations:
    /// stop and start with read replicas is not supported).
    pub(super) fn running_hours(&self, cx: &mut Cx<'_, '_>, shape: &Shape) -> Option<Option<Arc<Week>>> {
        let own = self.schedule.as_ref().map(|hours| &hours.0);
        if self.engine.is_aurora() || !shape.replicated {
            return Some(cx.schedule(own));
        }
        if own.is_some_and(|week| week.weights.contains(&0)) {
            cx.error(
                "no-effect",
                self.replicas.span.clone(),
                format!(
                    "`{}` cannot be stopped: {} stops no database that has read replicas",
                    cx.name,
                    product(cx)
                ),
                "beside a `schedule`",
                if cx.provider() == "aws" {
                    "drop `schedule`, or `replicas`; or choose engine = \"aurora-postgresql\""
                } else {
                    "drop `schedule`, or `replicas`"
                },
            );
            return None;
        }
        Some(None)
    }

    /// Serverless capacity is billed by the second, in half units
    /// (docs.aws.amazon.com, Using Aurora serverless, ServerlessV2ScalingConfiguration).
    fn serverless(&self, cx: &mut Cx<'_, '_>, shape: &Shape, capacity: &Capacity) -> Option<()> {
        let unit: Unit = "ACU-Hours".parse().ok()?;
        let key = cx.key("aurora", shape.configuration, "acu");
        let schedule = cx.schedule(self.schedule.as_ref().map(|hours| &hours.0));
        let halves = |count: &crate::decode::Count| {
            let doubled = count.value.map(|units| units.saturating_mul(Decimal::TWO).ceil());
            count.with(doubled)
        };
        let Some(serves) = &self.serves else {
            let number = cx.leaf("capacity units at least", &capacity.min, "ACU");
            let quantity = shape.machines().times(number).times(Expr::Hours);
            let line = Draft::new("capacity", key, quantity, unit).deterministic().schedule(schedule);
            cx.push(line.note("`min` runs all the time: `serves` and `throughput` make it follow demand"));
            return Some(());
        };
        let served = cx.serves(serves)?;
        let requests = cx.each_served("requests", self.requests.as_deref(), &served)?;
        // The fleet counts half units, each with half of a unit's throughput.
        let half = capacity.throughput.as_ref().map(|one| one.with(one.value.map(|n| *n / Decimal::TWO)));
        let replicas = Replicas { min: halves(&capacity.min), max: capacity.max.as_ref().map(halves) };
        let of_half = OfReplica {
            latency: None,
            concurrency: None,
            throughput: half.as_ref(),
            duration: None,
            target_utilization: &capacity.target_utilization,
        };
        let none = Ranged::same(Decimal::ZERO);
        // `min` of an environment counts machines, not units.
        let own = cx.site.min_replicas.take();
        let zones = cx.site.zones.take();
        let fleet = replica_fleet(cx, &served, requests, &of_half, Some(&replicas), None, schedule, none);
        (cx.site.min_replicas, cx.site.zones) = (own, zones);
        let fleet = fleet?;
        let of = |measure| Expr::Fleet(fleet, measure);
        let busy =
            Expr::Above(Box::new(of(FleetMeasure::ReplicaHours)), Box::new(of(FleetMeasure::IdleHours)));
        for (name, hours) in [("capacity", busy), ("idle capacity", of(FleetMeasure::IdleHours))] {
            let half = Expr::constant("half units", Decimal::new(5, 1), "ACU");
            let quantity = hours.times(half).times(shape.machines());
            let line = Draft::new(name, key.clone(), quantity, unit.clone());
            cx.push(
                line.driver(&served.driver)
                    .shape(fleet)
                    .note("in half units; every machine follows the same demand"),
            );
        }
        Some(())
    }
}
