//! A component: its name, and the one kind below it.

use costmodel_core::diag::Diagnostic;

use super::Common;
use crate::decode::fields::{expect_table, field, nearest};
use crate::decode::{Key, Node, Problems, Table, Value};
use crate::kinds::products::kind_of_product;
use crate::kinds::{KINDS, Kind};

/// A component: a name, a kind, and the fields of both.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its name.
    pub name: Key,
    /// The name of its kind.
    pub kind_name: &'static str,
    /// The keys of its table, where they stand.
    pub keys: Vec<Key>,
    /// What its kind says.
    pub kind: Kind,
    /// What every component has.
    pub common: Common,
}

/// What is wrong with a component that has no kind, or several, or keys beside it.
fn no_one_kind(name: &Key, entries: &[(Key, Node)]) -> Diagnostic {
    let is_kind = |word: &str| KINDS.iter().any(|kind| kind.name == word);
    let (kinds, beside): (Vec<&str>, Vec<&str>) =
        entries.iter().map(|(key, _)| key.name.as_str()).partition(|key| is_kind(key));
    // `kind = "llm"`, as other formats have it.
    let said = entries.iter().find_map(|(_, node)| {
        if let Value::Text(text) = &node.value {
            Some(text.as_str()).filter(|text| is_kind(text))
        } else {
            None
        }
    });
    let kind = kinds.first().copied().or(said).unwrap_or("container");
    let (message, hint) = match (kinds.as_slice(), beside.as_slice()) {
        ([], []) => (
            format!("`{}` has no kind", name.name),
            format!("write [component.{}.{kind}] and put its keys below", name.name),
        ),
        ([], keys) => (
            format!("`{}` has no kind, and keys: {}", name.name, keys.join(", ")),
            format!(
                "the kind stands in the header: write [component.{}.{kind}] and put the keys below",
                name.name
            ),
        ),
        ([_], keys) => (
            format!("`{}` has keys outside its kind: {}", name.name, keys.join(", ")),
            format!("put them below [component.{}.{kind}]", name.name),
        ),
        (several, _) => (
            format!("`{}` has several kinds: {}", name.name, several.join(", ")),
            "a second kind is a second component, with a name of its own".to_owned(),
        ),
    };
    Diagnostic::error("one-kind", name.span.clone(), message)
        .label("a component has exactly one kind")
        .hint(hint)
}

/// A component, read.
pub(super) fn component(name: &Key, node: &Node, problems: &mut Problems) -> Option<Component> {
    if !expect_table(node, problems) {
        return None;
    }
    let kinds = node.entries();
    let [(kind_key, fields)] = kinds else {
        problems.push(no_one_kind(name, kinds));
        return None;
    };
    let Some(info) = KINDS.iter().find(|kind| kind.name == kind_key.name) else {
        let meant = kind_of_product(&kind_key.name)
            .or_else(|| nearest(&kind_key.name, KINDS.iter().map(|kind| kind.name)));
        let hint = match meant {
            Some(kind) => format!("did you mean `{kind}`?"),
            None => format!("kinds: {}", KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")),
        };
        problems.push(
            Diagnostic::error(
                "unknown-kind",
                kind_key.span.clone(),
                format!("`{}` is not a kind of component", kind_key.name),
            )
            .label("unknown kind")
            .hint(hint),
        );
        return None;
    };
    let kind = (info.decode)(fields, problems);
    let mut docs = Common::FIELDS.iter();
    let mut common = || -> Option<Common> {
        let at = &fields.span;
        let (from, until) =
            (field(fields, docs.next()?, at, problems), field(fields, docs.next()?, at, problems));
        let (placement, environments) =
            (field(fields, docs.next()?, at, problems), field(fields, docs.next()?, at, problems));
        Some(Common { from: from?, until: until?, placement: placement?, environments: environments? })
    };
    let common = common();
    let keys = fields.entries().iter().map(|(key, _)| key.clone()).collect();
    Some(Component { name: name.clone(), kind_name: info.name, keys, kind: kind?, common: common? })
}

/// Marks the kinds' decoders: a field of a component's table.
pub fn read_kind<T: Table>(node: &Node, problems: &mut Problems) -> Option<T> {
    T::read(node, Common::FIELDS, problems)
}
