//! Which line of one side stands for which of the other.

use std::collections::BTreeMap;

use crate::model::{Line, LineId, Model};

/// A line of each side that serve one purpose, or a line that only one side has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The line of the base.
    pub(super) base: Option<LineId>,
    /// The line of the other side.
    pub(super) other: Option<LineId>,
    /// Whether both buy the same SKU and meter, in whatever region.
    pub(super) same: bool,
}

/// What names a line: component, environment, placement, line.
type Purpose<'m> = (&'m str, &'m str, &'m str, &'m str);
/// What is bought, wherever.
type Bought<'m> = (&'m str, &'m str, &'m str, &'m str);

/// Pairs lines of one purpose that buy the same, in their order; then what is left of the purpose, in its order;
/// the rest are alone. Pairs are in the order of the other side, then those of the base alone.
pub(super) fn pairs(base: &Model, other: &Model) -> Vec<Pair> {
    let mut free: BTreeMap<Purpose<'_>, Vec<(LineId, &Line)>> = BTreeMap::new();
    for (id, line) in (0..).zip(&base.lines) {
        free.entry(purpose(base, line)).or_default().push((id, line));
    }
    let mut pairs: Vec<Pair> = (0..)
        .zip(&other.lines)
        .map(|(id, line)| {
            let own = free.get_mut(&purpose(other, line));
            let same = own.and_then(|own| {
                let at = own.iter().position(|(_, old)| bought(old) == bought(line))?;
                Some(own.remove(at).0)
            });
            Pair { base: same, other: Some(id), same: same.is_some() }
        })
        .collect();
    for pair in pairs.iter_mut().filter(|pair| !pair.same) {
        let line = pair.other.and_then(|id| other.lines.get(id as usize));
        let own = line.and_then(|line| free.get_mut(&purpose(other, line)));
        pair.base = own.filter(|own| !own.is_empty()).map(|own| own.remove(0).0);
    }
    let mut gone: Vec<LineId> = free.into_values().flatten().map(|(id, _)| id).collect();
    gone.sort_unstable();
    pairs.extend(gone.into_iter().map(|id| Pair { base: Some(id), other: None, same: false }));
    pairs
}

fn purpose<'m>(model: &'m Model, line: &'m Line) -> Purpose<'m> {
    let component = model.components.get(usize::from(line.component));
    let environment = model.environments.get(usize::from(line.environment));
    (
        component.map_or("", |component| component.name.as_str()),
        environment.map_or("", String::as_str),
        &line.placement,
        &line.name,
    )
}

fn bought(line: &Line) -> Bought<'_> {
    (&line.key.provider, &line.key.service, &line.key.sku, &line.key.meter)
}
