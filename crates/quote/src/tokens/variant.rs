//! Service tier and speed, as rows and responses name them, to what the meters of those rates begin with.

use std::sync::Arc;

use costmodel_core::similar::nearest;

use crate::quoted::{Behind, Status};

/// What a response calls a tier, and the prefix of its meters. Google names the tier in `trafficType`
/// (`ON_DEMAND_FLEX`, `ON_DEMAND_PRIORITY`), OpenAI calls the standard one `default`.
const TIERS: [(&str, &str); 12] = [
    ("", ""),
    ("standard", ""),
    ("default", ""),
    ("on_demand", ""),
    ("on-demand", ""),
    ("batch", "batch-"),
    ("flex", "flex-"),
    ("on_demand_flex", "flex-"),
    ("priority", "priority-"),
    ("on_demand_priority", "priority-"),
    ("fast", "fast-"),
    ("ultrafast", "ultrafast-"),
];

/// Speeds. Anthropic's responses say `standard` or `fast`.
const SPEEDS: [(&str, &str); 5] =
    [("", ""), ("standard", ""), ("normal", ""), ("fast", "fast-"), ("ultrafast", "ultrafast-")];

/// The prefix of the meters of a tier and a speed.
pub(super) fn of(tier: &str, speed: &str) -> Result<&'static str, Arc<Behind>> {
    let by_tier = find("service_tier", tier, &TIERS)?;
    let by_speed = find("speed", speed, &SPEEDS)?;
    match (by_tier, by_speed) {
        (prefix, "") | ("", prefix) => Ok(prefix),
        (one, other) if one == other => Ok(one),
        _ => Err(super::unpriced(format!("no rates are known for service_tier {tier} with speed {speed}"))),
    }
}

fn find(column: &str, asked: &str, known: &[(&str, &'static str)]) -> Result<&'static str, Arc<Behind>> {
    let found = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(asked));
    found.map(|(_, prefix)| *prefix).ok_or_else(|| {
        let names = || known.iter().map(|(name, _)| *name).filter(|name| !name.is_empty());
        let hint = match nearest(&asked.to_ascii_lowercase(), names(), 1).as_slice() {
            [near, ..] => format!("did you mean {near}?"),
            [] => format!("write one of {}", names().collect::<Vec<_>>().join(" ")),
        };
        Behind::without(Status::Wrong, format!("{column} `{asked}` is unknown: {hint}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_and_speeds_as_responses_say_them() {
        let prefix = |tier, speed| of(tier, speed).map_err(|behind| behind.note.clone());
        assert_eq!(prefix("", ""), Ok(""));
        assert_eq!(prefix("default", "standard"), Ok(""));
        assert_eq!(prefix("ON_DEMAND_FLEX", ""), Ok("flex-"));
        assert_eq!(prefix("batch", ""), Ok("batch-"));
        assert_eq!(prefix("standard", "fast"), Ok("fast-"));
        assert_eq!(prefix("fast", "fast"), Ok("fast-"));
        assert!(prefix("batch", "fast").unwrap_err().contains("no rates are known"));
        assert!(prefix("bacth", "").unwrap_err().contains("did you mean batch?"));
        assert!(prefix("", "warp-nine-point-nine").unwrap_err().contains("write one of"));
    }
}
