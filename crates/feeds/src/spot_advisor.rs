//! AWS Spot Instance Advisor: how often machines are taken back, and what they save.
//!
//! The document that <https://aws.amazon.com/ec2/spot/instance-advisor/> reads: bands in `ranges`, and by region,
//! system and type the number of the band (`r`) and the saving over on-demand in percent (`s`).

use std::collections::BTreeMap;
use std::io::Read;

use serde::Deserialize;
use serde::de::{DeserializeSeed, MapAccess};

use crate::document::{self, Entries, Map, Skip, required};
use crate::leash::Leash;
use crate::names::is_name;
use crate::reading::{Collector, Taken};

/// Reads the document.
pub(crate) fn read(input: impl Read, into: &mut Collector) -> Result<(), String> {
    let mut bands = None;
    let mut regions = Regions { found: Vec::new() };
    document::read(input, |document, leash| {
        let mut top = Top { bands: &mut bands, regions: &mut regions, advisor: false, leash };
        Map(&mut top, leash).deserialize(&mut *document)?;
        required(top.advisor, "spot_advisor")?;
        required(top.bands.is_some(), "ranges")
    })?;
    let bands = bands.unwrap_or_default();
    for (region, os, sku, state) in regions.found {
        into.entry();
        let what = format!("spot: {region} {os} {sku}");
        match state.cell(&bands) {
            Some(cell) if is_name(&sku) && is_name(&region) => {
                into.taken(Taken { sku, os: os.to_ascii_lowercase(), region, cell });
            }
            _ => into.refuse(&what, &format!("its band {} or its saving of {} % is none", state.r, state.s)),
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Band {
    index: u32,
    label: String,
}

#[derive(Deserialize)]
struct State {
    /// Saved, in percent; less than nothing where a spot machine costs more.
    s: i64,
    /// The number of the band.
    r: u32,
}

impl State {
    /// `5-10%:64`
    fn cell(&self, bands: &[Band]) -> Option<String> {
        let label = &bands.iter().find(|band| band.index == self.r)?.label;
        let known = ["<5%", "5-10%", "10-15%", "15-20%", ">20%"];
        (known.contains(&label.as_str()) && (0..100).contains(&self.s)).then(|| format!("{label}:{}", self.s))
    }
}

struct Top<'a> {
    bands: &'a mut Option<Vec<Band>>,
    regions: &'a mut Regions,
    advisor: bool,
    leash: &'a Leash,
}

impl<'de> Entries<'de> for Top<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "ranges" => *self.bands = Some(map.next_value()?),
            "spot_advisor" => {
                self.advisor = true;
                map.next_value_seed(Map(self.regions, self.leash))?;
            }
            _ => map.next_value_seed(Skip(self.leash))?,
        }
        Ok(())
    }
}

struct Regions {
    found: Vec<(String, String, String, State)>,
}

impl<'de> Entries<'de> for Regions {
    fn entry<A: MapAccess<'de>>(&mut self, region: &str, map: &mut A) -> Result<(), A::Error> {
        for (os, types) in map.next_value::<BTreeMap<String, BTreeMap<String, State>>>()? {
            for (sku, state) in types {
                self.found.push((region.to_owned(), os.clone(), sku, state));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_saves_nothing_is_left_out_alone() {
        let document = r#"{"ranges":[{"index":0,"label":"<5%","dots":0,"max":5}],"instance_types":{},
            "spot_advisor":{"eu-west-1":{"Linux":{"m5.large":{"s":60,"r":0},"m5.xlarge":{"s":-6,"r":0}}}}}"#;
        let mut collector = Collector::new(jiff::civil::date(2026, 11, 24));
        assert_eq!(read(document.as_bytes(), &mut collector), Ok(()));
        let reading = collector.finish();
        assert_eq!(reading.taken.len(), 1);
        assert_eq!(
            reading.refused.first,
            ["spot: eu-west-1 Linux m5.xlarge: its band 0 or its saving of -6 % is none"]
        );
    }
}
