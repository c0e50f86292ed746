//! Machine types of Compute Engine.

use crate::error::Result;
use crate::facts::{Facts, File, Row};
use crate::gpu_names;
use crate::ledger::Ledger;
use crate::machines::{Machines, Name, Shape};
use crate::number::{parse, plain};
use crate::sources::Sources;
use crate::write::Output;

const FILE: &str = "compute-gcp.csv";
const PLACE: &str = "gcp/compute";

pub fn convert(facts: &Facts, sources: &mut Sources, ledger: &mut Ledger, output: &mut Output) -> Result<()> {
    let file = facts.file(FILE)?;
    let mut machines = Machines::default();
    for row in &file.rows {
        let name = Name {
            region: file.get(row, "region")?,
            sku: file.get(row, "sku")?,
            os: file.get(row, "os")?,
            shape: shape(file, row)?,
        };
        let outcome = machines.take(file, row, name, false, sources)?;
        ledger.settle(facts, row.id, outcome)?;
    }
    machines.write(PLACE, output)?;
    for note in [
        "Machine types do not overlap: no (region, type, purchase) has two facts, and no type has two shapes. \
         Spot is the price of 2026-07-30; committed prices are resource commitments, paid by the month, effective \
         per hour.",
        "Figures with more than 12 decimals are monthly prices / 730: rounded half-even to 12 and marked derived.",
        "The facts state the memory of all GPUs of a machine; the tables have that of one. `RTX PRO 6000` is the \
         Blackwell server edition, the GPU of G4 machines; some types hold an eighth, a quarter or a half of one. \
         `H100 80GB Mega` is an `h100`: the machine's network differs.",
        "Systems other than Linux are a licence beside the machine: `gcp/os-licence/global`.",
    ] {
        ledger.note("Google Compute Engine", note);
    }
    Ok(())
}

fn shape(file: &File, row: &Row) -> Result<Shape> {
    let stated = Shape::of(file, row, gpu)?;
    let (Some(all), Some(count)) = (parse(&stated.gpu_memory_gib), parse(&stated.gpu_count)) else {
        return Ok(stated);
    };
    let each = all.checked_div(count).ok_or_else(|| file.error(row, "a GPU memory without a GPU"))?;
    Ok(Shape { gpu_memory_gib: plain(each), ..stated })
}

/// What Google calls a GPU → its name in all tables.
fn gpu(theirs: &str) -> String {
    match theirs {
        "RTX PRO 6000" => "rtx-pro-6000-blackwell-server".to_owned(),
        "H100 80GB Mega" => "h100".to_owned(),
        _ => gpu_names::of_seller(theirs).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape_of(cells: &str) -> Result<Shape> {
        let header = "family,vcpu,memory_gib,gpu_model,gpu_count,gpu_memory_gib,arch";
        let file = File::read(0, FILE.to_owned(), &format!("{header}\n{cells}\n")).unwrap();
        shape(&file, &file.rows[0])
    }

    #[test]
    fn memory_is_of_one_gpu() {
        let shape = shape_of("a3,208,1872,H100 80GB Mega,8,640,x86_64").unwrap();
        assert_eq!((shape.gpu.as_str(), shape.gpu_count.as_str()), ("h100", "8"));
        assert_eq!((shape.gpu_memory_gib.as_str(), shape.arch.as_str()), ("80", "amd64"));
        assert_eq!(shape_of("g4,6,22,RTX PRO 6000,0.125,12,x86_64").unwrap().gpu_memory_gib, "96");
        assert_eq!(shape_of("n2,4,16,,,,x86_64").unwrap().gpu_memory_gib, "");
        assert!(shape_of("g4,6,22,RTX PRO 6000,0,12,x86_64").is_err());
    }
}
