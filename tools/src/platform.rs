//! Decisions about the network, security, platform and monitoring services of AWS, and about
//! the vendors of software as a service.

use crate::ledger::Ledger;
use crate::ledger_text::Decision;

pub const DECISIONS: &[Decision] = &[(
    "AWS KMS",
    "0.10 vs AWS feed 12.00",
    "GenerateDataKeyPair of RSA keys: 12.00 per 10,000 from the vendor's feed, equal in all its \
         regions, is loaded; 0.10, the price of ECC pairs in the same feed, is an estimate of 2024-07 \
         printed with two decimals, and superseded.",
)];

pub fn notes(ledger: &mut Ledger) {
    for note in [
        "Requests priced per 10,000, 100,000 or 1,000,000 are flat, not started blocks: no fact says that a \
         started block is billed whole, and the bill lines count single requests.",
        "EKS extended support is a surcharge of 0.50 on the cluster hour of 0.10; estimates print the sum of 0.60.",
        "EKS pods on Fargate: the feed of EKS repeats Fargate's prices in all 34 regions (in il-central-1 \
         with fewer digits); they are superseded by the feed of ECS, and no table repeats them.",
        "ECS Anywhere: the hourly line of the feed is read as the external instance. In ap-east-2, \
         ap-southeast-6, ap-southeast-7 and mx-central-1 that line holds the Fargate memory price of the \
         region instead, and is rejected.",
        "SageMaker prices are of real-time endpoints and training in us-east-1 alone. ml.p4d.24xlarge and \
         ml.p5.48xlarge are older than the price cut of June 2025 and are rejected.",
        "Elastic Beanstalk: 0 is loaded, for its source says that nothing is charged beyond the resources. The \
         same holds for Direct Connect data in and for free plans whose included amounts are stated.",
        "Direct Connect: one price everywhere but Japan is in `global`, Japan's in ap-northeast-1. Of the \
         transfer matrix only what the facts state is loaded.",
        "Global Accelerator: the hourly fee is in `global`; the transfer premium depends on the region of \
         the endpoint and is known for us-east-1.",
        "Route 53: prices printed for us-east-1 hold everywhere and are in `global`; resolver endpoints are \
         regional. Health checks: the fixtures without usage are read as endpoints inside AWS (0.50, features \
         1.00), those with usage as endpoints elsewhere (0.75, features 2.00).",
        "API Gateway: an estimate labels REST and HTTP requests alike; both are under REST, and both give way to \
         the feed.",
        "Transit Gateway data is one usage type for VPC, VPN and Direct Connect attachments: sku `any`.",
        "Security Hub: only the first step (100,000 checks) is stated, in eu-west-2; loaded flat, with a note.",
        "X-Ray: the free 1,000,000 traces retrieved or scanned are one pool on both meters.",
        "Support plans are in no fact of the raw files; tools/facts/support.csv holds what was found. Developer \
         and Enterprise On-Ramp are the vendor's price list of 2024-10; Business is a worked example on the \
         vendor's page; Business Support+, Enterprise and Unified Operations are quoted from \
         that page by two documents that agree where both speak, and the steps of Enterprise are also the \
         page's own. The former least charge of Enterprise (15,000) is not loaded. A plan is a share of the \
         gross charges of the month, graduated, and at least the `charge` in `minimum`.",
        "Free tiers of CodeBuild and others are in no fact and left out.",
    ] {
        ledger.note("AWS platform services", note);
    }
    for note in [
        "Software vendors print GB without saying which; the tables keep GB (10^9 bytes). Weaviate prints GiB.",
        "A `plan-minimum` is the least monthly usage, not an amount on top of it.",
        "Pinecone: read and write units have a low and a high end over the regions (`standard-low`, \
         `standard-high`); the one region whose price is stated, us-east-1 of AWS, is `aws-us-east-1`.",
        "Pinecone egress: the paid tier begins above the 100 GB included, which are the free pool.",
        "Weaviate's prices are the least the page names (\"from\"). Its price per million dimensions is read \
         as per month.",
        "Grafana Cloud Logs: the 50 GB included are free on `write`, as the vendor's guide to its invoice \
         says; bands are read as graduated.",
        "Qdrant Cloud publishes no unit price in the facts; only its free plan is loaded.",
        "Electricity, hardware and PUE are facts for another part of the product and not taken yet.",
    ] {
        ledger.note("Software vendors", note);
    }
}
