//! Decisions about what was found to fill holes of the tables of AWS and Google Cloud, and what was not found.

use crate::ledger::Ledger;
use crate::ledger_text::Decision;

pub const DECISIONS: &[Decision] = &[(
    "Amazon EBS",
    "0.006 vs 0.0055",
    "gp3 IOPS in eu-west-1: 0.0055 is the price list of 2026-10 and of 2026-08; 0.006 is a document that \
     rounds, and superseded.",
)];

pub fn notes(ledger: &mut Ledger) {
    for note in [
        "tools/facts/aws-feed.csv holds what one public copy of the vendor's price feed (2025-07 to 2025-11) has \
         beside the raw files, in 16 regions. Lines with a label are exact. Lines under a code alone are taken \
         where all codes of a price known in us-east-1 have one price in the region (Redshift managed storage \
         and Spectrum, FSx), marked derived; FSx HDD storage is left out, for 0.025 and its regional prices \
         belong to several products.",
        "tools/facts/found.csv holds figures found one by one: tables that programs made from the vendor's price \
         list (trusted like bill lines), documents that quote the price list of a region (like quotes), stored \
         copies of vendor pages, and few third parties.",
        "AWS Backup: the copy of the feed names its lines by codes. Each line whose us-west-1 price is the known \
         one is taken as that line in the other regions, marked derived. Backups of EBS, RDS and Aurora cost \
         what those services' own backups do, for they are billed under their usage types; so it is in \
         us-west-1, where both are known. EFS item restore is per request.",
        "MSK serverless storage and tiered storage, and Neptune r4, r5d, r6gd and x2 classes, are in the feed and \
         not loaded: the first name no unit.",
        "Neptune db.r6i.12xlarge in us-west-2 (9.216, I/O-Optimized 12.441) is loaded as the feed has it, though \
         every other size of the family costs there what it does in us-east-1 (8.352 and 11.275).",
        "RDS storage: the table of 2026-09 keeps one price of Multi-AZ per volume type; where it is not twice the \
         Single-AZ one within 0.001 a GiB (io1 in us-east-2 and eu-west-2, gp2, io1 and io2 in ap-northeast-2) it \
         may be another deployment's, and is left out. Its prices of backups mix RDS and Aurora: those of 0.09 \
         and more are RDS's. Its prices of EBS snapshots mix products and are not taken.",
        "io2 IOPS in us-east-1: 0.065, 0.0455 and 0.03185 from the price list of 2026-10 are loaded; documents \
         that quote the page print 0.046 and 0.032.",
        "WAF rule groups: 1.00 of us-east-1 in 15 other regions, for the vendor writes that WAF has one price in \
         all regions. X-Ray in eu-central-1 and eu-west-1: the page states one price and names no region. \
         Transfer to CloudFront is free from any AWS origin, as its page says. All marked derived.",
        "S3 Glacier Deep Archive storage in eu-west-1 is cost / quantity of a bill of 2026-05, 0.00099 to eight \
         digits. Other S3 lines of that bill are 8 % below the list; were this one, the list would be \
         0.001076, which nobody states.",
        "The feed lists each line under a label and under a code that is the same in all regions; some lines have the \
         code alone. Redshift backup storage and S3 Vectors outside us-east-1 are the one such line whose us-east-1 \
         price is the known one, marked derived; the pages behind the code are not seen.",
        "S3 Glacier Deep Archive: the feed has transitions and reads and no storage or puts. Storage outside us-east-1 and \
         eu-west-1 is that of the Deep Archive Access tier of Intelligent-Tiering, which AWS announced with \"the same \
         performance and pricing\" as the class (blocksandfiles.com of 2020-11-10); both are 0.00099 in us-east-1 \
         and in eu-west-1. Puts are taken for transitions: the two cost the same in us-east-1 and, in each of 16 regions, in \
         Standard-IA, One Zone-IA, Glacier Instant and Glacier Flexible. All marked derived.",
        "S3 Vectors: the worked example of the page says further on that it is of us-east-1, so its rows are no longer \
         global; the steps of query data are those of the page and of a document checked against a bill (2026-08). \
         The step above 10,000,000 vectors is of 2026-06 and known in us-east-1 only.",
        "Fargate Spot changes with supply: the prices of 22 regions are those of the page's own feed on 2026-09-29. \
         CloudWatch dashboards are sold at location Any in the price list; 3.00 of us-east-1 stands in 15 other \
         regions, marked derived. Firehose in us-east-1 is the first step, read 2026-08-15.",
        "SQS: the volume steps (100 and 200 billion requests) are a third party's statement of 2026-03 for \
         us-east-1; other regions have the first step only.",
        "ElastiCache Serverless in us-east-1 is a third party's statement of 2026-06 that cites the vendor's blog.",
        "Free tiers as the vendor's pages state them (read 2026-11-23): CloudWatch 10 custom metrics, 3 dashboards, \
         10 alarms of standard resolution, 100 canary runs, and 5 GB of logs, which a bill shows apart for \
         ingestion, storage and queries: three pools of 5. KMS 20,000 requests over all regions, not for \
         asymmetric keys and key pairs. DynamoDB 25 read units (18,600 unit-hours) and 2,500,000 stream reads a \
         region. Step Functions 4,000 transitions. SQS 1,000,000 requests, standard and FIFO together. \
         EventBridge Scheduler 14,000,000 invocations. Secrets Manager has a trial and no monthly amount. Free \
         tiers of 12 months are not loaded, for new accounts get credits instead.",
        "Looked for, not found: RDS provisioned IOPS outside us-east-1; Aurora storage and I/O in eu-west-1, \
         I/O-Optimized and backup in eu-central-1; EBS io2 storage and the IOPS of io1 and io2 in eu-central-1; network \
         capacity units in eu-west-1 and us-west-2; gateway load balancers outside us-east-1; EventBridge \
         outside us-east-1; Step Functions express outside us-east-1; Firehose in eu-central-1 and its further steps in \
         us-east-1; OpenSearch storage in Europe but gp2, and OpenSearch Serverless there; \
         ElastiCache backup outside us-east-1; SageMaker outside us-east-1; Secrets Manager \
         requests in eu-west-1; CodeBuild outside us-east-1; Lambda SnapStart anywhere; newer \
         pages of Qdrant, Pinecone, Zilliz, Datadog and Grafana than those held.",
    ] {
        ledger.note("Holes of the AWS tables", note);
    }
    for note in GOOGLE {
        ledger.note("Holes of the Google Cloud tables", note);
    }
}

const GOOGLE: [&str; 12] = [
    "tools/facts/gcp-catalog.csv holds SKUs of a full copy of the Cloud Billing Catalog (110 services, 84,133 SKUs, fetched \
     2026-04-30): on-demand prices of disks, objects, databases, caches, file systems, load balancers, tunnels, Autopilot, \
     warm instances of Cloud Run and vector search in 43 regions, each fact with its SKU. It has only prices that no other fact states; of 546 that \
     others state too, by programs, pages and estimates, all are equal. Two SKUs of machine images with one label and \
     two prices are left out.",
    "A SKU that the Catalog has in `global` and that is billed where a bucket or an index is, stands in each region: \
     operations and retrieval of Nearline, Coldline and Archive, building and updates of an index. Storage by the hour is \
     a month's / 730. SKUs of Firestore name a place: it is the region whose storage has that name.",
    "tools/facts/gcp-found.csv holds figures found one by one for us-central1, europe-west1 and `global`: tables that \
     programs made from the Cloud Billing Catalog (Memorystore, Valkey and AlloyDB of 2026, some of Cloud SQL of \
     2024-03; trusted like bill lines), one table whose author checked each row against the vendor's pages on \
     2026-09-29 (like a quote), stored copies of vendor pages, and documents that quote them.",
    "What the vendor sells at one price stands in `global`, with the sentence in the notes of the fact: Pub/Sub says so \
     (\"in all Google Cloud regions\"), the SKUs of Armor, NAT, registry storage and global forwarding rules are global in \
     the Catalog, and CDN bills by destination. Keys, secrets, DNS, Cloud Tasks, Scheduler, Workflows, API Gateway, Trace, \
     speech and Vertex AI Search have pages with one price and no region: marked derived.",
    "Cloud SQL: the vendor prices high availability at exactly twice a zonal instance, as the checked table says; the \
     regional rows made from that are marked derived. europe-west1 costs what us-central1 does. Storage on HDD, \
     Hyperdisk Balanced and backups are of us-central1, printed as a month / 730.",
    "Cloud Run: idle minimum instances in europe-west1 have the price of us-central1, for the page lists both under \
     \"Subject to Tier 1 pricing\".",
    "AlloyDB is priced by machine: the table states n2-highmem machines of the primary instance, no vCPU or memory \
     alone; storage and backups were not found.",
    "Speech-to-Text V2: the price of the first 500,000 minutes a month goes on above them. The vendor has other prices \
     there; no source in hand states them.",
    "Filestore: prices of a month as the checked table prints them, two decimals, beside a monthly charge for each \
     Basic HDD instance that older sources do not have.",
    "Not used: a test that builds Catalog SKUs of europe-west2 by hand (some of its identifiers and prices are of no \
     Catalog), a price table that puts BigQuery in europe-west1 at 6.25 (the page of 2026-09-18 says 7.50), a \
     dashboard with invented bills of eu-central-1, and a ladder of Cloud CDN whose file calls it unverified.",
    "Cloud Monitoring does not bill alerting before 2027-09-01 (a document of 2026-09-08 that quotes the page, \"free \
     today\"): conditions and time series are loaded at 0. From then on it will bill metric references and points.",
    "Managed Kafka is not in the copy of the Catalog: vCPU and memory in us-central1 are from the page. Looked for, not \
     found: storage of Managed Kafka and its other regions; Network Intelligence Center. In aws/eu-central-1: io2, Aurora \
     I/O-Optimized, OpenSearch gp3, Step Functions express, EventBridge, Firehose, FIFO queues, gateway load balancers.",
];
