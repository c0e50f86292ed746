//! What was worked out before, kept by name and bounded: a file may hold any number of names.

use std::collections::BTreeMap;

/// Values by their names. When there are too many, all are forgotten: memory stays bounded, and what is still
/// needed is worked out once more.
#[derive(Debug)]
pub(crate) struct Memo<V> {
    most: usize,
    known: BTreeMap<Box<[u8]>, V>,
}

impl<V> Memo<V> {
    pub(crate) fn new(most: usize) -> Memo<V> {
        Memo { most, known: BTreeMap::new() }
    }

    /// The value of a name, worked out unless it is known.
    pub(crate) fn get_or(&mut self, name: &[u8], work_out: impl FnOnce() -> V) -> &mut V {
        if self.known.len() >= self.most && !self.known.contains_key(name) {
            self.known.clear();
        }
        self.known.entry(name.into()).or_insert_with(work_out)
    }
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
        assert_eq!(*memo.get_or(b"a", || 1), 1);
        assert_eq!(*memo.get_or(b"a", || 2), 1);
        memo.get_or(b"b", || 3);
        // The third pushes out the others; a known one does not.
        assert_eq!(*memo.get_or(b"a", || 4), 1);
        memo.get_or(b"c", || 5);
        assert_eq!(memo.known.len(), 1);
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
    }
}
