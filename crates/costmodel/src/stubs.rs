//! What has no price, as rows to fill in.

use std::collections::BTreeMap;

use costmodel_core::book::{Key, PriceBook};
use costmodel_core::project::Unknown;
use costmodel_core::unit::Unit;
use costmodel_pricebook::Stub;

use crate::Simulation;

/// Lines named one by one in the note of a stub.
const NAMED: usize = 3;

/// What a simulation lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stubs {
    /// A row for each price that no line could find, in the order of the lines.
    pub rows: Vec<Stub>,
    /// Lines that are unpriced for another reason than a missing price, with the reason.
    pub others: Vec<(String, String)>,
}

impl Simulation {
    /// Stubs for every unpriced line: written with [`crate::prices::write_stubs`], filled in, and laid over the
    /// book with [`crate::prices::overlay_file`], they make the simulation whole.
    ///
    /// ```
    /// use costmodel::prices;
    /// let text = "name = \"a\"\nstart = \"2027-01\"\nmonths = 2\n[placement.main]\nat = \"aws/eu-south-1\"\n\
    ///     [component.entry.load-balancer]\n";
    /// let book = prices::embedded();
    /// let workload = costmodel::load(text, &book).workload.ok_or("the diagnostics say why")?;
    /// let stubs = workload.simulate().stubs(&book);
    /// assert_eq!(stubs.rows[0].key.service, "load-balancer");
    /// let mut file = Vec::new();
    /// prices::write_stubs(&stubs.rows, &mut file)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn stubs(&self, book: &PriceBook) -> Stubs {
        let model = self.model();
        let mut reasons: BTreeMap<u32, &Unknown> = BTreeMap::new();
        for charge in self.charges() {
            if let Err(unknown) = &charge.price {
                reasons.entry(charge.line).or_insert(unknown);
            }
        }
        let mut stubs = Stubs::default();
        let mut missing: BTreeMap<&Key, Missing<'_>> = BTreeMap::new();
        for (id, line) in (0_u32..).zip(&model.lines) {
            let Some(reason) = reasons.get(&id) else { continue };
            let component = model.components.get(usize::from(line.component)).map_or("", |c| c.name.as_str());
            let name = format!("{component} {}", line.name);
            match reason {
                Unknown::NoPrice(_) => {
                    let one = missing.entry(&line.key);
                    let one = one.or_insert_with(|| Missing { id, unit: &line.unit, names: Vec::new() });
                    // The same line in another environment or placement.
                    if !one.names.contains(&name) && one.names.len() <= NAMED {
                        one.names.push(name);
                    }
                }
                other => stubs.others.push((name, other.to_string())),
            }
        }
        let mut missing: Vec<(&Key, Missing<'_>)> = missing.into_iter().collect();
        missing.sort_by_key(|(_, one)| one.id);
        for (key, Missing { unit, names, .. }) in missing {
            match Stub::of(book, key, unit, &format!("for {}", listed(&names))) {
                Some(stub) => stubs.rows.push(stub),
                None => stubs.others.push((listed(&names), format!("`{key}` is no name of a price"))),
            }
        }
        stubs.others.dedup();
        stubs
    }
}

/// A price that is missing.
struct Missing<'m> {
    /// The first line that needs it.
    id: u32,
    unit: &'m Unit,
    /// Lines that need it; one more than are named, when there are more.
    names: Vec<String>,
}

/// `api vCPU; api memory; ingest vCPU and more`.
fn listed(names: &[String]) -> String {
    let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    if names.len() > NAMED { format!("{shown} and more") } else { shown }
}
