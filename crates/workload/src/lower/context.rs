//! What a kind sees while it lowers itself: one component in one environment and placement.

use std::sync::Arc;

use costmodel_core::book::Key;
use costmodel_core::diag::{Diagnostic, Span};
use costmodel_core::model::{Expr, Fleet, FleetId, Line};
use costmodel_core::month::Week;
use costmodel_core::rate::Rate;
use costmodel_core::scenario::Ranged;
use rust_decimal::Decimal;

use super::{Demand, Draft, Lowering, Site, unpriced};
use crate::decode::{Amount, At, OneOrMany};
use crate::spec::Component;

/// One component in one environment and placement, and what it may add to the model.
#[derive(Debug)]
pub struct Cx<'l, 'a> {
    /// Everything lowering works on.
    pub low: &'l mut Lowering<'a>,
    /// The component's index in the model.
    pub component: u16,
    /// The component's name and where it stands.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// The environment and placement.
    pub site: Site,
}

/// The demand a component serves: its drivers added up.
#[derive(Clone, Debug)]
pub struct Served {
    /// Units in the month.
    pub units: Expr,
    /// How they spread over the week.
    pub week: Arc<Week>,
    /// Peak over mean inside an hour.
    pub burst: Ranged<Decimal>,
    /// What is counted, singular.
    pub noun: String,
    /// The names of the drivers.
    pub driver: String,
}

/// How replicas are sized.
#[derive(Clone, Debug)]
pub struct Sizing {
    /// Units in the month.
    pub demand: Expr,
    /// How they spread over the week.
    pub week: Arc<Week>,
    /// Peak over mean inside an hour.
    pub burst: Ranged<Decimal>,
    /// Units one replica handles in an hour at its target utilization; `None`: `min` replicas.
    pub capacity: Option<Expr>,
    /// Replicas at least.
    pub min: Ranged<Decimal>,
    /// Replicas at most.
    pub max: Option<Ranged<Decimal>>,
    /// Hours of the week it runs.
    pub schedule: Option<Arc<Week>>,
    /// Seconds a new replica is billed before it serves.
    pub start_up: Ranged<Decimal>,
}

impl<'l, 'a> Cx<'l, 'a> {
    /// A component in a site.
    pub fn new(low: &'l mut Lowering<'a>, component: u16, spec: &Component, site: Site) -> Cx<'l, 'a> {
        Cx { low, component, name: spec.name.name.clone(), span: spec.name.span.clone(), site }
    }

    /// The provider of the placement.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.site.place.provider
    }

    /// The region of the placement.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.site.place.region
    }

    /// A key of the placement's provider and region.
    #[must_use]
    pub fn key(&self, service: &str, sku: &str, meter: &str) -> Key {
        Key::new(self.provider(), service, self.region(), sku, meter)
    }

    /// A key of the placement's provider where it has one price for all regions.
    #[must_use]
    pub fn global_key(&self, service: &str, sku: &str, meter: &str) -> Key {
        Key::new(self.provider(), service, "global", sku, meter)
    }

    /// The hours in which machines of this component run: its own schedule, within the environment's. What is
    /// said to run always does, whatever the environment's machines do: a database that others look into.
    #[must_use]
    pub fn schedule(&self, own: Option<&Week>) -> Option<Arc<Week>> {
        match (own, &self.site.schedule) {
            (None, site) => site.clone(),
            (Some(own), _) if own.weights.iter().all(|&weight| weight > 0) => Some(Arc::new(own.clone())),
            (Some(own), None) => Some(Arc::new(own.clone())),
            (Some(own), Some(site)) if own.zone == site.zone => {
                let both = std::array::from_fn(|hour| {
                    let on = |week: &Week| week.weights.get(hour).is_some_and(|&w| w > 0);
                    u32::from(on(own) && on(site))
                });
                Some(Arc::new(Week {
                    name: format!("{} within {}", own.name, site.name),
                    weights: Box::new(both),
                    zone: own.zone.clone(),
                }))
            }
            (Some(own), Some(_)) => Some(Arc::new(own.clone())),
        }
    }

    /// Availability zones: the environment's, else the component's own, else `default`.
    #[must_use]
    pub fn zones(&self, own: Option<&Amount>, default: u32) -> Ranged<Decimal> {
        self.site.zones.or(own.map(|amount| amount.value)).unwrap_or(Ranged::same(Decimal::from(default)))
    }

    /// The drivers a component serves, added up; the shape of the week is the first one's.
    pub fn serves(&mut self, names: &OneOrMany<At<String>>) -> Option<Served> {
        let mut demands: Vec<Demand> = Vec::new();
        let mut whole = true;
        for name in &names.0 {
            match self.low.demand(name, &self.site) {
                Some(demand) => demands.push(demand),
                None => whole = false,
            }
        }
        if demands.is_empty() && whole {
            self.error(
                "no-demand",
                self.span.clone(),
                format!("`{}` serves nothing", self.name),
                "no driver",
                "name a driver: serves = \"chats\"",
            );
        }
        let first = demands.first().filter(|_| whole)?.info.clone();
        let driver = demands.iter().map(|d| d.info.name.as_str()).collect::<Vec<_>>().join("+");
        let units = Expr::sum(demands.iter().map(|demand| Expr::Series(demand.id)).collect());
        Some(Served { units, week: first.week, burst: first.burst, noun: first.noun, driver })
    }

    /// The drivers a component serves, where it names some: `Some(None)` when it does not.
    pub fn may_serve(&mut self, names: Option<&OneOrMany<At<String>>>) -> Option<Option<Served>> {
        match names {
            Some(names) => self.serves(names).map(Some),
            None => Some(None),
        }
    }

    /// A number of the file as a leaf.
    #[must_use]
    pub fn leaf(&self, name: &str, amount: &Amount, unit: &str) -> Expr {
        Expr::given(name, amount.value, unit, amount.span.clone())
    }

    /// An amount for each of something, times how many there are: `"180 KiB per document"`. Without `per`,
    /// or `per month`, it is the amount itself. Returns the driver's name too.
    pub fn times_per(&mut self, name: &str, amount: &Amount, unit: &str) -> Option<(Expr, Option<String>)> {
        match amount.per.as_deref() {
            None | Some("month") => Some((self.leaf(name, amount, unit), None)),
            Some(noun) => {
                let demand = self.low.demand_per(noun, &amount.span, &self.site)?;
                let leaf = self.leaf(&format!("{name} per {noun}"), amount, unit);
                Some((Expr::Series(demand.id).times(leaf), Some(demand.info.name)))
            }
        }
    }

    /// Like [`Cx::times_per`], for an amount that is per a unit already known: `served` units.
    pub fn times_served(&mut self, name: &str, amount: &Amount, unit: &str, served: &Served) -> Option<Expr> {
        let same = amount.per.as_deref().is_none_or(|noun| {
            costmodel_core::unit::singular(noun) == costmodel_core::unit::singular(&served.noun)
        });
        if same {
            return Some(served.units.clone().times(self.leaf(
                &format!("{name} per {}", served.noun),
                amount,
                unit,
            )));
        }
        let (expr, driver) = self.times_per(name, amount, unit)?;
        if let Some(other) = driver.filter(|driver| served.driver.split('+').all(|own| own != driver)) {
            let message = format!(
                "`{name}` of `{}` is per unit of `{other}`, and it serves {}",
                self.name,
                served.driver.replace('+', " and ")
            );
            let hint = format!("count per {}, or write serves = \"{other}\"", served.noun);
            self.warn("unit-mismatch", amount.span.clone(), message, "per what it does not serve", hint);
        }
        Some(expr)
    }

    /// What the served units make, `"3 requests per chat"`: one each where nothing is written.
    pub fn each_served(&mut self, noun: &str, amount: Option<&Amount>, served: &Served) -> Option<Expr> {
        match amount {
            Some(amount) => self.times_served(noun, amount, noun, served),
            None => Some(served.units.clone()),
        }
    }

    /// Adds replicas and returns their number.
    pub fn fleet(&mut self, sizing: Sizing) -> FleetId {
        let id = self.low.model.fleets.len();
        self.low.model.fleets.push(Fleet {
            name: self.name.clone(),
            demand: sizing.demand,
            week: sizing.week,
            burst: sizing.burst,
            capacity: sizing.capacity,
            min: sizing.min,
            max: sizing.max,
            schedule: sizing.schedule,
            active: self.site.active,
            start_up: sizing.start_up,
            takes: None,
            packs: None,
        });
        id
    }

    /// The newest rate of a price, if there is one: for minimums and inclusions.
    pub fn rate(&mut self, key: &Key) -> Option<Rate> {
        self.low.prices.find(key).ok().and_then(|rates| rates.last().cloned())
    }

    /// Adds a line. A missing price does not stop it: the line says why, and a warning is given once.
    pub fn push(&mut self, draft: Draft) {
        let rates = if draft.stated.is_some() {
            Err("stated by the workload".to_owned())
        } else {
            self.low.prices.find(&draft.key).map_err(|missing| {
                self.warn_unpriced(&draft.name, &missing);
                unpriced::reason(&missing)
            })
        };
        let mut runs = false;
        draft
            .quantity
            .visit(&mut |expr| runs |= matches!(expr, Expr::Hours | Expr::Fleet(..) | Expr::ActiveShare));
        let part = !runs && !self.site.active.is_always() && draft.stated.is_none();
        let quantity = if part { draft.quantity.times(Expr::ActiveShare) } else { draft.quantity };
        self.low.model.lines.push(Line {
            component: self.component,
            environment: self.site.environment,
            placement: self.site.placement.clone(),
            name: draft.name,
            key: draft.key,
            rates,
            quantity,
            unit: draft.unit,
            driver: draft.driver,
            basis: draft.basis,
            active: self.site.active,
            schedule: draft.schedule,
            shape: draft.shape,
            step: draft.step,
            uplift: draft.uplift,
            stated: draft.stated,
            note: draft.note,
        });
    }

    /// Reports an error with one mend.
    pub fn error(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        label: &str,
        hint: impl Into<String>,
    ) {
        self.low.problems.push(Diagnostic::error(code, span, message).label(label).hint(hint));
    }

    /// Reports a warning with one mend.
    pub fn warn(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        label: &str,
        hint: impl Into<String>,
    ) {
        self.low.problems.push(Diagnostic::warning(code, span, message).label(label).hint(hint));
    }

    /// Says that a machine is named by its type and asked for by what it must have too.
    pub fn named_and_asked(&mut self, span: Span) {
        self.error(
            "one-of",
            span,
            format!("`{}` names its type and what it must have", self.name),
            "one of the two",
            "drop `type` to have the cheapest chosen, or drop the rest",
        );
    }

    /// Where a key of the component's table stands; its name, when the key is not of the table itself.
    pub fn span_of(&self, key: &str) -> Span {
        let own = self.low.spec.components.get(usize::from(self.component));
        own.and_then(|own| own.keys.iter().find(|known| known.name == key))
            .map_or(self.span.clone(), |known| known.span.clone())
    }

    /// Says that a kind is not in the book for this provider.
    pub fn not_here(&mut self, what: &str, providers: &str) {
        let (span, provider) = (self.span.clone(), self.provider().to_owned());
        self.error(
            "not-sold-here",
            span,
            format!("{what} of {provider} cannot be priced yet"),
            "placed where the book has none",
            format!("place it on {providers}, or use the `sku` kind with a price of your own"),
        );
    }
}
