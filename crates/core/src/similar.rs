//! The names nearest to a mistyped one.

/// Up to `most` names within a third of the length in edits, nearest first, ties in order of name.
///
/// ```
/// assert_eq!(costmodel_core::similar::nearest("gp4", ["gp3", "gp2", "io1"], 3), ["gp2", "gp3"]);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let allowed = (name.chars().count() / 3).max(2);
    let mut found: Vec<(usize, &str)> = names
        .into_iter()
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(edits, _)| *edits <= allowed)
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(most).map(|(_, other)| other).collect()
}
