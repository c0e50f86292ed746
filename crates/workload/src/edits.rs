//! What is asked of a workload instead of what its file says: another place, another day of prices.

use costmodel_core::diag::Diagnostic;
use jiff::civil::Date;

use crate::decode::fields::nearest;
use crate::decode::{At, Problems};
use crate::spec::Spec;

/// Changes to a workload while it is read; its text stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    /// Placements at another provider and region.
    pub places: Vec<Elsewhere>,
    /// The knowledge date, instead of `prices`.
    pub prices: Option<Date>,
}

/// A placement at another provider and region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The placement's name; `None` is the only one.
    pub placement: Option<String>,
    /// `gcp/us-central1`.
    pub at: String,
}

/// Makes the changes; says what cannot be changed.
pub(crate) fn apply(spec: &mut Spec, edits: &Edits, problems: &mut Problems) {
    if let Some(date) = edits.prices {
        let span = spec.settings.prices.as_ref().map_or(0..0, |prices| prices.span.clone());
        spec.settings.prices = Some(At { value: date, span });
    }
    for edit in &edits.places {
        let names: Vec<&str> = spec.placements.iter().map(|(key, _)| key.name.as_str()).collect();
        let found = match &edit.placement {
            Some(name) => names.iter().position(|own| own == name),
            None if names.len() < 2 => (!names.is_empty()).then_some(0),
            None => None,
        };
        let Some(at) = found else {
            problems.push(unknown(edit, &names));
            continue;
        };
        if let Some((_, placement)) = spec.placements.get_mut(at) {
            placement.at.value.clone_from(&edit.at);
        }
    }
}

fn unknown(edit: &Elsewhere, names: &[&str]) -> Diagnostic {
    let diagnostic = |message: String| Diagnostic::error("unknown-place", 0..0, message);
    match &edit.placement {
        Some(name) => {
            let hint = match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("placements of the file: {}", names.join(", ")),
            };
            diagnostic(format!("the workload has no placement `{name}`")).hint(hint)
        }
        None => {
            diagnostic(format!("the workload has {} placements: which one goes to {}?", names.len(), edit.at))
                .hint(format!("name it: {}={}", names.first().unwrap_or(&"main"), edit.at))
        }
    }
}
