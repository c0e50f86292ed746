//! Decisions about databases, caches, queues, streams and files of AWS.

use crate::ledger::Ledger;
use crate::ledger_text::Decision;

pub const DECISIONS: &[Decision] = &[
    (
        "Amazon DynamoDB",
        "2024-09 price",
        "On-demand units in us-west-2: the feed of 2025-08 (0.125 and 0.625 per million) is loaded; the bill \
         of 2024-09 at twice that is from before the price cut and is kept as history.",
    ),
    (
        "Amazon OpenSearch Serverless",
        "0.02 (NextGen) vs 0.024",
        "Both are loaded, each for its own generation: `next-gen` 0.02, from a document that cites the \
         announcement of 2026-05; `classic` 0.024, a third party's statement without a date.",
    ),
];

pub fn notes(ledger: &mut Ledger) {
    for note in [
        "Aurora instances: the dump of 2024-08 has one price per engine and class and mixes the standard \
         and the I/O-Optimized configuration. Prices per `large` of a family have two values, 1.3 apart, in \
         22 of 26 families; the lower is read as standard, which the estimates of 2025-03 (r4 and t3, \
         us-east-1) confirm. Four families have one value only, read as I/O-Optimized: t4g in us-east-1 and \
         t3 in us-west-2 by the other region at the same prices, t4g and x2g in eu-west-1 by the ratio of \
         the two regions.",
        "Aurora: for each engine and class that is sold, the configuration the dump left out is filled in, \
         marked derived: from the other engine's price of the class, else from the largest class of the \
         family in proportion to size, at three places. Both engines have one price in all 95 pairs that \
         are seen; proportion holds within 0.001. The four families seen I/O-Optimized only get their \
         standard price from it, divided by 1.3, which holds within 0.001 in all 47 classes seen at both.",
        "Aurora storage, I/O and backup carry no engine: the facts have the same price for MySQL and \
         PostgreSQL, and so has the vendor's page.",
        "Database instances, cache and search nodes of rates-aws.csv are superseded where \
         compute-aws-managed.csv has the price: it is equal in all of them, or the program stops. RDS in \
         us-east-2 and eu-west-2 is in rates-aws.csv only and fills those tables of `rds-instances`.",
        "RDS gp3 rows of 0.23 per GiB and 0.04 per IOPS are labelled Single-AZ but come from the Multi-AZ \
         case of the estimate's test: loaded as Multi-AZ.",
        "DynamoDB: 25 GiB of standard storage are free in each region, as the vendor's page says. The bill \
         shows 25 write units a month at 0: 18,600 unit-hours a region (25 x 744).",
        "SNS: the first 1,000,000 requests, 100,000 HTTP and 1,000 email notifications are free by the feed; \
         it names no region for them: one allowance each. Deliveries to Lambda and SQS at 0 are the \
         vendor's price. SMS is known above the first 100 only and is rejected.",
        "Firehose states three tiers up to 5,230,592 GiB (5,108 TiB): the last goes on above it.",
        "Glue jobs are in DPU-hours: rows for 0.0625, 1, 10 and 20 DPUs are one price.",
        "S3 Vectors: the page's worked example names no region; its three prices are in `global`.",
    ] {
        ledger.note("AWS data services", note);
    }
}
