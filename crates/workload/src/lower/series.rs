//! Drivers and events as series; their names, nouns and shapes.

use std::collections::BTreeMap;
use std::sync::Arc;

use costmodel_core::diag::{Diagnostic, Span};
use costmodel_core::model::{Growth, Series, SeriesId, SeriesKind, Stock};
use costmodel_core::month::{Month, Week};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::singular;
use rust_decimal::Decimal;

use super::{Lowering, Site, circles, nouns};
use crate::decode::fields::nearest;
use crate::decode::{Amount, At};
use crate::spec::{Driver, EventMonth, GrowthSpec};

/// What is known of a series beside its values.
#[derive(Clone, Debug)]
pub struct Info {
    /// Its index in the model.
    pub id: SeriesId,
    /// `chats`, `documents.added`.
    pub name: String,
    /// What it counts, singular.
    pub noun: String,
    /// Whether it is what is kept.
    pub is_stock: bool,
    /// Whether it is a stock, or what is added to or deleted from one: environments scale it by their stock.
    pub of_stock: bool,
    /// How it spreads over the week.
    pub week: Arc<Week>,
    /// Peak over mean inside an hour.
    pub burst: Ranged<Decimal>,
    /// The size of one in bytes, where stated.
    pub size: Option<Amount>,
    /// Where it was declared.
    pub span: Span,
}

/// All series by name, their scaled copies, and which are used.
#[derive(Debug, Default)]
pub struct SeriesTable {
    infos: Vec<Info>,
    scaled: BTreeMap<(SeriesId, u16, u16), SeriesId>,
    used: std::collections::BTreeSet<String>,
    /// Names of what could not be declared, so that their users are not judged.
    pub(super) broken: std::collections::BTreeSet<String>,
}

/// A series as a component sees it: scaled to its environment and placement.
#[derive(Clone, Debug)]
pub struct Demand {
    /// The scaled series.
    pub id: SeriesId,
    /// What is known of the driver.
    pub info: Info,
}

impl SeriesTable {
    /// Every series name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.infos.iter().map(|info| info.name.as_str())
    }

    /// Names of declared drivers nobody asked for.
    #[must_use]
    pub fn unused(&self, driver: &str) -> bool {
        !self.used.contains(driver)
    }

    fn find(&self, name: &str) -> Option<&Info> {
        self.infos.iter().find(|info| info.name == name)
    }

    /// The series a noun after `per` means: by name, else by the unit a driver declares.
    fn by_noun(&self, noun: &str) -> Result<&Info, Vec<&str>> {
        if let Some(info) = self.find(noun) {
            return Ok(info);
        }
        let same: Vec<&Info> = self
            .infos
            .iter()
            .filter(|info| singular(&info.noun) == singular(noun) && !info.name.contains('.'))
            .collect();
        match same.as_slice() {
            [one] => Ok(one),
            several => Err(several.iter().map(|info| info.name.as_str()).collect()),
        }
    }
}

impl Lowering<'_> {
    /// The series of a name, scaled to a site; says so when there is none.
    pub fn demand(&mut self, name: &At<String>, site: &Site) -> Option<Demand> {
        let Some(info) = self.series.find(&name.value).cloned() else {
            self.unknown_driver(name);
            return None;
        };
        self.mark_used(&info.name);
        Some(Demand { id: self.scaled(&info, site), info })
    }

    /// The series a noun means, scaled to a site; says so when there is none or several.
    pub fn demand_per(&mut self, noun: &str, span: &Span, site: &Site) -> Option<Demand> {
        let found = self
            .series
            .by_noun(noun)
            .cloned()
            .map_err(|names| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
        match found {
            Ok(info) => {
                self.mark_used(&info.name);
                Some(Demand { id: self.scaled(&info, site), info })
            }
            Err(several) if !several.is_empty() => {
                self.problems.push(
                    Diagnostic::error(
                        "ambiguous-unit",
                        span.clone(),
                        format!("`{noun}` is the unit of several drivers"),
                    )
                    .label(format!("per which: {}", several.join(" or ")))
                    .hint(format!(
                        "name the driver itself: per {}",
                        several.first().map_or("", String::as_str)
                    )),
                );
                None
            }
            Err(_) => {
                let nouns: Vec<&str> = self
                    .series
                    .infos
                    .iter()
                    .flat_map(|info| [info.noun.as_str(), info.name.as_str()])
                    .collect();
                let near = nearest(noun, nouns.iter().copied());
                // A driver that could not be read may be the one that counts it.
                if near.is_none() && !self.series.broken.is_empty()
                    || self.spec.lost.excuses(noun, near.is_some())
                {
                    return None;
                }
                let hint = match near {
                    Some(near) => format!("did you mean `per {near}`?"),
                    None => format!(
                        "units that drivers declare: {}",
                        self.series.infos.iter().map(|i| i.noun.as_str()).collect::<Vec<_>>().join(", ")
                    ),
                };
                self.problems.push(
                    Diagnostic::error("unknown-unit", span.clone(), format!("no driver counts `{noun}`"))
                        .label("per what?")
                        .hint(hint),
                );
                None
            }
        }
    }

    /// Says that there is no such driver, unless it is one that could not be read.
    pub(super) fn unknown_driver(&mut self, name: &At<String>) {
        let base = name.value.split_once('.').map_or(name.value.as_str(), |(base, _)| base);
        let near =
            nearest(&name.value, self.series.names().chain(self.series.broken.iter().map(String::as_str)));
        if self.series.broken.contains(base) || self.spec.lost.excuses(&name.value, near.is_some()) {
            return;
        }
        let flow = name.value.contains('.') && self.series.find(base).is_some();
        let hint = match near {
            _ if flow => format!("`{base}` is a flow: only a stock has {base}.added and {base}.deleted"),
            Some(near) => format!("did you mean `{near}`?"),
            None if self.series.infos.is_empty() => {
                format!("declare it: [driver.{base}] with monthly = \"1_000_000\"")
            }
            None => format!("drivers and events: {}", self.series.names().collect::<Vec<_>>().join(", ")),
        };
        self.problems.push(
            Diagnostic::error(
                "unknown-driver",
                name.span.clone(),
                format!("no driver or event is called `{}`", name.value),
            )
            .label("unknown driver")
            .hint(hint),
        );
    }

    fn mark_used(&mut self, name: &str) {
        let base = name.split_once('.').map_or(name, |(base, _)| base);
        let mut pending = vec![base.to_owned()];
        while let Some(name) = pending.pop() {
            if !self.series.used.insert(name.clone()) {
                continue;
            }
            let parent = self
                .spec
                .drivers
                .iter()
                .find(|(key, _)| key.name == name)
                .and_then(|(_, driver)| driver.from.as_ref());
            let event = self.spec.events.iter().find(|(key, _)| key.name == name).map(|(_, event)| &event.of);
            for parent in parent.into_iter().chain(event) {
                pending.push(
                    parent.value.split_once('.').map_or(parent.value.as_str(), |(base, _)| base).to_owned(),
                );
            }
        }
    }

    fn scaled(&mut self, info: &Info, site: &Site) -> SeriesId {
        let share = if info.of_stock { &site.stock } else { &site.demand };
        if *share == Ranged::same(Decimal::ONE) && site.given.is_empty() {
            return info.id;
        }
        let key = (info.id, site.environment, site.placement_index);
        if let Some(id) = self.series.scaled.get(&key) {
            return *id;
        }
        let id = self.model.series.len();
        self.model.series.push(Series {
            name: format!("{} ({})", info.name, site.label),
            noun: info.noun.clone(),
            kind: if site.given.is_empty() {
                SeriesKind::Share { of: info.id, share: *share }
            } else {
                SeriesKind::Left { of: info.id, share: *share, given: site.given.clone() }
            },
        });
        self.series.scaled.insert(key, id);
        id
    }
}

/// Declares every driver and event, derived ones after what they come from.
pub fn declare(low: &mut Lowering<'_>) {
    let spec = low.spec;
    low.series.broken.extend(spec.lost.names.iter().cloned());
    let mut waiting: Vec<usize> = Vec::new();
    for (at, (key, driver)) in spec.drivers.iter().enumerate() {
        if driver.from.is_some() {
            waiting.push(at)
        } else {
            base_driver(low, &key.name, key.span.clone(), driver)
        }
    }
    // A derived driver may come from another that stands below it in the file.
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.retain(|&at| {
            let Some((key, driver)) = spec.drivers.get(at) else { return false };
            !derived_driver(low, &key.name, &key.span, driver)
        });
        if waiting.len() == before {
            break;
        }
    }
    circles::tell(low, &waiting);
    for (key, event) in &spec.events {
        let Some(of) = low.series.find(&event.of.value).cloned() else {
            low.unknown_driver(&event.of);
            low.series.broken.insert(key.name.clone());
            continue;
        };
        let (start, count) = (low.model.start, low.model.months);
        let months = (0..count)
            .map(|i| start.plus(i))
            .filter(|month| event_in(&event.months, *month))
            .collect::<Vec<Month>>();
        for once in
            event.months.iter().filter_map(|m| if let EventMonth::Once(at) = m { Some(at) } else { None })
        {
            if !(0..i32::from(count)).contains(&once.value.since(start)) {
                low.problems.push(
                    Diagnostic::error(
                        "outside-horizon",
                        once.span.clone(),
                        format!("{} is outside the horizon", once.value),
                    )
                    .label(format!("the horizon is {start} to {}", start.plus(count.saturating_sub(1))))
                    .hint("choose a month inside, or lengthen `months`"),
                );
            }
        }
        push(
            low,
            &key.name,
            Info { is_stock: of.is_stock, name: key.name.clone(), span: key.span.clone(), ..of.clone() },
            SeriesKind::Event { of: of.id, share: event.share.value, months },
        );
    }
}

fn event_in(months: &[EventMonth], month: Month) -> bool {
    months.iter().any(|when| match when {
        EventMonth::Every(of_year) => month.of_year() == *of_year,
        EventMonth::Once(at) => at.value == month,
    })
}

fn push(low: &mut Lowering<'_>, name: &str, info: Info, kind: SeriesKind) {
    let id = low.model.series.len();
    low.model.series.push(Series { name: name.to_owned(), noun: info.noun.clone(), kind });
    low.series.infos.push(Info { id, name: name.to_owned(), ..info });
}

fn noun_of(name: &str, driver: &Driver) -> String {
    driver.unit.as_ref().map_or_else(|| singular(name).to_owned(), |unit| unit.value.clone())
}

fn info(name: &str, span: Span, driver: &Driver) -> Info {
    Info {
        id: 0,
        name: name.to_owned(),
        noun: noun_of(name, driver),
        is_stock: driver.stock.is_some(),
        of_stock: driver.stock.is_some(),
        week: Arc::new(driver.week.as_ref().map_or_else(Week::flat, |load| load.0.clone())),
        burst: driver.burst.as_ref().map_or(Ranged::same(Decimal::ONE), |burst| burst.value),
        size: driver.size.as_ref().map(|size| size.amount.clone()),
        span,
    }
}

/// Reports keys that have nothing to act on.
fn shaped(low: &mut Lowering<'_>, name: &str, span: &Span, driver: &Driver) {
    let derived = driver.from.is_some();
    let flow = driver.monthly.is_some() && !derived;
    let stock = driver.stock.is_some() && !derived;
    let misplaced = [
        ("growth", driver.growth.is_some() && !flow && !(stock && driver.added.is_some())),
        ("added", driver.added.is_some() && !stock),
        ("deleted", driver.deleted.is_some() && !stock),
        ("season", driver.season.is_some() && !flow),
        ("steps", driver.steps.is_some() && !flow),
        ("per", driver.per.is_some() && !derived),
    ];
    for (key, _) in misplaced.into_iter().filter(|(_, wrong)| *wrong) {
        low.problems.push(
            Diagnostic::error("driver-shape", span.clone(), format!("`{key}` of `{name}` has nothing to act on"))
                .label(format!("`{key}` does not fit this driver"))
                .hint("a flow has monthly, growth, steps, season; a stock has stock, added, deleted; a derived driver has from and per"),
        );
    }
}

fn base_driver(low: &mut Lowering<'_>, name: &str, span: Span, driver: &Driver) {
    let info = info(name, span.clone(), driver);
    nouns::check(low, &info, driver);
    shaped(low, name, &span, driver);
    match (&driver.monthly, &driver.stock) {
        (Some(monthly), None) => {
            let growth = growth_of(driver.growth.as_ref());
            let steps = driver
                .steps
                .as_ref()
                .map(|map| map.0.iter().map(|(m, v)| (*m, v.value)).collect())
                .unwrap_or_default();
            let season = driver
                .season
                .as_ref()
                .map(|map| map.0.iter().map(|(m, v)| (*m, v.value)).collect())
                .unwrap_or_default();
            push(low, name, info, SeriesKind::Flow { base: monthly.value, growth, steps, season });
        }
        (None, Some(stock)) => {
            let id = low.model.stocks.len();
            let zero = Ranged::same(Decimal::ZERO);
            low.model.stocks.push(Stock {
                start: stock.value,
                added: driver.added.as_ref().map_or(zero, |a| a.value),
                added_growth: growth_of(driver.growth.as_ref()),
                deleted: driver.deleted.as_ref().map_or(zero, |a| a.value),
            });
            let moved = Info { is_stock: false, ..info.clone() };
            push(low, name, info, SeriesKind::StockMean(id));
            push(low, &format!("{name}.added"), moved.clone(), SeriesKind::StockAdded(id));
            push(low, &format!("{name}.deleted"), moved, SeriesKind::StockDeleted(id));
        }
        (both, _) => {
            low.series.broken.insert(name.to_owned());
            let message = if both.is_some() {
                format!("`{name}` is a flow and a stock at once")
            } else {
                format!("`{name}` has no number: it is no flow, no stock, and not derived")
            };
            low.problems.push(
                Diagnostic::error("driver-shape", span, message)
                    .label("one of monthly, stock, from")
                    .hint("monthly = \"1_000_000\" for a flow, stock = \"400_000\" for what is kept, from and per for a derived driver"),
            );
        }
    }
}

/// Declares a derived driver, and its `.added` and `.deleted`, once its parent exists.
fn derived_driver(low: &mut Lowering<'_>, name: &str, span: &Span, driver: &Driver) -> bool {
    let Some(from) = &driver.from else { return true };
    let Some(parent) = low.series.find(&from.value).cloned() else { return false };
    shaped(low, name, span, driver);
    let per = driver.per.as_ref().map_or(Ranged::same(Decimal::ONE), |per| per.value);
    if let Some(noun) = driver.per.as_ref().and_then(|per| per.per.as_deref())
        && singular(noun) != singular(&parent.noun)
        && noun != parent.name
    {
        let at = driver.per.as_ref().map_or(span.clone(), |per| per.span.clone());
        low.problems.push(
            Diagnostic::error(
                "unknown-unit",
                at,
                format!(
                    "`{name}` comes from `{}`, which counts `{}`, not `{noun}`",
                    parent.name, parent.noun
                ),
            )
            .label("per what?")
            .hint(format!("per {}", parent.noun)),
        );
    }
    if driver.monthly.is_some() || driver.stock.is_some() {
        low.problems.push(
            Diagnostic::error(
                "driver-shape",
                span.clone(),
                format!("`{name}` is derived and has a number of its own"),
            )
            .label("one of monthly, stock, from")
            .hint("drop `from`, or drop the number"),
        );
    }
    let own = info(name, span.clone(), driver);
    nouns::check(low, &own, driver);
    let shape = |parent: &Info, own: &Info| Info {
        is_stock: parent.is_stock,
        of_stock: parent.of_stock,
        week: if driver.week.is_some() { own.week.clone() } else { parent.week.clone() },
        burst: if driver.burst.is_some() { own.burst } else { parent.burst },
        ..own.clone()
    };
    push(low, name, shape(&parent, &own), SeriesKind::Derived { from: parent.id, per });
    for part in ["added", "deleted"] {
        if let Some(moved) = low.series.find(&format!("{}.{part}", parent.name)).cloned() {
            push(
                low,
                &format!("{name}.{part}"),
                shape(&moved, &own),
                SeriesKind::Derived { from: moved.id, per },
            );
        }
    }
    true
}

fn growth_of(growth: Option<&GrowthSpec>) -> Growth {
    match growth {
        None => Growth::None,
        Some(GrowthSpec::Compound(rate)) => Growth::Compound(rate.value),
        Some(GrowthSpec::Linear(step)) => Growth::Linear(step.value),
        Some(GrowthSpec::Table(table)) => {
            Growth::Table(table.0.iter().map(|(month, v)| (*month, v.value)).collect())
        }
        Some(GrowthSpec::SCurve(curve)) => {
            Growth::SCurve { limit: curve.limit.value, rate: curve.rate.value }
        }
    }
}
