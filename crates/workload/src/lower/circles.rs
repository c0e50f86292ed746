//! Drivers that cannot be derived: their parent is missing, or they come from themselves.

use costmodel_core::diag::Diagnostic;

use super::Lowering;
use crate::decode::At;

/// Says why the drivers that wait for their parent cannot be derived: each missing parent, each circle once.
pub fn tell(low: &mut Lowering<'_>, waiting: &[usize]) {
    let drivers = &low.spec.drivers;
    let parent = |at: usize| -> Option<(&At<String>, Option<usize>)> {
        let from = drivers.get(at)?.1.from.as_ref()?;
        let base = from.value.split_once('.').map_or(from.value.as_str(), |(base, _)| base);
        Some((from, drivers.iter().position(|(key, _)| key.name == base)))
    };
    let mut told: Vec<usize> = Vec::new();
    for &at in waiting {
        let (Some((key, _)), Some((from, next))) = (drivers.get(at), parent(at)) else { continue };
        if !next.is_some_and(|next| waiting.contains(&next)) {
            low.unknown_driver(from);
            continue;
        }
        let mut circle = vec![at];
        while let Some(next) = circle
            .last()
            .and_then(|&last| parent(last))
            .and_then(|(_, next)| next)
            .filter(|next| !circle.contains(next))
        {
            circle.push(next);
        }
        let closes = circle.last().and_then(|&last| parent(last)).is_some_and(|(_, next)| next == Some(at));
        if closes && !circle.iter().any(|one| told.contains(one)) {
            let names: Vec<&str> =
                circle.iter().filter_map(|&one| drivers.get(one)).map(|(key, _)| key.name.as_str()).collect();
            low.problems.push(
                Diagnostic::error(
                    "circular-driver",
                    from.span.clone(),
                    format!("`{}` comes from itself: {} from {}", key.name, names.join(" from "), key.name),
                )
                .label("derived in a circle")
                .hint("derive one of them from a driver with `monthly` or `stock`"),
            );
            told.extend(circle);
        }
    }
    let names = waiting.iter().filter_map(|&at| drivers.get(at)).map(|(key, _)| key.name.clone());
    low.series.broken.extend(names.collect::<Vec<_>>());
}
