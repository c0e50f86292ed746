//! Pools are named in many rows and tables: all of them have to mean the same.

use std::collections::BTreeMap;

use costmodel_core::rate::Scope;

use super::sheet::Sheet;
use crate::long::Terms;
use crate::problem::Problem;

/// What each pool means where it was first named.
#[derive(Debug, Default)]
pub(crate) struct Pools {
    free: BTreeMap<String, (String, String)>,
    tiers: BTreeMap<String, (String, String)>,
}

impl Pools {
    /// Compares the pools of a row with those seen so far.
    pub(crate) fn add(&mut self, sheet: &Sheet<'_>, line: usize, terms: &Terms, problems: &mut Vec<Problem>) {
        let mut same = |seen: &mut BTreeMap<String, (String, String)>,
                        pool: &str,
                        meaning: String,
                        what: &str| {
            let place = format!("{}:{line}", sheet.path);
            let (first, at) = seen.entry(pool.to_owned()).or_insert_with(|| (meaning.clone(), place));
            if *first != meaning {
                let message = format!("{what} `{pool}` is {meaning} here and {first} at {at}");
                problems.push(Problem::error(sheet.path, line, message, "a pool is one thing; name another"));
            }
        };
        if let Some(free) = &terms.free {
            let months = if free.twelve_months { " for twelve months" } else { "" };
            let meaning = format!("{} {}{months}", free.amount, terms.unit);
            same(&mut self.free, &free.pool, meaning, "free pool");
        }
        if let Scope::Region(pool) | Scope::Global(pool) = &terms.scope {
            same(&mut self.tiers, pool, format!("counted in {}", terms.unit), "tier pool");
        }
    }
}
