//! The whole file: settings, then named nouns, then lists.

use std::collections::BTreeMap;

use costmodel_core::diag::Diagnostic;
use costmodel_core::month::Month;
use jiff::civil::Date;

use super::component::{Component, component};
use super::{Account, Commitment, Discount, Driver, Environment, Event, Flow, Lost, Placement, Support};
use crate::decode::fields::{expect_table, wrong_type};
use crate::decode::{At, Count, FieldDoc, Key, Node, Problems, Table, Value};
use crate::{choice, spec};

choice! {
    /// Which free allowances apply.
    pub enum FreeTierWord {
        /// None.
        None = "none",
        /// Those that never end.
        Always = "always",
        /// Those of the first twelve months too.
        All = "all",
    }
}

choice! {
    /// How long a month is for what is billed by time.
    pub enum HoursWord {
        /// 672 to 744 hours.
        Calendar = "calendar",
        /// 730 hours.
        Flat = "730",
    }
}

spec! {
    /// What holds for the whole workload: the keys before the first table.
    pub struct Settings {
        /// What outputs call it.
        neutral name: At<String>,
        /// The first month.
        neutral start: At<Month>,
        /// How many months, 1 to 120.
        neutral months: Count,
        /// The currency of all money. Only USD is priced.
        neutral currency: At<String> = "USD",
        /// The knowledge date: prices observed until then are used. Default: the date of the book.
        neutral prices: Option<At<Date>>,
        /// Free allowances that apply. `all` needs `[account] opened`.
        neutral free_tier: FreeTierWord = "none",
        /// Hours of a month for what is billed by time: as vendors bill, or 730 as calculators do.
        neutral hours: HoursWord = "calendar",
    }
}

/// The decoded workload: nouns with their places in the text.
#[derive(Clone, Debug)]
pub struct Spec {
    /// What holds for the whole workload.
    pub settings: Settings,
    /// Where the settings stand.
    pub start_span: costmodel_core::diag::Span,
    /// In file order; the first is the default.
    pub placements: Vec<(Key, Placement)>,
    /// In file order; production is not among them.
    pub environments: Vec<(Key, Environment)>,
    /// In file order.
    pub drivers: Vec<(Key, Driver)>,
    /// In file order.
    pub events: Vec<(Key, Event)>,
    /// In file order.
    pub components: Vec<Component>,
    /// In file order.
    pub flows: Vec<Flow>,
    /// In file order.
    pub discounts: Vec<Discount>,
    /// In file order.
    pub commitments: Vec<(Commitment, costmodel_core::diag::Span)>,
    /// The account.
    pub account: Option<Account>,
    /// The support plan.
    pub support: Option<Support>,
    /// What could not be read.
    pub lost: Lost,
}

/// Tables that a later version will read.
pub const RESERVED: [(&str, &str); 6] = [
    ("option", "comparing local and cloud options"),
    ("owned-server", "the cost of owned servers"),
    ("owned_server", "the cost of owned servers"),
    ("migration", "phased migration"),
    ("fx", "other currencies"),
    ("tax", "taxes"),
];

const SECTIONS: [&str; 10] = [
    "placement",
    "environment",
    "driver",
    "event",
    "component",
    "flow",
    "discount",
    "commitment",
    "account",
    "support",
];

/// Decodes a document: every problem is reported. What cannot be read is left out of the spec and noted in
/// [`Spec::lost`], so that the rest can be checked all the same.
pub fn decode(document: &Node, problems: &mut Problems) -> Option<Spec> {
    let sections: Vec<FieldDoc> = SECTIONS.iter().map(|name| section(name, "A section.")).collect();
    // Reserved tables are known, and never offered.
    let reserved: Vec<FieldDoc> = RESERVED.iter().map(|(name, _)| section(name, "")).collect();
    let extra: Vec<FieldDoc> = sections.iter().chain(&reserved).copied().collect();
    for (key, _) in document.entries() {
        if let Some((name, what)) = RESERVED.iter().find(|(name, _)| *name == key.name) {
            problems.push(
                Diagnostic::error(
                    "reserved",
                    key.span.clone(),
                    format!("`{name}` is reserved: this version does not model {what}"),
                )
                .label("not modelled yet")
                .hint("leave it out for now"),
            );
        }
    }
    // Missing settings are reported at the top of the file.
    let top = Node { span: 0..0, value: document.value.clone() };
    let settings = Settings::read(&top, &extra, problems).or_else(|| {
        problems.hush(&HORIZON);
        stand_in(&top)
    });
    let is_section = |key: &Key| extra.iter().any(|known| known.name == key.name);
    let strange = |(key, node): &(Key, Node)| {
        matches!(node.value, Value::Table(_) | Value::List(_)) && !is_section(key)
    };
    let mut lost =
        Lost { unsure: problems.names_torn() || document.entries().iter().any(strange), ..Lost::default() };
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (section, entries) in SECTIONS.iter().zip(SECTIONS.iter().map(|s| document.get(s))) {
        if ["placement", "environment", "driver", "event", "component"].contains(section) {
            for (key, _) in entries.map_or(&[][..], Node::entries) {
                check_name(section, key, &mut names, problems);
            }
        }
    }
    let placements = named::<Placement>(document, "placement", &mut lost, problems);
    let environments = named::<Environment>(document, "environment", &mut lost, problems);
    let drivers = named::<Driver>(document, "driver", &mut lost, problems);
    let events = named::<Event>(document, "event", &mut lost, problems);
    let components = entries(document, "component", &mut lost, problems, component);
    let flows = listed::<Flow>(document, "flow", problems);
    let discounts = listed::<Discount>(document, "discount", problems);
    let commitments = listed::<Commitment>(document, "commitment", problems);
    let account = document.get("account").and_then(|node| Account::read(node, &[], problems));
    let support = document.get("support").and_then(|node| Support::read(node, &[], problems));
    Some(Spec {
        settings: settings?,
        start_span: document.get("start").map_or(0..0, |node| node.span.clone()),
        placements,
        environments,
        drivers,
        events,
        components,
        flows: flows.into_iter().map(|(flow, _)| flow).collect(),
        discounts: discounts.into_iter().map(|(discount, _)| discount).collect(),
        commitments,
        account,
        support,
        lost,
    })
}

/// What cannot be judged while the settings are unknown.
pub const HORIZON: [&str; 4] = ["outside-horizon", "model-gap", "model-retires", "alias-moves"];

/// Settings to check the rest of the file with, where its own cannot be read.
fn stand_in(top: &Node) -> Option<Settings> {
    let read = |entries: Vec<(Key, Node)>| {
        Settings::read(&Node { span: 0..0, value: Value::Table(entries) }, &[], &mut Problems::default())
    };
    let known = |entry: &&(Key, Node)| Settings::FIELDS.iter().any(|field| field.name == entry.0.name);
    let mut entries: Vec<(Key, Node)> = [("name", "workload"), ("start", "2027-01"), ("months", "12")]
        .map(|(key, text)| {
            (Key { name: key.into(), span: 0..0 }, Node { span: 0..0, value: Value::Text(text.into()) })
        })
        .into();
    for (key, node) in top.entries().iter().filter(known) {
        // Each setting that can be read replaces its stand-in.
        let mut tried: Vec<(Key, Node)> =
            entries.iter().filter(|(other, _)| other.name != key.name).cloned().collect();
        tried.push((key.clone(), node.clone()));
        if read(tried.clone()).is_some() {
            entries = tried;
        }
    }
    read(entries)
}

fn section(name: &'static str, doc: &'static str) -> FieldDoc {
    FieldDoc {
        name,
        doc,
        required: false,
        default: None,
        shape: crate::decode::Shape::Table(&[]),
        direction: crate::decode::Direction::Neutral,
    }
}

/// Names live in one namespace and are plain words.
fn check_name<'n>(
    section: &'n str,
    key: &'n Key,
    names: &mut BTreeMap<&'n str, &'n str>,
    problems: &mut Problems,
) {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if key.name.is_empty()
        || !key.name.chars().all(plain)
        || ["internet", "month", "production"].contains(&key.name.as_str())
    {
        problems.push(
            Diagnostic::error("bad-name", key.span.clone(), format!("`{}` cannot be a name", key.name))
                .label("name")
                .hint("letters, digits, `-` and `_`; `internet`, `month` and `production` are taken"),
        );
    }
    if let Some(other) = names.get(key.name.as_str()) {
        problems.push(
            Diagnostic::error(
                "duplicate-name",
                key.span.clone(),
                format!("`{}` is already the name of a {other}", key.name),
            )
            .label(format!("a {section} with the same name"))
            .hint("names live in one namespace: rename one of the two"),
        );
    }
    names.insert(&key.name, section);
}

fn named<T: Table>(
    document: &Node,
    section: &str,
    lost: &mut Lost,
    problems: &mut Problems,
) -> Vec<(Key, T)> {
    entries(document, section, lost, problems, |key, node, problems| {
        Some((key.clone(), T::read(node, &[], problems)?))
    })
}

/// The entries of a section that have no error; the names of the others are noted.
fn entries<T>(
    document: &Node,
    section: &str,
    lost: &mut Lost,
    problems: &mut Problems,
    read: impl Fn(&Key, &Node, &mut Problems) -> Option<T>,
) -> Vec<T> {
    let Some(table) = document.get(section) else { return Vec::new() };
    if !expect_table(table, problems) {
        lost.unsure = true;
        return Vec::new();
    }
    let mut whole = Vec::new();
    for (key, node) in table.entries() {
        match without_errors(problems, |problems| read(key, node, problems))
            .filter(|_| !problems.is_torn(key.span.start))
        {
            Some(one) => whole.push(one),
            None => {
                lost.names.insert(key.name.clone());
            }
        }
    }
    whole
}

/// What was read, if nothing was wrong with it: a key that is misspelt is not there, and what follows from
/// that is no mistake.
fn without_errors<T>(problems: &mut Problems, read: impl FnOnce(&mut Problems) -> Option<T>) -> Option<T> {
    let before = problems.errors();
    read(problems).filter(|_| problems.errors() == before)
}

fn listed<T: Table>(
    document: &Node,
    section: &str,
    problems: &mut Problems,
) -> Vec<(T, costmodel_core::diag::Span)> {
    let Some(node) = document.get(section) else { return Vec::new() };
    let Value::List(items) = &node.value else {
        problems.push(
            wrong_type(node, "an array of tables").hint(format!("write [[{section}]], with two brackets")),
        );
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| {
            Some((without_errors(problems, |problems| T::read(item, &[], problems))?, item.span.clone()))
        })
        .collect()
}
