//! Decisions about compute, storage, network and monitoring services of AWS.

use crate::ledger::Ledger;
use crate::ledger_text::Decision;

pub const DECISIONS: &[Decision] = &[
    (
        "Amazon S3",
        "0.05 here vs 0.03",
        "Glacier Flexible standard retrieval requests, us-east-1: 0.05 per 1,000 from the vendor's \
         feed of 2025-10 is loaded; 0.03 is an estimate of 2024-07 divided by its quantity.",
    ),
    ("Amazon S3", "0.03 here vs 0.05", "The other side of the row above: superseded."),
    (
        "VPC endpoint",
        "decimal PB tier bounds",
        "Interface endpoint data tiers: 1,048,576 and 5,242,880 GiB from the vendor's feed are \
         loaded; the estimate's decimal petabytes are superseded. AWS tiers are 1024-based.",
    ),
];

pub fn notes(ledger: &mut Ledger) {
    for note in [
        "AWS prints GB and means 2^30 bytes (storage, transfer with 1024-based tiers, memory): the \
         tables say GiB.",
        "gp3 throughput: the bill line says MiBps; the unit is `MiB/s-Months`. Included 3,000 IOPS \
         and 125 MiB/s are in `note` as `included=…`, the price is flat.",
        "io2 IOPS is graduated per volume (`scope` resource); the flat estimate of 2024-07 is \
         superseded.",
        "Load balancer hours on a bill line without a type are read as classic: 0.025 in us-west-2 \
         equals the classic price of us-east-1, where application and network are 0.0225.",
        "Glacier: 40 KB in the user guide of 2023 is read as the overhead of 32 + 8 KiB that the \
         feed states, not as a minimum size.",
        "CloudFront: request prices of the feed name edges (United States, Canada, …), the ladder \
         names geographies (US, Mexico, Canada, …); edges are filed under their geography, equal \
         prices throughout.",
        "CloudWatch API requests: one bill line (2024-09) shows the first 1,000,000 requests at 0; \
         taken as an always-free pool.",
        "Lambda free pools (1,000,000 requests, 400,000 GB-seconds) are on both architectures in \
         all 36 regions, as the facts state, GovCloud included.",
        "Lambda response streaming: the feed names a free tier `Processed-Bytes 100` without a \
         unit or period; not loaded as free, kept as a note.",
        "Disagreements no fact flags, all us-east-1, the feed is loaded: Lambda x86 provisioned \
         concurrency 0.0000041667 (an estimate's 0.000003333 is the ARM price); S3 \
         Intelligent-Tiering monitoring 0.0025 per 1,000 objects (an estimate has 0.1 per million).",
        "S3 Reduced Redundancy and Fargate Spot are in no fact of any region.",
        "Internet egress free 100 GB: everywhere but GovCloud, as the vendor's page states.",
    ] {
        ledger.note("AWS services", note);
    }
}
