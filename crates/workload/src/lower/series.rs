//! Drivers and events as series: their names, and what a component sees of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use costmodel_core::diag::{Diagnostic, Span};
use costmodel_core::model::{Series, SeriesId, SeriesKind};
use costmodel_core::month::Week;
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::singular;
use rust_decimal::Decimal;

use super::{Lowering, Site};
use crate::decode::fields::nearest;
use crate::decode::{Amount, At};

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

    /// Declares one.
    pub(super) fn add(&mut self, info: Info) {
        self.infos.push(info);
    }

    /// The series of a name.
    pub(super) fn find(&self, name: &str) -> Option<&Info> {
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
                    None => {
                        let mut nouns: Vec<&str> =
                            self.series.infos.iter().map(|info| info.noun.as_str()).collect();
                        // A stock, what is added to it and what is deleted from it count the same.
                        nouns.dedup();
                        format!("units that drivers declare: {}", nouns.join(", "))
                    }
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
