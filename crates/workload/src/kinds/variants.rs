//! Further examples of kinds that have several faces: classes, types, architectures. The reference shows one
//! example of a kind; a question about coverage lowers these too.
//!
//! A kind without a row here is asked by its own example alone.

/// For every provider.
const ALL: &[&str] = &[];
/// For what AWS alone sells, or names so.
const AWS: &[&str] = &["aws"];
/// For what AWS alone does not sell.
const AZURE_GCP: &[&str] = &["azure", "gcp"];
/// The same of Azure.
const AZURE: &[&str] = &["azure"];
/// The same of Google Cloud.
const GCP: &[&str] = &["gcp"];
/// For what Google Cloud does not sell.
const AWS_AZURE: &[&str] = &["aws", "azure"];

/// Kinds with the components of a further example each, and the providers that it makes sense for.
#[rustfmt::skip]
const VARIANTS: &[(&str, &[&str], &str)] = &[
    ("container", AWS, "[component.arm.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\narch = \"arm64\"\nstorage = \"50 GiB\"\n"),
    ("container", AZURE_GCP, "[component.asked.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\nlatency = \"900 ms\"\nconcurrency = 20\nreplicas = { min = 2, max = 60 }\nbilling = \"request\"\n"),
    ("container", ALL, "[component.tasks.container]\nserves = \"jobs\"\nbilling = \"task\"\nvcpu = 1\nmemory = \"2 GiB\"\nduration = \"5 min\"\n"),
    ("function", AZURE_GCP, "[component.warm.function]\nserves = \"requests\"\nmemory = \"2 GiB\"\nduration = \"120 ms\"\nprovisioned = { concurrency = 4 }\n"),
    ("function", AWS, "[component.intel.function]\nserves = \"requests\"\nmemory = \"512 MiB\"\nduration = \"120 ms\"\nstorage = \"2 GiB\"\nprovisioned = { concurrency = 4 }\n"),
    ("vm", ALL, "[component.intel.vm]\nvcpu = 4\nmemory = \"16 GiB\"\narch = \"amd64\"\npublic_ip = true\n"),
    ("gpu", ALL, "[component.rented.gpu]\nseller = \"lambda\"\ngpu = \"h100\"\ngpu_count = 8\n"),
    ("gpu", &["aws", "gcp"], "[component.spare.gpu]\ngpu = \"l4\"\npurchase = \"spot\"\n"),
    ("gpu", AZURE, "[component.spare.gpu]\ngpu = \"t4\"\npurchase = \"spot\"\n"),
    ("kubernetes", ALL, "[component.cluster.kubernetes]\nserverless = true\nextended_support = true\n[component.cluster.kubernetes.pods.api]\nvcpu = 1\nmemory = \"2 GiB\"\ncount = 3\n"),
    ("batch", ALL, "[component.nightly.batch]\nserverless = true\nwork = \"200 hours per month\"\nvcpu = 2\nmemory = \"4 GiB\"\n"),
    ("batch", AWS, "[component.nightly.batch]\nfargate = true\ninterruptible = true\ninterruptions = \"5 %\"\ncheckpoint = \"10 min\"\nwork = \"200 hours per month\"\nvcpu = 2\nmemory = \"4 GiB\"\n"),
    ("provisioned-model", ALL, "[component.answers.provisioned-model]\nmodel = \"azure-openai/gpt-4.1\"\nscope = \"global\"\nunits = 15\n"),
    ("self-hosted-model", ALL, "[component.answers.self-hosted-model]\nserves = \"chats\"\nmodel = \"meta-llama/Llama-3.1-8B\"\ninput = \"1_500 tokens\"\noutput = \"350 tokens\"\nseller = \"lambda\"\ngpu = \"h100\"\nthroughput = \"450 tokens per second\"\n"),
    ("object-storage", ALL, "[component.tiering.object-storage]\nkeeps = \"documents\"\nclass = \"intelligent-tiering\"\n"),
    ("object-storage", ALL, "[component.archive.object-storage]\nkeeps = \"documents\"\nclass = \"archive-instant\"\nreads = \"1 request per chat\"\n"),
    ("object-storage", ALL, "[component.archive.object-storage]\nkeeps = \"documents\"\nclass = \"archive\"\nreads = \"1 request per documents.added\"\n"),
    ("object-storage", ALL, "[component.deep.object-storage]\nkeeps = \"documents\"\nclass = \"deep-archive\"\nreads = \"1 request per documents.added\"\n"),
    ("object-storage", AWS_AZURE, "[component.zone.object-storage]\nkeeps = \"documents\"\nclass = \"one-zone\"\nreads = \"1 request per chat\"\n"),
    ("block-storage", AWS, "[component.fast.block-storage]\ntype = \"io2\"\nsize = \"500 GiB\"\niops = 10_000\n"),
    ("block-storage", AWS, "[component.older.block-storage]\ntype = \"gp2\"\nsize = \"500 GiB\"\n"),
    ("block-storage", AWS, "[component.streamed.block-storage]\ntype = \"st1\"\nsize = \"2 TiB\"\n"),
    ("block-storage", AWS, "[component.cold.block-storage]\ntype = \"sc1\"\nsize = \"2 TiB\"\n"),
    ("block-storage", AZURE, "[component.disk.block-storage]\ntype = \"standard-ssd\"\nsize = \"500 GiB\"\nrequests = \"3 requests per chat\"\n"),
    ("block-storage", GCP, "[component.disk.block-storage]\ntype = \"pd-ssd\"\nsize = \"500 GiB\"\n"),
    ("llm", ALL, "[component.answers.llm]\nserves = \"chats\"\nmodel = \"openai/gpt-5.5\"\ninput = \"1_500 tokens\"\noutput = \"350 tokens\"\nbatch = \"20 %\"\n"),
    ("logging", AWS_AZURE, "[component.rare.logging]\nevents = \"9 events per chat\"\nbytes = \"0.5 KiB per event\"\nclass = \"infrequent\"\ninsights = \"2 GiB per month\"\n"),
    ("metrics", AWS, "[component.watch.metrics]\ncustom_metrics = 10\nalarms = 4\nhigh_resolution_alarms = 2\ncomposite_alarms = 1\ndashboards = 2\n"),
    ("load-balancer", ALL, "[component.entry.load-balancer]\ntype = \"network\"\nrequests = \"12 requests per chat\"\nbytes = \"64 KiB per chat\"\n"),
    ("load-balancer", AWS, "[component.entry.load-balancer]\ntype = \"gateway\"\nrequests = \"12 requests per chat\"\nbytes = \"64 KiB per chat\"\n"),
    ("egress", ALL, "[component.copies.egress]\nbytes = \"60 KiB per chat\"\nto = \"zone\"\n"),
    ("api-gateway", ALL, "[component.entry.api-gateway]\ntype = \"rest\"\nrequests = \"12 requests per chat\"\n"),
    ("sql", AZURE, "[component.db.sql]\nengine = \"azure-sql\"\nvcpu = 2\nmemory = \"8 GiB\"\nstorage = \"100 GiB\"\nzones = 2\n"),
    ("sql", AWS, "[component.db.sql]\nengine = \"aurora-postgresql\"\nvcpu = 2\nmemory = \"16 GiB\"\nstorage = \"100 GiB\"\nio_requests = \"3 requests per chat\"\n"),
    ("sql", ALL, "[component.db.sql]\nengine = \"mysql\"\nvcpu = 2\nmemory = \"8 GiB\"\nreplicas = 1\nstorage = \"200 GiB\"\n"),
    ("key-value", AWS_AZURE, "[component.table.key-value]\nkeeps = \"documents\"\nsize = \"2 KiB per document\"\nreads = \"4 reads per chat\"\nwrites = \"2 writes per chat\"\nmode = \"provisioned\"\n"),
    ("cache", ALL, "[component.sessions.cache]\nengine = \"redis\"\ndata = \"4 GiB\"\n"),
    ("cache", AWS, "[component.sessions.cache]\ntype = \"cache.m7g.large\"\ndata = \"4 GiB\"\n"),
    ("cache", AWS, "[component.sessions.cache]\nengine = \"memcached\"\ndata = \"4 GiB\"\n"),
    ("cache", AWS, "[component.sessions.cache]\ndata = \"4 GiB\"\nserverless = { requests = \"8 requests per chat\" }\n"),
    ("vector-database", ALL, "[component.vectors.vector-database]\nproduct = \"managed\"\nkeeps = \"chunks\"\ndimensions = 1_024\nqueries = \"1 query per chat\"\n"),
    ("vector-database", ALL, "[component.vectors.vector-database]\nproduct = \"pgvector\"\nkeeps = \"chunks\"\ndimensions = 1_024\nqueries = \"1 query per chat\"\n"),
    ("vector-database", AWS, "[component.vectors.vector-database]\nproduct = \"opensearch-serverless\"\nkeeps = \"chunks\"\ndimensions = 1_024\nqueries = \"1 query per chat\"\n"),
    ("vector-database", AWS, "[component.vectors.vector-database]\nproduct = \"s3-vectors\"\nkeeps = \"chunks\"\ndimensions = 1_024\nqueries = \"1 query per chat\"\n"),
    ("vector-database", ALL, "[component.vectors.vector-database]\nproduct = \"pinecone\"\nkeeps = \"chunks\"\ndimensions = 1_024\nqueries = \"1 query per chat\"\n"),
    ("vector-database", ALL, "[component.vectors.vector-database]\nproduct = \"weaviate\"\nkeeps = \"chunks\"\ndimensions = 1_024\nqueries = \"1 query per chat\"\n"),
    ("vector-database", ALL, "[component.vectors.vector-database]\nproduct = \"qdrant\"\nkeeps = \"chunks\"\ndimensions = 1_024\nqueries = \"1 query per chat\"\n"),
    ("vector-database", ALL, "[component.vectors.vector-database]\nproduct = \"zilliz\"\nkeeps = \"chunks\"\ndimensions = 1_024\nqueries = \"1 query per chat\"\n"),
    ("search", AWS, "[component.index.search]\ntype = \"r7g.large.search\"\nnodes = 2\nkeeps = \"documents\"\nmasters = { type = \"m7g.large.search\" }\n"),
    ("search", AWS, "[component.index.search]\nkeeps = \"documents\"\nserverless = {}\n"),
    ("search", AWS, "[component.logs.search]\ntype = \"r7g.large.search\"\nstorage = \"500 GiB\"\nthroughput = \"250 MiB per second\"\niops = 4_000\nwarm = { type = \"ultrawarm1.medium.search\", storage = \"2 TiB\" }\n"),
    ("warehouse", GCP, "[component.reports.warehouse]\nengine = \"scans\"\nqueries = \"2 queries per job\"\nscanned = \"1 GiB\"\nkeeps = \"documents\"\n"),
    ("warehouse", AZURE, "[component.reports.warehouse]\nengine = \"synapse\"\ncapacity = 500\nkeeps = \"documents\"\n"),
    ("warehouse", AWS, "[component.reports.warehouse]\ntype = \"ra3.large\"\nkeeps = \"documents\"\nqueries = \"2 queries per job\"\nscanned = \"1 GiB\"\nsnapshots = \"50 GiB\"\n"),
    ("warehouse", AWS, "[component.reports.warehouse]\nengine = \"redshift-serverless\"\nqueries = \"2 queries per job\"\nduration = \"90 s\"\ncapacity = 8\nkeeps = \"documents\"\n"),
    ("file-storage", ALL, "[component.shared.file-storage]\nkeeps = \"documents\"\nzones = 1\nmode = \"provisioned\"\nthroughput = \"64 MiB per second\"\n"),
    ("file-storage", AWS, "[component.shared.file-storage]\nengine = \"fsx-windows\"\nkeeps = \"documents\"\nthroughput = \"32 MiB per second\"\nbackups = \"100 GiB\"\n"),
    ("file-storage", AWS, "[component.shared.file-storage]\nengine = \"fsx-openzfs\"\nkeeps = \"documents\"\nthroughput = \"160 MiB per second\"\niops = 3_000\n"),
    ("backup", ALL, "[component.nightly.backup]\nresource = \"rds\"\nkeeps = \"documents\"\n"),
    ("backup", AWS, "[component.nightly.backup]\nresource = \"efs\"\nkeeps = \"documents\"\nretention = \"365 days\"\ncold_after = \"30 days\"\nrestores = \"1 GiB per month\"\n"),
    ("sql", AWS, "[component.db.sql]\nengine = \"aurora-mysql\"\nserves = \"chats\"\ncapacity = { throughput = \"20 requests per second\" }\nio_optimized = true\nstorage = \"100 GiB\"\n"),
    ("sql", AWS, "[component.db.sql]\nvcpu = 4\nmemory = \"32 GiB\"\nzones = 2\nstorage = \"500 GiB\"\nstorage_type = \"io1\"\niops = 4_000\n"),
    ("queue", ALL, "[component.news.queue]\nserves = \"jobs\"\nsize = \"8 KiB\"\nengine = \"topic\"\nsubscribers = 3\n"),
    ("queue", AZURE, "[component.tasks.queue]\nserves = \"jobs\"\nsize = \"8 KiB\"\nengine = \"storage-queue\"\n"),
    ("queue", AWS, "[component.tasks.queue]\nserves = \"jobs\"\nsize = \"8 KiB\"\nengine = \"sqs-fifo\"\n"),
    ("queue", AWS, "[component.news.queue]\nserves = \"jobs\"\nsize = \"8 KiB\"\nengine = \"sns\"\n"),
    ("stream", ALL, "[component.clicks.stream]\nserves = \"chats\"\nrecords = \"40 records per chat\"\nsize = \"1.5 KiB\"\n"),
    ("stream", AWS, "[component.clicks.stream]\nserves = \"chats\"\nrecords = \"40 records per chat\"\nsize = \"1.5 KiB\"\nmode = \"provisioned\"\n"),
    ("stream", ALL, "[component.clicks.stream]\nserves = \"chats\"\nrecords = \"40 records per chat\"\nsize = \"1.5 KiB\"\nengine = \"kafka\"\n"),
    ("stream", AWS, "[component.clicks.stream]\nserves = \"chats\"\nrecords = \"40 records per chat\"\nsize = \"1.5 KiB\"\nengine = \"firehose\"\n"),
    ("logging", ALL, "[component.away.logging]\nevents = \"9 events per chat\"\nbytes = \"0.5 KiB per event\"\nvendor = \"datadog\"\n"),
    ("logging", ALL, "[component.away.logging]\nevents = \"9 events per chat\"\nbytes = \"0.5 KiB per event\"\nvendor = \"grafana\"\n"),
    ("tracing", ALL, "[component.traces.tracing]\nvendor = \"datadog\"\nhosts = 4\n"),
    ("secrets", AWS, "[component.parameters.secrets]\nsecrets = 12\nstore = \"parameter-store\"\nrequests = \"200_000 per month\"\n"),
    ("workflow", AWS, "[component.quick.workflow]\nserves = \"jobs\"\ntype = \"express\"\nmemory = \"64 MiB\"\nduration = \"2 s\"\n"),
    ("workflow", AWS_AZURE, "[component.told.workflow]\nserves = \"jobs\"\ntype = \"events\"\n"),
    ("private-link", AWS, "[component.inspected.private-link]\ntype = \"gateway-load-balancer\"\ndata = \"20 KiB per chat\"\n"),
    ("api-gateway", AWS, "[component.entry.api-gateway]\ntype = \"websocket\"\nrequests = \"12 requests per chat\"\nconnections = \"1 connection per chat\"\nconnection_time = \"5 min\"\n"),
    ("dns", AWS, "[component.names.dns]\nqueries = \"3 queries per chat\"\nlatency_queries = \"1 query per chat\"\nhealth_checks = 2\nother_health_checks = 1\nresolver_endpoints = 1\nresolver_queries = \"1 query per chat\"\n"),
    ("vpn", AWS, "[component.people.vpn]\ntype = \"client\"\nconnections = 20\n"),
];

/// The further examples of a kind that make sense for a provider.
pub fn variants(kind: &str, provider: &str) -> impl Iterator<Item = &'static str> {
    let of = move |name: &str, providers: &[&str]| {
        name == kind && (providers.is_empty() || providers.contains(&provider))
    };
    VARIANTS.iter().filter(move |(name, providers, _)| of(name, providers)).map(|(.., text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;

    const PLACES: [&str; 3] = ["aws/us-east-1", "azure/westeurope", "gcp/us-central1"];

    #[test]
    fn every_variant_is_of_a_kind_and_can_be_read() {
        let book = costmodel_pricebook::embedded();
        let mut wrong = Vec::new();
        for (name, providers, text) in VARIANTS {
            assert!(KINDS.iter().any(|kind| kind.name == *name), "{name}");
            assert!(text.contains(&format!(".{name}]")), "{text}");
            let asked = if providers.is_empty() { AWS } else { providers };
            for at in PLACES.iter().filter(|at| asked.iter().any(|own| at.starts_with(own))) {
                let loaded = crate::load(&crate::example(at, text), &book);
                let errors = loaded.diagnostics.into_iter().filter(|one| one.is_error());
                wrong.extend(errors.map(|one| (at, text, one.message, one.hints)));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_variant_of_one_provider_is_asked_of_no_other() {
        let of = |provider| variants("cache", provider).filter(|text| text.contains("memcached")).count();
        assert_eq!([of("aws"), of("azure")], [1, 0]);
    }
}
