//! The whole file: settings, then named nouns, then lists.

use costmodel_core::diag::Diagnostic;
use costmodel_core::month::Month;
use jiff::civil::Date;

use super::{Account, Commitment, Common, Discount, Driver, Environment, Event, Flow, Placement, Support};
use crate::decode::fields::{expect_table, field, nearest, wrong_type};
use crate::decode::{At, Count, FieldDoc, Key, Node, Problems, Table, Value};
use crate::kinds::{KINDS, Kind};
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

/// A component: a name, a kind, and the fields of both.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its name.
    pub name: Key,
    /// The name of its kind.
    pub kind_name: &'static str,
    /// What its kind says.
    pub kind: Kind,
    /// What every component has.
    pub common: Common,
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

const SECTIONS: [&str; 10] =
    ["placement", "environment", "driver", "event", "component", "flow", "discount", "commitment", "account", "support"];

/// Decodes a document: every problem is reported, and the spec is there only if it is whole.
pub fn decode(document: &Node, problems: &mut Problems) -> Option<Spec> {
    let sections: Vec<FieldDoc> = SECTIONS.iter().map(|name| section(name)).collect();
    let reserved: Vec<FieldDoc> = RESERVED.iter().map(|(name, _)| section(name)).collect();
    let extra: Vec<FieldDoc> = sections.iter().chain(&reserved).copied().collect();
    for (key, _) in document.entries() {
        if let Some((name, what)) = RESERVED.iter().find(|(name, _)| *name == key.name) {
            problems.push(
                Diagnostic::error("reserved", key.span.clone(), format!("`{name}` is reserved: this version does not model {what}"))
                    .label("not modelled yet")
                    .hint("leave it out for now"),
            );
        }
    }
    // Missing settings are reported at the top of the file.
    let top = Node { span: 0..0, value: document.value.clone() };
    let settings = Settings::read(&top, &extra, problems);
    let mut names: Vec<(&str, &Key)> = Vec::new();
    for (section, entries) in SECTIONS.iter().zip(SECTIONS.iter().map(|s| document.get(s))) {
        if ["placement", "environment", "driver", "event", "component"].contains(section) {
            for (key, _) in entries.map_or(&[][..], Node::entries) {
                check_name(section, key, &mut names, problems);
            }
        }
    }
    let placements = named::<Placement>(document, "placement", problems);
    let environments = named::<Environment>(document, "environment", problems);
    let drivers = named::<Driver>(document, "driver", problems);
    let events = named::<Event>(document, "event", problems);
    let components = components(document, problems);
    let flows = listed::<Flow>(document, "flow", problems);
    let discounts = listed::<Discount>(document, "discount", problems);
    let commitments = listed::<Commitment>(document, "commitment", problems);
    let account = optional::<Account>(document, "account", problems);
    let support = optional::<Support>(document, "support", problems);
    Some(Spec {
        settings: settings?,
        start_span: document.get("start").map_or(0..0, |node| node.span.clone()),
        placements: placements?,
        environments: environments?,
        drivers: drivers?,
        events: events?,
        components: components?,
        flows: flows?.into_iter().map(|(flow, _)| flow).collect(),
        discounts: discounts?.into_iter().map(|(discount, _)| discount).collect(),
        commitments: commitments?,
        account: account?,
        support: support?,
    })
}

fn section(name: &'static str) -> FieldDoc {
    FieldDoc {
        name,
        doc: "",
        required: false,
        default: None,
        shape: crate::decode::Shape::Table(&[]),
        direction: crate::decode::Direction::Neutral,
    }
}

/// Names live in one namespace and are plain words.
fn check_name<'n>(section: &'n str, key: &'n Key, names: &mut Vec<(&'n str, &'n Key)>, problems: &mut Problems) {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if key.name.is_empty() || !key.name.chars().all(plain) || ["internet", "month", "production"].contains(&key.name.as_str()) {
        problems.push(
            Diagnostic::error("bad-name", key.span.clone(), format!("`{}` cannot be a name", key.name))
                .label("name")
                .hint("letters, digits, `-` and `_`; `internet`, `month` and `production` are taken"),
        );
    }
    if let Some((other, _)) = names.iter().find(|(_, known)| known.name == key.name) {
        problems.push(
            Diagnostic::error("duplicate-name", key.span.clone(), format!("`{}` is already the name of a {other}", key.name))
                .label(format!("a {section} with the same name"))
                .hint("names live in one namespace: rename one of the two"),
        );
    }
    names.push((section, key));
}

fn named<T: Table>(document: &Node, section: &str, problems: &mut Problems) -> Option<Vec<(Key, T)>> {
    let Some(table) = document.get(section) else { return Some(Vec::new()) };
    if !expect_table(table, problems) {
        return None;
    }
    let all: Vec<Option<(Key, T)>> =
        table.entries().iter().map(|(key, node)| Some((key.clone(), T::read(node, &[], problems)?))).collect();
    all.into_iter().collect()
}

fn listed<T: Table>(document: &Node, section: &str, problems: &mut Problems) -> Option<Vec<(T, costmodel_core::diag::Span)>> {
    let Some(node) = document.get(section) else { return Some(Vec::new()) };
    let Value::List(items) = &node.value else {
        problems.push(wrong_type(node, "an array of tables").hint(format!("write [[{section}]], with two brackets")));
        return None;
    };
    let all: Vec<Option<_>> = items.iter().map(|item| Some((T::read(item, &[], problems)?, item.span.clone()))).collect();
    all.into_iter().collect()
}

fn optional<T: Table>(document: &Node, section: &str, problems: &mut Problems) -> Option<Option<T>> {
    match document.get(section) {
        None => Some(None),
        Some(node) => T::read(node, &[], problems).map(Some),
    }
}

fn components(document: &Node, problems: &mut Problems) -> Option<Vec<Component>> {
    let Some(table) = document.get("component") else { return Some(Vec::new()) };
    if !expect_table(table, problems) {
        return None;
    }
    let all: Vec<Option<Component>> = table.entries().iter().map(|(key, node)| component(key, node, problems)).collect();
    all.into_iter().collect()
}

fn component(name: &Key, node: &Node, problems: &mut Problems) -> Option<Component> {
    if !expect_table(node, problems) {
        return None;
    }
    let kinds = node.entries();
    let [(kind_key, fields)] = kinds else {
        let found: Vec<&str> = kinds.iter().map(|(key, _)| key.name.as_str()).collect();
        let message = match found.len() {
            0 => format!("`{}` has no kind", name.name),
            _ => format!("`{}` has several kinds or keys outside its kind: {}", name.name, found.join(", ")),
        };
        problems.push(
            Diagnostic::error("one-kind", name.span.clone(), message)
                .label("a component has exactly one kind")
                .hint(format!("write [component.{}.container] and put its keys below", name.name)),
        );
        return None;
    };
    let Some(info) = KINDS.iter().find(|kind| kind.name == kind_key.name) else {
        let hint = match nearest(&kind_key.name, KINDS.iter().map(|kind| kind.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("kinds: {}", KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")),
        };
        problems.push(
            Diagnostic::error("unknown-kind", kind_key.span.clone(), format!("`{}` is not a kind of component", kind_key.name))
                .label("unknown kind")
                .hint(hint),
        );
        return None;
    };
    let kind = (info.decode)(fields, problems);
    let mut docs = Common::FIELDS.iter();
    let mut common = || -> Option<Common> {
        let at = &fields.span;
        let (from, until) = (field(fields, docs.next()?, at, problems), field(fields, docs.next()?, at, problems));
        let (placement, environments) = (field(fields, docs.next()?, at, problems), field(fields, docs.next()?, at, problems));
        Some(Common { from: from?, until: until?, placement: placement?, environments: environments? })
    };
    let common = common();
    Some(Component { name: name.clone(), kind_name: info.name, kind: kind?, common: common? })
}

/// Marks the kinds' decoders: a field of a component's table.
pub fn read_kind<T: Table>(node: &Node, problems: &mut Problems) -> Option<T> {
    T::read(node, Common::FIELDS, problems)
}

