//! What was worked out before, kept by name and bounded: a file may hold any number of names.

use std::collections::BTreeMap;

/// Values by their names. When there are too many, all are forgotten: memory stays bounded, and what is still
/// needed is worked out once more.
#[derive(Debug)]
pub(crate) struct Memo<V> {
    most: usize,
    held: usize,
    /// By a digest of the name, because comparing numbers is quicker than comparing names.
    known: BTreeMap<u64, Vec<Named<V>>>,
}

/// A value with its name.
type Named<V> = (Box<[u8]>, V);

impl<V> Memo<V> {
    pub(crate) fn new(most: usize) -> Memo<V> {
        Memo { most, held: 0, known: BTreeMap::new() }
    }

    /// What a name's value is used for; the value is worked out unless it is known.
    pub(crate) fn with<R>(
        &mut self,
        name: &[u8],
        work_out: impl FnOnce() -> V,
        used: impl FnOnce(&mut V) -> R,
    ) -> R {
        let digest = digest(name);
        let same = self.known.get_mut(&digest);
        if let Some((_, value)) = same.and_then(|same| same.iter_mut().find(|(known, _)| **known == *name)) {
            return used(value);
        }
        if self.held >= self.most {
            self.known.clear();
            self.held = 0;
        }
        let mut value = work_out();
        let result = used(&mut value);
        self.held = self.held.saturating_add(1);
        // Two names of one digest are rare: room for one.
        self.known.entry(digest).or_insert_with(|| Vec::with_capacity(1)).push((name.into(), value));
        result
    }
}

/// The same for the same name, in every run: nothing here depends on chance.
fn digest(name: &[u8]) -> u64 {
    let (words, rest) = name.as_chunks::<8>();
    let last = rest.iter().rev().fold(rest.len() as u64, |word, byte| (word << 8) | u64::from(*byte));
    let words = words.iter().map(|word| u64::from_le_bytes(*word)).chain([last]);
    words.fold(0x9e37_79b9_7f4a_7c15, |digest: u64, word| {
        (digest ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(29)
    })
}

/// A name of several parts, each closed so that no two lists of parts read alike.
pub(crate) fn name_of(name: &mut Vec<u8>, parts: &[&str]) {
    name.clear();
    for part in parts {
        name.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        name.extend_from_slice(part.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_remembers_and_it_forgets() {
        let mut memo = Memo::new(2);
        let mut get = |name: &[u8], value| memo.with(name, || value, |value| *value);
        assert_eq!(get(b"a", 1), 1);
        assert_eq!(get(b"a", 2), 1);
        assert_eq!(get(b"b", 3), 3);
        // The third pushes out the others; a known one does not.
        assert_eq!(get(b"a", 4), 1);
        assert_eq!(get(b"c", 5), 5);
        assert_eq!(get(b"a", 6), 6);
        assert_eq!((memo.held, memo.known.len()), (2, 2));
    }

    #[test]
    fn names_are_told_apart() {
        let of = |parts: &[&str]| {
            let mut name = Vec::new();
            name_of(&mut name, parts);
            name
        };
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["", "x"]), of(&["x", ""]));
        assert_ne!(digest(b"ab"), digest(b"ba"));
        assert_ne!(digest(b"12345678"), digest(b"123456780"));
    }
}
