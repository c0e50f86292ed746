//! The stable name of every row of a bill: an API, like the header of the CSV.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::model::{Line, Model};
use crate::price::{Charge, Part};

/// The row ids of a model: the part that names the line is made once, the rest is added per charge.
///
/// A row id is `<component>/<line>/<environment>/<placement>/<month>/<scenario>`, in lower case with `-`
/// between words, and `/<tier>` (`1`, `2`, …, `free`) where a charge is only a part of its line. Where two
/// lines would share a name, each gets its SKU appended, then its meter, then its region, then a number.
/// Ids are unique in a model and do not depend on prices, on the horizon or on the other lines' quantities.
#[derive(Clone, Debug)]
pub struct RowIds {
    stems: Vec<String>,
    start: crate::month::Month,
}

impl RowIds {
    /// The names of all lines of a model.
    #[must_use]
    pub fn of(model: &Model) -> RowIds {
        let mut stems: Vec<String> = model.lines.iter().map(|line| stem(model, line, 0)).collect();
        for more in 1..=3 {
            let shared = shared_names(&stems);
            for (line, name) in model.lines.iter().zip(&mut stems) {
                if shared.contains(name) {
                    *name = stem(model, line, more);
                }
            }
        }
        number_the_rest(&mut stems);
        RowIds { stems, start: model.start }
    }

    /// The part of a row id that names the line: `<component>/<line>/<environment>/<placement>`.
    #[must_use]
    pub fn line(&self, line: crate::model::LineId) -> &str {
        self.stems.get(line as usize).map_or("", String::as_str)
    }

    /// The row id of a charge.
    #[must_use]
    pub fn id(&self, charge: &Charge) -> String {
        let mut id = format!(
            "{}/{}/{}",
            self.line(charge.line),
            self.start.plus(charge.month),
            charge.scenario.name()
        );
        if charge.part != Part::Whole {
            let _ = write!(id, "/{}", charge.part.name());
        }
        id
    }
}

/// The row id of one charge. For many charges make [`RowIds`] once.
///
/// ```text
/// api/vcpu/production/main/2027-01/expected
/// originals/storage/production/main/2027-01/expected/1        the first step of its tiers
/// ```
#[must_use]
pub fn row_id(model: &Model, charge: &Charge) -> String {
    RowIds::of(model).id(charge)
}

/// Lower case with `-` between words: `vCPU hours` is `vcpu-hours`.
///
/// ```
/// assert_eq!(costmodel_core::explain::kebab("Data out, first 10 TB"), "data-out-first-10-tb");
/// ```
#[must_use]
pub fn kebab(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            name.extend(c.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    if name.ends_with('-') {
        name.pop();
    }
    if name.is_empty() { "-".to_owned() } else { name }
}

/// The name of a line with so many parts of its price's key in it.
fn stem(model: &Model, line: &Line, more: usize) -> String {
    let component = model.components.get(usize::from(line.component)).map_or("", |c| c.name.as_str());
    let environment = model.environments.get(usize::from(line.environment)).map_or("", String::as_str);
    let mut name = line.name.clone();
    for part in [&line.key.sku, &line.key.meter, &line.key.region].into_iter().take(more) {
        name.push(' ');
        name.push_str(part);
    }
    format!("{}/{}/{}/{}", kebab(component), kebab(&name), kebab(environment), kebab(&line.placement))
}

fn shared_names(stems: &[String]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    stems.iter().filter(|stem| !seen.insert(stem.as_str())).cloned().collect()
}

/// The second of two lines that are still alike gets a 2, in the order of the file.
fn number_the_rest(stems: &mut [String]) {
    let shared = shared_names(stems);
    let mut taken: BTreeSet<String> = stems.iter().cloned().collect();
    let mut count: BTreeMap<String, u32> = BTreeMap::new();
    for name in stems.iter_mut().filter(|name| shared.contains(*name)) {
        let seen = count.entry(name.clone()).or_default();
        *seen += 1;
        if *seen == 1 {
            continue;
        }
        // The number goes behind the line's name, the second part.
        let cut = name.match_indices('/').nth(1).map_or(name.len(), |(at, _)| at);
        let (head, tail) = name.split_at_checked(cut).unwrap_or((name, ""));
        while !taken.insert(format!("{head}-{seen}{tail}")) {
            *seen += 1;
        }
        *name = format!("{head}-{seen}{tail}");
    }
}
