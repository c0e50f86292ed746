//! Decisions about what was found to fill holes of the tables of AWS, and what was not found.

use crate::ledger::Ledger;

pub fn notes(ledger: &mut Ledger) {
    for note in [
        "tools/facts/aws-feed.csv holds what one public copy of the vendor's price feed (2025-07 to 2025-11) has \
         beside the raw files, in 16 regions. Lines with a label are exact. Lines under a code alone are taken \
         where all codes of a price known in us-east-1 have one price in the region (Redshift managed storage \
         and Spectrum, FSx), marked derived; FSx HDD storage is left out, for 0.025 and its regional prices \
         belong to several products.",
        "AWS Backup: the copy of the feed names its lines by codes. Each line whose us-west-1 price is the known \
         one is taken as that line in the other regions, marked derived. EFS item restore is per request.",
        "MSK serverless storage and tiered storage, and Neptune r4, r5d, r6gd and x2 classes, are in the feed and \
         not loaded: the first name no unit.",
        "Neptune db.r6i.12xlarge in us-west-2 (9.216, I/O-Optimized 12.441) is loaded as the feed has it, though \
         every other size of the family costs there what it does in us-east-1 (8.352 and 11.275).",
    ] {
        ledger.note("Holes of the AWS tables", note);
    }
}
