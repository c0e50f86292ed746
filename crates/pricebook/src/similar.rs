//! Did you mean: the names nearest to a mistyped one.

/// Up to `most` names within a third of the length in edits, nearest first, ties in order of name.
///
/// ```
/// assert_eq!(costmodel_pricebook::nearest("gp4", ["gp3", "gp2", "io1"], 3), ["gp2", "gp3"]);
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

/// `did you mean …?`, or else `otherwise`.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    names: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match nearest(name, names, 3).as_slice() {
        [] => otherwise.to_owned(),
        found => format!("did you mean `{}`?", found.join("` or `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first() {
        assert_eq!(nearest("standrad-ia", ["standard", "standard-ia", "glacier"], 3), ["standard-ia"]);
        assert_eq!(nearest("gp4", ["gp3", "gp2", "io1"], 3), ["gp2", "gp3"]);
        assert_eq!(did_you_mean("xyzzy", ["storage"], "say `new:`"), "say `new:`");
    }
}
