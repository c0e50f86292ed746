//! Discounts of commitments to Azure: shares computed from the prices that the tables hold.

use crate::error::Result;
use crate::facts::Facts;
use crate::ledger::{Ledger, Outcome};

const FILE: &str = "commitment-discounts-gcp-azure.csv";

/// Settles the rows of Azure; none makes a table of its own.
pub fn convert(facts: &Facts, ledger: &mut Ledger) -> Result<()> {
    let file = facts.file(FILE)?;
    for row in &file.rows {
        if file.get(row, "provider")? != "azure" {
            continue;
        }
        let outcome = match file.get(row, "source")?.contains("derived") {
            true => Outcome::Superseded("computed from commitment prices that are loaded".to_owned()),
            false => Outcome::Rejected("a share without prices: at most so much, or approximate".to_owned()),
        };
        ledger.settle(facts, row.id, outcome)?;
    }
    Ok(())
}
