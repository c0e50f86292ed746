//! Request units of a table: on demand, or as capacity that is held hour by hour.

use std::sync::Arc;

use costmodel_core::model::{Expr, FleetMeasure};
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use super::{KeyValue, Mode, TableClass};
use crate::decode::{Count, Events, OneOrMany};
use crate::kinds::shared::of_demand;
use crate::kinds::shared::steps::started;
use crate::kinds::shared::stored::Stored;
use crate::lower::{Cx, Draft, Sizing};

/// Bytes that one unit reads or writes
/// (docs.aws.amazon.com/amazondynamodb, Read/write capacity mode: read and write request units).
const READ_STEP: u64 = 4 << 10;
const WRITE_STEP: u64 = 1 << 10;

/// Reads or writes of a month.
struct Side {
    name: &'static str,
    units: Expr,
    driver: Option<String>,
    assumed: bool,
    week: Arc<Week>,
    burst: Ranged<Decimal>,
    meter: &'static str,
    capacity: &'static str,
}

/// The meters of reads: by the request, and of capacity.
const READ_METERS: [&str; 2] = ["read-units", "read-capacity"];

/// Capacity that is held though nothing asks for it.
fn unasked(name: &'static str, [meter, capacity]: [&'static str; 2]) -> Side {
    let units = Expr::constant("none", 0, "units");
    let (week, burst) = (Arc::new(Week::flat()), Ranged::same(Decimal::ONE));
    Side { name, units, driver: None, assumed: false, week, burst, meter, capacity }
}

/// Reads or writes of a month as they are counted.
pub(super) struct Counted {
    /// How many.
    pub count: Expr,
    /// What moves them.
    pub driver: Option<String>,
    /// The shape of the first driver.
    pub week: Arc<Week>,
    /// Peak over mean inside an hour.
    pub burst: Ranged<Decimal>,
    /// Whether they are the default: one for each unit that is added.
    pub assumed: bool,
}

impl KeyValue {
    /// Lines of reads and writes.
    pub(super) fn requests(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<()> {
        let reads = self.reads(cx, data)?;
        let reads = reads.or_else(|| self.read_units.as_ref().map(|_| unasked("reads", READ_METERS)));
        let writes = self.writes(cx, data)?;
        let writes =
            writes.or_else(|| self.write_units.as_ref().map(|_| unasked("writes", self.write_meters())));
        for (side, held) in [(reads, &self.read_units), (writes, &self.write_units)] {
            let Some(side) = side else { continue };
            match (self.mode, held) {
                (Mode::OnDemand, _) => {
                    let sku = match self.class {
                        TableClass::Standard => "on-demand",
                        TableClass::Infrequent => "on-demand-ia",
                    };
                    let key = cx.key("dynamodb", sku, side.meter);
                    let line = Draft::new(side.name, key, side.units.clone(), Unit::counted("Units"));
                    self.push(cx, &side, line, "");
                }
                (Mode::Provisioned, Some(held)) => self.held(cx, &side, held),
                (Mode::Provisioned, None) => self.following(cx, side),
            }
        }
        Some(())
    }

    fn push(&self, cx: &mut Cx<'_, '_>, side: &Side, line: Draft, note: &str) {
        let line = side.driver.iter().fold(line, |line, driver| line.driver(driver));
        let line = line.note(note).note(if side.name == "writes" { self.abroad() } else { "" });
        let said = "one write for each unit added; `writes` says otherwise";
        cx.push(if side.assumed { line.assumed().note(said) } else { line });
    }

    /// Items read: by started 4 KiB, half for eventual consistency, twice in a transaction.
    fn reads(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<Option<Side>> {
        let Some(reads) = &self.reads else { return Some(None) };
        let Counted { count, driver, week, burst, .. } = self.count(cx, "reads", reads)?;
        let mut factor =
            vec![Expr::constant("of an eventually consistent read", Decimal::new(5, 1), "units")];
        let none = Ranged::same(Decimal::ZERO);
        let parts = [
            ("strongly consistent", &self.consistent, Decimal::new(5, 1)),
            ("in transactions", &self.transactional, Decimal::new(15, 1)),
        ];
        for (name, part, more) in parts {
            if part.value != none {
                factor.push(cx.leaf(name, part, "").times(Expr::constant("more for each", more, "units")));
            }
        }
        let units = count.times(self.steps(cx, data, READ_STEP)?).times(Expr::sum(factor));
        let [meter, capacity] = READ_METERS;
        Some(Some(Side { name: "reads", units, driver, assumed: false, week, burst, meter, capacity }))
    }

    /// Items written: by started KiB, twice in a transaction, once more for each index and region.
    fn writes(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<Option<Side>> {
        let Some(Counted { count, driver, week, burst, assumed }) = self.written(cx, data)? else {
            return Some(None);
        };
        let none = Ranged::same(Decimal::ZERO);
        let one = |name: &str| Expr::constant(name, 1, "units");
        let mut units = count.times(self.steps(cx, data, WRITE_STEP)?);
        let more = [
            ("of a write", "in transactions", &self.transactional.amount),
            ("the table", "indexes", &self.indexes.amount),
            ("this region", "further regions", &self.regions.amount),
        ];
        for (own, name, amount) in more {
            if amount.value != none {
                units = units.times(Expr::Sum(vec![one(own), cx.leaf(name, amount, "")]));
            }
        }
        let [meter, capacity] = self.write_meters();
        Some(Some(Side { name: "writes", units, driver, assumed, week, burst, meter, capacity }))
    }

    /// The meters of writes: of a table in several regions they are its own.
    fn write_meters(&self) -> [&'static str; 2] {
        if self.regions.value == Ranged::same(Decimal::ZERO) {
            ["write-units", "write-capacity"]
        } else {
            ["replicated-write-units", "replicated-write-capacity"]
        }
    }

    /// Items written: those that are stated, else one for each unit that is added; nothing where none ever is.
    pub(super) fn written(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<Option<Counted>> {
        if let Some(writes) = &self.writes {
            return self.count(cx, "writes", writes).map(Some);
        }
        let added = data.iter().flat_map(|data| &data.kept).filter_map(|kept| Some((kept, kept.added?)));
        let added: Vec<_> = added.collect();
        if added.is_empty() {
            return Some(None);
        }
        let once = Expr::assumed("writes for each added", Decimal::ONE, "writes");
        let names: Vec<String> = added.iter().map(|(kept, _)| format!("{}.added", kept.name)).collect();
        Some(Some(Counted {
            count: Expr::sum(added.iter().map(|(_, id)| Expr::Series(*id)).collect()).times(once),
            driver: Some(names.join("+")),
            week: Arc::new(Week::flat()),
            burst: Ranged::same(Decimal::ONE),
            assumed: true,
        }))
    }

    /// How many in a month, what moves them, and the shape of the first driver.
    pub(super) fn count(
        &self,
        cx: &mut Cx<'_, '_>,
        name: &str,
        counts: &OneOrMany<Events>,
    ) -> Option<Counted> {
        let mut parts = Vec::new();
        let mut drivers: Vec<String> = Vec::new();
        let mut shape = None;
        for count in &counts.0 {
            let (expr, driver) = of_demand(cx, name, count, name)?;
            parts.push(expr);
            let noun = count.per.as_deref().filter(|_| driver.is_some() && shape.is_none());
            if let Some(demand) = noun.and_then(|noun| cx.low.demand_per(noun, &count.span, &cx.site)) {
                shape = Some((demand.info.week, demand.info.burst));
            }
            drivers.extend(driver);
        }
        drivers.dedup();
        let (week, burst) = shape.unwrap_or((Arc::new(Week::flat()), Ranged::same(Decimal::ONE)));
        let driver = (!drivers.is_empty()).then(|| drivers.join("+"));
        Some(Counted { count: Expr::sum(parts), driver, week, burst, assumed: false })
    }

    /// Started steps of an item.
    fn steps(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>, step: u64) -> Option<Expr> {
        self.item_size(cx, data).map(|size| started(size, step))
    }

    /// Bytes of a read or written item.
    pub(super) fn item_size(&self, cx: &mut Cx<'_, '_>, data: Option<&Stored>) -> Option<Expr> {
        let kept = data.map_or(&[][..], |data| data.kept.as_slice());
        match (&self.item, kept) {
            (Some(item), _) => Some(cx.leaf("size of an item", item, "B")),
            (None, [one]) => Some(cx.leaf("size of an item", &one.size, "B")),
            _ => {
                let span = cx.span.clone();
                cx.error(
                    "missing-key",
                    span,
                    format!("`{}` does not say how large a read or written item is", cx.name),
                    "how large?",
                    "add item = \"2 KiB\"",
                );
                None
            }
        }
    }

    fn sku(&self) -> &'static str {
        match self.class {
            TableClass::Standard => "provisioned",
            TableClass::Infrequent => "provisioned-ia",
        }
    }

    /// Capacity that is held all month, with the part that the demand uses in a note of its own line.
    fn held(&self, cx: &mut Cx<'_, '_>, side: &Side, held: &Count) {
        let key = cx.key("dynamodb", self.sku(), side.capacity);
        let all = cx.leaf(&format!("{} held", side.name), held, "units").times(Expr::Hours);
        let hour = Expr::constant("units of an hour of capacity", 3_600, "");
        let needed = side.units.clone().times(Expr::ActiveShare).over(hour);
        let used = Expr::Smallest(vec![all.clone(), needed]);
        let idle = Expr::Above(Box::new(all), Box::new(used.clone()));
        self.capacity_lines(cx, side, &key, used, idle, None);
    }

    /// Capacity that follows the demand of each hour.
    fn following(&self, cx: &mut Cx<'_, '_>, side: Side) {
        let full = match &self.target_utilization {
            Some(own) => cx.leaf("how full", own, ""),
            None => Expr::assumed("how full", Decimal::new(7, 1), ""),
        };
        let one = Ranged::same(Decimal::ONE);
        let fleet = cx.fleet(Sizing {
            demand: side.units.clone(),
            week: side.week.clone(),
            burst: side.burst,
            capacity: Some(Expr::constant("units of an hour of capacity", 3_600, "").times(full)),
            min: one,
            max: None,
            schedule: None,
            start_up: Ranged::same(Decimal::ZERO),
        });
        let key = cx.key("dynamodb", self.sku(), side.capacity);
        let of = |measure| Expr::Fleet(fleet, measure);
        let idle = of(FleetMeasure::IdleHours);
        let busy = Expr::Above(Box::new(of(FleetMeasure::ReplicaHours)), Box::new(idle.clone()));
        self.capacity_lines(cx, &side, &key, busy, idle, Some(fleet));
    }

    fn capacity_lines(
        &self,
        cx: &mut Cx<'_, '_>,
        side: &Side,
        key: &costmodel_core::book::Key,
        used: Expr,
        idle: Expr,
        fleet: Option<usize>,
    ) {
        let noun = if side.name == "reads" { "read capacity" } else { "write capacity" };
        let unit = || Unit::counted("Unit").over_hours();
        for (name, quantity) in [(noun.to_owned(), used), (format!("idle {noun}"), idle)] {
            let line = Draft::new(&name, key.clone(), quantity, unit());
            let line = fleet.into_iter().fold(line, Draft::shape);
            self.push(cx, side, line, "");
        }
    }
}
