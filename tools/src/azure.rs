//! What is particular to the rates of Azure: zones of traffic, steps of blob storage, decisions.

use crate::decide::Tier;
use crate::ledger::Ledger;
use crate::ledger_text::Decision;
use rust_decimal::Decimal;

/// The regions of a continent, as Microsoft's lists of regions group them
/// (learn.microsoft.com/azure/storage/common/redundancy-regions-zrs). The two regions of central Australia are
/// left out: in which zone they are billed is in no fact.
const NORTH_AMERICA: [&str; 12] = [
    "canadacentral",
    "canadaeast",
    "centralus",
    "eastus",
    "eastus2",
    "mexicocentral",
    "northcentralus",
    "southcentralus",
    "westcentralus",
    "westus",
    "westus2",
    "westus3",
];
const EUROPE: [&str; 19] = [
    "austriaeast",
    "belgiumcentral",
    "francecentral",
    "francesouth",
    "germanynorth",
    "germanywestcentral",
    "italynorth",
    "northeurope",
    "norwayeast",
    "norwaywest",
    "polandcentral",
    "spaincentral",
    "swedencentral",
    "swedensouth",
    "switzerlandnorth",
    "switzerlandwest",
    "uksouth",
    "ukwest",
    "westeurope",
];
const ASIA: [&str; 13] = [
    "centralindia",
    "eastasia",
    "indonesiacentral",
    "japaneast",
    "japanwest",
    "jioindiacentral",
    "jioindiawest",
    "koreacentral",
    "koreasouth",
    "malaysiawest",
    "southeastasia",
    "southindia",
    "westindia",
];
const OCEANIA: [&str; 3] = ["australiaeast", "australiasoutheast", "newzealandnorth"];
const SOUTH_AMERICA: [&str; 3] = ["brazilsouth", "brazilsoutheast", "chilecentral"];
const AFRICA: [&str; 2] = ["southafricanorth", "southafricawest"];
const MIDDLE_EAST: [&str; 4] = ["israelcentral", "qatarcentral", "uaecentral", "uaenorth"];

/// What a name may say instead of a region → the continents it means. The zones of traffic are Microsoft's
/// (learn.microsoft.com/gaming/playfab/features/multiplayer/networking/supported-azure-regions lists those of
/// its regions; facts name the continents).
const PLACES: [(&str, &[&[&str]]); 6] = [
    ("zone:1", &[&NORTH_AMERICA, &EUROPE]),
    ("zone:2", &[&ASIA, &OCEANIA]),
    ("zone:3", &[&SOUTH_AMERICA, &AFRICA, &MIDDLE_EAST]),
    ("continent:north-america+europe", &[&NORTH_AMERICA, &EUROPE]),
    ("continent:asia+middle-east+africa", &[&ASIA, &MIDDLE_EAST, &AFRICA]),
    ("continent:south-america", &[&SOUTH_AMERICA]),
];

/// The regions a price holds in: its own, or those of the zone it is for.
pub fn places(region: &str) -> Vec<&str> {
    match PLACES.iter().find(|(name, _)| *name == region) {
        Some((_, continents)) => continents.iter().flat_map(|regions| regions.iter().copied()).collect(),
        None => vec![region],
    }
}

/// How the steps before the last are found, for the notes of rows.
pub const BLOB_RULE: &str = "steps before the last from it: 1 : 0.96 : 0.92";

/// Bounds of the steps of hot blob storage in GiB (50 and 500 TB), and what each step costs of the first.
const BLOB_STEPS: [(u32, i64); 3] = [(0, 100), (51_200, 96), (512_000, 92)];

/// The ladder of hot blob storage whose last step is known: the steps stand as 1 : 0.96 : 0.92 in each of the
/// ladders that facts have whole (LRS, ZRS, GRS and RA-GRS in westus), and the first step so found is the
/// price of LRS that westeurope is known to have. A price that does not divide evenly stays a lone last step.
pub fn blob_ladder(last: &Tier) -> Vec<Tier> {
    let hundredth = last.price / Decimal::from(92);
    if hundredth.normalize().scale() > MOST_PLACES {
        return vec![last.clone()];
    }
    let ends = BLOB_STEPS.iter().skip(1).map(|(bound, _)| Some(Decimal::from(*bound))).chain([None]);
    let step = |((bound, share), end): (&(u32, i64), Option<Decimal>)| Tier {
        start: Decimal::from(*bound),
        end,
        price: hundredth * Decimal::from(*share),
    };
    BLOB_STEPS.iter().zip(ends).map(step).collect()
}

/// A hundredth of a price per GB that Azure prints has no more places than this.
const MOST_PLACES: u32 = 8;

pub const DECISIONS: &[Decision] = &[
    (
        "Managed Disks",
        "5.27 here",
        "P4 in eastus: 5.28 of an estimate of 2025 is 5.2795 rounded (the feed's price of the like northeurope); \
         the bill line of 2024-09 is loaded, because a bill line ranks above an estimate; they differ by 0.2 %.",
    ),
    (
        "Service Bus",
        "next tier is dearer",
        "Brokered connections: 0.03, 0.015, 0.025 with volume cannot be right; all three steps are rejected.",
    ),
    ("Service Bus", "price rises with volume", "The other step of the row above: rejected."),
];

pub fn notes(ledger: &mut Ledger) {
    for note in [
        "Azure prints GB and counts 2^30 bytes of storage and traffic (its steps are 51,200 and 512,000, \
         10,240 apart): the tables say GiB. Throughput of disks is in MB/s as it prints it.",
        "Hot blob storage in Europe: the copy of the feed keeps the step over 500 TB only. The other steps follow \
         from it (1 : 0.96 : 0.92, as in all whole ladders); the row is marked derived. A later copy of the feed \
         has whole ladders in three of its four regions, and each is the one so found. Prices that do not divide \
         evenly are rejected.",
        "Blob, file, queue and table storage: a SKU is the tier and the redundancy, `hot-lrs`, `cool-ra-gzrs`; \
         accounts with a hierarchical namespace are `hns-…`, the first generation of accounts is `gpv1-…`.",
        "Early deletion has no meter here: the rows of a tier carry the days (cool 30, cold 90, archive 180). In \
         francecentral the feed's price of deleting cool data early is half of that of storing it.",
        "Prices of 0 in the feed (deletes, data written to cold and archive storage, the first geo-replication) \
         are rejected: no text says what they are for.",
        "Internet egress: the ladder of zone 1 is the feed's (2026-09), its bounds counted from the 100 GB that \
         are free; it stands in each region of the zone and is counted over the zone. Of zones 2 and 3 the first \
         steps are known: their last price goes on. Traffic between zones of a region is not billed; traffic \
         between regions is known within a continent.",
        "Container Apps: the free amounts are on active seconds and requests, as the facts have them.",
        "AKS premium (0.60 an hour) is rejected: two repositories state it, without a date and without the page. \
         Free and standard clusters are loaded. Container Instances are loaded though second-hand: the figures \
         quote the feed's meters digit by digit; their notes say so.",
        "Azure SQL: prices of databases are taken by the vCore, the licence apart (a vCore of a general purpose \
         database with both is 0.252181 in eastus). Rows of elastic pools are the same product of the vendor.",
        "Cosmos DB autoscale is 1.5 times the manual price, as the vendor's guide on choosing between the two \
         says (learn.microsoft.com/azure/cosmos-db/how-to-choose-offer); the estimate has the factor in its \
         quantity.",
        "CDN and Front Door: the classic products, which retire. Their steps count 1 TB as 1,000 GB as the \
         estimates have them.",
    ] {
        ledger.note("Azure services", note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::{assemble, ladder};
    use crate::number::parse;

    fn last(price: &str) -> Tier {
        Tier { start: Decimal::from(512_000), end: None, price: parse(price).unwrap() }
    }

    #[test]
    fn steps_of_blob_storage_follow_from_the_last() {
        let steps = assemble(blob_ladder(&last("0.018032"))).unwrap();
        assert_eq!(ladder(&steps), "0.0196;51200:0.018816;512000:0.018032");
        assert!(assemble(blob_ladder(&last("0.0361"))).is_err(), "0.0361 / 0.92 is no price");
    }

    #[test]
    fn a_zone_is_its_regions() {
        assert_eq!(places("westeurope"), ["westeurope"]);
        let zones: Vec<&str> = ["zone:1", "zone:2", "zone:3"].iter().flat_map(|zone| places(zone)).collect();
        let mut sorted = zones.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), zones.len(), "a region is in one zone");
        assert!(places("zone:1").contains(&"westeurope") && places("zone:3").contains(&"brazilsouth"));
    }
}
