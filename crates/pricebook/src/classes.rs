//! `classes/<kind>.csv`: what the neutral classes of a kind are called by each provider.
//!
//! A row stands for one part that is billed. Where the SKU is empty the provider has no such thing and the note
//! names the nearest; where the service is `-` it is not billed and the note says why; where the note begins with
//! `hole: ` the thing is sold and no price of it is known.

use costmodel_core::book::{ClassPart, Layer, Offer};

use crate::facts::Cells;
use crate::problem::Fault;

/// The header of the table.
pub(crate) const HEADER: &str = "class,part,provider,service,region,sku,meter,unit,note";
/// A class that stands for all of a kind; a SKU that stands for all of a service.
pub(crate) const ANY: &str = "*";
/// How the note of a price begins that nobody has found anywhere: what it is for stays unpriced.
pub(crate) const HOLE: &str = "hole: ";
/// The service of what is not billed.
const INCLUDED: &str = "-";

/// What a provider has for a part of a class: of that class, else of the row for any class.
pub(crate) fn part(layer: &Layer, kind: &str, class: &str, part: &str, provider: &str) -> Option<ClassPart> {
    let shard = layer.classes.get(kind)?;
    let header: Vec<&str> = shard.header().collect();
    [class, ANY].into_iter().find_map(|class| {
        let mut rows = shard.rows_of(class).map(|row| header.iter().copied().zip(row.split(',')).collect());
        let own =
            |cells: &Cells<'_>| cells.get("part") == Some(&part) && cells.get("provider") == Some(&provider);
        rows.find(own).and_then(|cells| read(&cells).ok())
    })
}

/// The providers a table has a row for, sorted.
pub(crate) fn providers(layer: &Layer, kind: &str) -> Vec<String> {
    let rows = layer.classes.get(kind).into_iter().flat_map(|shard| shard.rows());
    let mut providers: Vec<String> =
        rows.filter_map(|row| row.split(',').nth(2)).map(str::to_owned).collect();
    providers.sort_unstable();
    providers.dedup();
    providers
}

/// A row from its cells.
pub(crate) fn read(cells: &Cells<'_>) -> Result<ClassPart, Fault> {
    let cell = |column: &str| cells.get(column).copied().unwrap_or("");
    let note = cell("note").to_owned();
    for column in ["class", "part", "provider"] {
        if cell(column).is_empty() {
            return Err(Fault::new(
                format!("{column} is missing"),
                "say what is billed of which class by whom",
            ));
        }
    }
    let offer = match (cell("service"), cell("sku"), cell("meter")) {
        (INCLUDED, "", "") if !note.is_empty() => Offer::Included,
        (INCLUDED, "", "") => return Err(Fault::new("the note is missing", "say why it is not billed")),
        (INCLUDED, ..) => {
            return Err(Fault::new("a part that is not billed has a SKU", "leave `sku` and `meter` empty"));
        }
        (_, "", "") if !note.is_empty() => Offer::NotSold,
        (_, "", "") => return Err(Fault::new("the note is missing", "name what is nearest to it")),
        ("", ..) => return Err(Fault::new("service is missing", "name the service that sells it")),
        (_, _, "") | (_, "", _) => {
            return Err(Fault::new("the price is half named", "give both `sku` and `meter`"));
        }
        (service, sku, meter) => Offer::Billed {
            service: service.to_owned(),
            region: Some(cell("region")).filter(|region| !region.is_empty()).map(str::to_owned),
            sku: sku.to_owned(),
            meter: meter.to_owned(),
            unit: unit(cell("unit"))?,
        },
    };
    Ok(ClassPart { offer, note })
}

fn unit(cell: &str) -> Result<Option<costmodel_core::unit::Unit>, Fault> {
    if cell.is_empty() {
        return Ok(None);
    }
    let read = cell.parse().map(Some);
    read.map_err(|_| {
        Fault::new(format!("unit `{cell}` cannot be read"), "write it as FOCUS does: `GiB-Months`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::cells;

    #[test]
    fn rows_read() {
        let read = |row: &str| read(&cells(HEADER, row));
        let billed = read("hot,storage,gcp,cloud-storage,,standard,storage,,").unwrap();
        assert!(matches!(billed.offer, Offer::Billed { region: None, unit: None, .. }));
        let billed = read("*,requests,azure,blob,global,hot,writes,Operations,").unwrap();
        assert!(matches!(billed.offer, Offer::Billed { region: Some(_), unit: Some(_), .. }));
        assert_eq!(read("*,zone,azure,-,,,,,not charged").unwrap().offer, Offer::Included);
        assert_eq!(read("a,b,azure,,,,,,the nearest is cool").unwrap().offer, Offer::NotSold);
        for (row, part) in [
            ("a,b,azure,-,,,,,", "note"),
            ("a,b,azure,,,,,,", "note"),
            ("a,b,azure,-,,x,y,,n", "has a SKU"),
            ("a,b,azure,s,,x,,,n", "half named"),
            ("a,b,azure,,,x,m,,n", "service"),
            (",b,azure,s,,x,m,,", "class"),
            ("a,b,azure,s,,x,m,1000 ,", "unit"),
        ] {
            assert!(read(row).unwrap_err().message.contains(part), "{row}");
        }
    }
}
