//! Decisions about Google Cloud: its rates, and how their facts say what they are.

use crate::ledger::Ledger;
use crate::ledger_text::Decision;

pub const DECISIONS: &[Decision] = &[
    (
        "Cloud Storage internet egress",
        "contradiction=1",
        "One band of 0.12 up to 10 TiB: a transcription that left out a step. The ladder that two other sources \
         state, 0.12 to 1 TiB and 0.11 to 10 TiB, is loaded; this row is superseded.",
    ),
    (
        "Compute Engine internet egress",
        "suspect=",
        "Premium Tier from asia-northeast1 to the world: 0.085, then 0.12, then 0.085. No vendor ladder rises \
         with volume, and nothing tells which step is wrong: all three are rejected, the price is missing there.",
    ),
];

/// Words of notes → how sure a figure is, in the words other files use.
const WORDS: [(&str, &str); 4] = [
    ("solved", "precision=derived;how=solved from machine types;"),
    ("family has a single vCPU:memory ratio", "precision=derived;how=a machine type / its vCPUs;"),
    ("derived from", "precision=derived;how=cost of an estimate / quantity / 730 hours;"),
    ("billing SKU:", "precision=rounded to 4 places;"),
];

/// The notes of a fact, with its precision in front where they say it in words only.
pub fn precision(notes: &str) -> String {
    let words = match notes.contains("precision=") {
        true => None,
        false => WORDS.iter().find(|(words, _)| notes.contains(words)),
    };
    format!("{}{notes}", words.map_or("", |(_, precision)| precision))
}

pub fn notes(ledger: &mut Ledger) {
    for note in [
        "Google prints GB and means 2^30 bytes (\"1 GB is 2^30 bytes … also known as a gibibyte (GiB)\", \
         cloud.google.com/cdn/pricing; the same is on the pages of Compute Engine and Cloud Storage), TB with \
         steps at 1,024 and 10,240: the tables say GiB and TiB.",
        "Cloud Run: 2 tiers of regions, 16 and 24 in the facts; tier 2 prices are of 2024-07, tier 1 of 2026-10. The \
         free allowance is given as spend at tier 1 rates, so regions of tier 2 have pools of their own with as \
         many units as that spend buys there (128,571.43 vCPU-seconds for 180,000).",
        "Ladders whose first paid step begins above a free amount (Standard Tier 200 GiB, Cloud Storage egress \
         100 GiB, logs 50 GiB) have the amount as `free`, and their bounds count from its end: 10,040 GiB and not \
         10,240. The 200 GiB of the Standard Tier are of each region, as each region has its own SKU.",
        "Cloud Storage: 5 GiB-months, 5,000 class A and 50,000 class B operations are free in us-central1, \
         us-east1 and us-west1 together (\"Usage is aggregated across these 3 regions\", \
         cloud.google.com/storage/pricing). Egress: 100 GiB from us-central1, where a fact has it.",
        "Cloud Storage operations: the page prices them by class and kind of location (\"Standard (single region)\"): \
         tools/facts/gcp-pages.csv has that price in each region with a price of storage.",
        "Cloud Storage per GiB-hour: the page prints months / 730; the rows per GiB-month are loaded. Multi-regions are \
         the regions `us`, `eu` and `asia`, dual regions `nam4`, `eur4` and `asia1`.",
        "Cloud NAT: the cap of a gateway with 32 machines and more, 0.0448 an hour in 22 regions, is 32 times the \
         0.0014 a machine that two sources state for us-central1: loaded as the price of a machine-hour, `max=32`.",
        "GKE: the monthly credit of 74.40 is a credit, and not in the price. Autopilot is known as an estimate of \
         us-central1, cost / quantity.",
        "Rates of vCPUs and memory are solved from the prices of the predefined machine types (no residual), so \
         they are derived; c2, t2d, t2a and g2 have one ratio of memory and a rate for a vCPU with 4 GiB. Rates of custom \
         machines are in no fact. Rates of single GPUs are printed with four places and marked rounded; `h100-plus` \
         and `h100-mega` are names of SKUs, not of machines.",
        "Traffic between regions and through VPNs: estimates of 2024-07 whose labels name both ends; ladders of \
         which one step was seen are rejected.",
        "Firestore: 50,000 reads and 20,000 writes a day are free; allowances here are monthly, so none is loaded. \
         The free metrics of Cloud Monitoring are in no fact.",
        "Cloud SQL is the Enterprise edition in us-central1, estimates of 2024-07; SQL Server is without its licence.",
        "Cloud CDN: the facts have the first step only; the ladders of six destinations are from a stored copy of the \
         page, in tools/facts/gcp-pages.csv. Above 500 TiB it says \"Contact Us\": the last price goes on.",
        "Memorystore for Redis Cluster, persistence: 0.000548 per \"GB-month\" beside 0.0811 for a backup can only be \
         an hour's price; rejected, as its unit cannot be told.",
    ] {
        ledger.note("Google Cloud", note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::Quality;

    #[test]
    fn words_say_how_sure_a_figure_is() {
        let quality = |notes| Quality::of(&precision(notes));
        assert_eq!(quality("solved from machine-type prices; max residual 0.000%"), Quality::Derived);
        assert_eq!(quality("L4 GPU share of g2 machine price, solved"), Quality::Derived);
        assert_eq!(quality("billing SKU: Nvidia L4 GPU running in Americas"), Quality::Rounded);
        assert_eq!(quality("min_days=30;min_object_kb=0"), Quality::Exact);
        assert_eq!(precision("precision=exact;derived from"), "precision=exact;derived from");
    }
}
