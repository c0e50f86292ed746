//! What of a file could not be read: who refers to it is not blamed for that.

use std::collections::BTreeSet;

/// Names that stand in the file but could not be read.
#[derive(Clone, Debug, Default)]
pub struct Lost {
    /// Drivers, events, components, placements and environments with an error of their own.
    pub names: BTreeSet<String>,
    /// Whether there may be more: a part of the text, or a whole section, is unreadable.
    pub unsure: bool,
}

impl Lost {
    /// Whether anything is.
    #[must_use]
    pub fn any(&self) -> bool {
        self.unsure || !self.names.is_empty()
    }

    /// Whether a name that is not known may be one of those: then it is no mistake of who uses it. `near` is
    /// whether a known name is so like it that it is a misspelling all the same.
    #[must_use]
    pub fn excuses(&self, name: &str, near: bool) -> bool {
        let base = name.split_once('.').map_or(name, |(base, _)| base);
        self.names.contains(base) || (self.unsure && !near)
    }
}
