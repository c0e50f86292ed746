//! From nouns to lines: series first, then every component in every environment and placement, then flows.

mod checks;
mod circles;
mod context;
mod draft;
mod drivers;
mod nouns;
mod places;
mod prices;
mod ranges;
mod series;
mod sold;
mod unpriced;
mod yields;

use std::collections::BTreeMap;

use costmodel_core::book::PriceBook;
use costmodel_core::diag::Diagnostic;
use costmodel_core::model::{Component, FreeTiers, Model};
use costmodel_core::month::{Active, HoursRule};
use costmodel_core::num::MAX_MONTHS;
use costmodel_core::project::{SeriesValues, Usage};
use costmodel_core::scenario::Scenario;
use costmodel_core::tokens::Histogram;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::decode::Problems;
use crate::flows;
use crate::kinds::data::vector_database::least_bills;
use crate::kinds::storage::backup;
use crate::limits;
use crate::spec::{FreeTierWord, HORIZON, HoursWord, Spec};

pub use context::{Cx, Served, Sizing};
pub use draft::Draft;
pub use places::{Place, Site, of_component};
pub use prices::Prices;
pub use series::{Demand, SeriesTable};
pub use sold::Sold;
pub use yields::Yield;

/// Everything lowering works on.
#[derive(Debug)]
pub struct Lowering<'a> {
    /// The nouns.
    pub spec: &'a Spec,
    /// What is being built.
    pub model: Model,
    /// Prices, looked up once each.
    pub prices: Prices<'a>,
    /// Drivers by name and noun.
    pub series: SeriesTable,
    /// Everything wrong.
    pub problems: &'a mut Problems,
    /// Each environment in each placement.
    pub sites: Vec<Site>,
    /// Distributions already fitted, by mean and 95th percentile.
    pub fits: BTreeMap<(Decimal, Decimal), Histogram>,
    /// Values of series, where a kind had to know them.
    pub values: BTreeMap<Scenario, SeriesValues>,
    /// What machines bought by time make.
    pub yields: Vec<Yield>,
}

/// With how many months the rest of the file is checked when its own number is unusable.
const STAND_IN_MONTHS: u16 = 12;

/// Lowers a spec; `None` when anything is wrong.
pub fn lower(spec: &Spec, book: &PriceBook, problems: &mut Problems) -> Option<(Model, Vec<Usage>)> {
    let model = empty_model(spec, book, problems);
    let prices = Prices::new(book, model.known_on);
    let mut low = Lowering {
        spec,
        model,
        prices,
        series: SeriesTable::default(),
        problems,
        sites: Vec::new(),
        fits: BTreeMap::new(),
        values: BTreeMap::new(),
        yields: Vec::new(),
    };
    drivers::declare(&mut low);
    places::declare(&mut low);
    if limits::too_many_sites(&mut low) {
        return None;
    }
    for component in &spec.components {
        let id = u16::try_from(low.model.components.len()).unwrap_or(u16::MAX);
        low.model.components.push(Component {
            name: component.name.name.clone(),
            kind: component.kind_name,
            span: component.name.span.clone(),
        });
        checks::common(&mut low, component);
        for site in places::of_component(&low, component) {
            component.kind.lower(&mut Cx::new(&mut low, id, component, site));
        }
    }
    flows::lower(&mut low);
    backup::of_components(&mut low);
    least_bills(&mut low);
    checks::declare_rest(&mut low);
    if low.problems.has_errors() || limits::too_many_lines(&mut low) {
        return None;
    }
    let usages = checks::horizon(&mut low);
    Some((low.model, usages))
}

fn empty_model(spec: &Spec, book: &PriceBook, problems: &mut Problems) -> Model {
    let settings = &spec.settings;
    let months = settings.months.expected();
    let months = months.to_u16().filter(|&m| (1..=MAX_MONTHS).contains(&m) && Decimal::from(m) == months);
    if months.is_none() || settings.months.value.is_ranged() {
        problems.push(
            Diagnostic::error(
                "out-of-range",
                settings.months.span.clone(),
                "`months` is a whole number from 1 to 120",
            )
            .label("horizon")
            .hint("months = 24"),
        );
        problems.hush(&HORIZON);
    }
    if settings.currency.value != "USD" {
        problems.push(
            Diagnostic::error("currency", settings.currency.span.clone(), format!("`{}` is not priced: the book is in USD", settings.currency.value))
                .label("currency")
                .hint("write currency = \"USD\"; other currencies need dated exchange rates, which are reserved as [fx]"),
        );
    }
    let opened = spec.account.as_ref().and_then(|account| account.opened.as_ref());
    let free_tiers = match (settings.free_tier, opened) {
        (FreeTierWord::None, _) => FreeTiers::None,
        (FreeTierWord::Always, _) => FreeTiers::Always,
        (FreeTierWord::All, Some(opened)) => FreeTiers::All { opened: opened.value },
        (FreeTierWord::All, None) => {
            problems.push(
                Diagnostic::error(
                    "account-opened",
                    settings.start.span.clone(),
                    "free_tier = \"all\" needs the month the account was opened",
                )
                .label("twelve months from when?")
                .hint("add [account] with opened = \"2026-11\""),
            );
            FreeTiers::Always
        }
    };
    Model {
        name: settings.name.value.clone(),
        start: settings.start.value,
        months: months.unwrap_or(STAND_IN_MONTHS),
        currency: settings.currency.value.clone(),
        hours: match settings.hours {
            HoursWord::Calendar => HoursRule::Calendar,
            HoursWord::Flat => HoursRule::Flat730,
        },
        known_on: settings.prices.as_ref().map_or(book.date, |at| at.value),
        free_tiers,
        series: Vec::new(),
        stocks: Vec::new(),
        fleets: Vec::new(),
        talks: Vec::new(),
        components: Vec::new(),
        environments: vec!["production".to_owned()],
        lines: Vec::new(),
        discounts: Vec::new(),
        already_used: BTreeMap::new(),
        unpriced_reductions: u32::try_from(spec.commitments.len()).unwrap_or(0),
        remarks: Vec::new(),
        placements: Vec::new(),
        high_takes: Vec::new(),
    }
}

/// The days of two spans of dates.
#[must_use]
pub fn active(
    from: Option<&crate::decode::At<jiff::civil::Date>>,
    until: Option<&crate::decode::At<jiff::civil::Date>>,
) -> Active {
    Active { from: from.map(|at| at.value), until: until.map(|at| at.value) }
}
