//! The names nearest to a mistyped one.

/// Longer names than this, in bytes, are no typing mistakes: nothing is near them.
const LONGEST: usize = 256;

/// Up to `most` names within a third of the length in edits, nearest first, ties in order of name.
///
/// ```
/// assert_eq!(costmodel_core::similar::nearest("gp4", ["gp3", "gp2", "io1"], 3), ["gp2", "gp3"]);
/// ```
#[must_use]
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    Names::new(names).nearest(name, most)
}

/// Names to be searched again and again.
#[derive(Clone, Debug, Default)]
pub struct Names<'a>(Vec<(Letters, &'a str)>);

impl<'a> Names<'a> {
    /// Names, made ready.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = &'a str>) -> Names<'a> {
        Names(names.into_iter().map(|name| (letters(name), name)).collect())
    }

    /// The names, as they came.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().map(|(_, name)| *name)
    }

    /// See [`nearest`].
    #[must_use]
    pub fn nearest(&self, name: &str, most: usize) -> Vec<&'a str> {
        if name.len() > LONGEST {
            return Vec::new();
        }
        let mut allowed = (name.chars().count() / 3).max(2);
        let own = letters(name);
        let mut candidates: Vec<(usize, &str)> = self
            .0
            .iter()
            .map(|(letters, other)| (edits_at_least(&own, letters), *other))
            .filter(|(bound, _)| *bound <= allowed)
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let mut found: Vec<(usize, &str)> = Vec::new();
        for (bound, other) in candidates {
            if bound > allowed {
                break;
            }
            let edits = edits(name, other);
            if edits <= allowed {
                found.push((edits, other));
                found.sort_unstable();
                found.truncate(most);
                if found.len() == most {
                    // Only what is as near as the last of these can still matter.
                    allowed = found.last().map_or(allowed, |(edits, _)| *edits);
                }
            }
        }
        found.into_iter().map(|(_, other)| other).collect()
    }
}

/// Edits from one name to the other. What both begin and end with needs none, and names of one family share much.
fn edits(one: &str, other: &str) -> usize {
    let same =
        one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let (one, other) = (one.get(same..).unwrap_or(one), other.get(same..).unwrap_or(other));
    let tails = one.chars().rev().zip(other.chars().rev());
    let same = tails.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum::<usize>();
    let rest = |name: &str| name.len().saturating_sub(same);
    let (one, other) = (one.get(..rest(one)).unwrap_or(one), other.get(..rest(other)).unwrap_or(other));
    strsim::osa_distance(one, other)
}

/// How many letters of each kind a name has.
type Letters = [u8; 64];

fn letters(name: &str) -> Letters {
    let mut letters = [0_u8; 64];
    let mut count = |letter: u32| {
        // Rare letters share a place: that only makes the bound smaller.
        if let Some(count) = letters.get_mut((letter % 64) as usize) {
            *count = count.saturating_add(1);
        }
    };
    if name.is_ascii() {
        name.bytes().for_each(|letter| count(letter.into()));
    } else {
        name.chars().for_each(|letter| count(letter.into()));
    }
    letters
}

/// Fewer edits than this cannot turn one name into the other: an edit adds, drops or replaces one letter.
fn edits_at_least(one: &Letters, other: &Letters) -> usize {
    let more: u16 = one.iter().zip(other).map(|(a, b)| u16::from(a.saturating_sub(*b))).sum();
    let less: u16 = one.iter().zip(other).map(|(a, b)| u16::from(b.saturating_sub(*a))).sum();
    more.max(less).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_cut_finds_what_a_full_search_finds(
            name in "[a-d.é-]{0,12}",
            names in prop::collection::vec("[a-d.é-]{0,12}", 0..40),
            most in 1..5_usize,
        ) {
            let allowed = (name.chars().count() / 3).max(2);
            let mut full: Vec<(usize, &str)> = names
                .iter()
                .map(|other| (strsim::osa_distance(&name, other), other.as_str()))
                .filter(|(edits, _)| *edits <= allowed)
                .collect();
            full.sort_unstable();
            full.dedup();
            let full: Vec<&str> = full.into_iter().take(most).map(|(_, other)| other).collect();
            prop_assert_eq!(nearest(&name, names.iter().map(String::as_str), most), full);
        }
    }
}
