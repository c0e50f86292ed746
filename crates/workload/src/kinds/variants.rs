//! Further examples of kinds that have several faces: classes, types, architectures. The reference shows one
//! example of a kind; a question about coverage lowers these too.
//!
//! A kind without a row here is asked by its own example alone.

/// Kinds with the components of a further example each.
#[rustfmt::skip]
const VARIANTS: &[(&str, &str)] = &[
    ("container", "[component.arm.container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\narch = \"arm64\"\nstorage = \"50 GiB\"\n"),
    ("function", "[component.intel.function]\nserves = \"requests\"\nmemory = \"512 MiB\"\nduration = \"120 ms\"\nstorage = \"2 GiB\"\nprovisioned = { concurrency = 4 }\n"),
    ("vm", "[component.intel.vm]\nvcpu = 4\nmemory = \"16 GiB\"\narch = \"amd64\"\npublic_ip = true\n"),
    ("gpu", "[component.rented.gpu]\nseller = \"lambda\"\ngpu = \"h100\"\ngpu_count = 8\n"),
    ("gpu", "[component.spare.gpu]\ngpu = \"l4\"\npurchase = \"spot\"\n"),
    ("kubernetes", "[component.cluster.kubernetes]\nfargate = true\nextended_support = true\n[component.cluster.kubernetes.pods.api]\nvcpu = 1\nmemory = \"2 GiB\"\ncount = 3\n"),
    ("batch", "[component.nightly.batch]\nfargate = true\nwork = \"200 hours per month\"\nvcpu = 2\nmemory = \"4 GiB\"\n"),
    ("batch", "[component.nightly.batch]\nfargate = true\ninterruptible = true\ninterruptions = \"5 %\"\ncheckpoint = \"10 min\"\nwork = \"200 hours per month\"\nvcpu = 2\nmemory = \"4 GiB\"\n"),
    ("provisioned-model", "[component.answers.provisioned-model]\nmodel = \"azure-openai/gpt-4.1\"\nscope = \"global\"\nunits = 15\n"),
    ("self-hosted-model", "[component.answers.self-hosted-model]\nserves = \"chats\"\nmodel = \"meta-llama/Llama-3.1-8B\"\ninput = \"1_500 tokens\"\noutput = \"350 tokens\"\nseller = \"lambda\"\ngpu = \"h100\"\nthroughput = \"450 tokens per second\"\n"),
    ("object-storage", "[component.tiering.object-storage]\nkeeps = \"documents\"\nclass = \"intelligent-tiering\"\n"),
    ("object-storage", "[component.archive.object-storage]\nkeeps = \"documents\"\nclass = \"archive-instant\"\nreads = \"1 request per chat\"\n"),
    ("object-storage", "[component.archive.object-storage]\nkeeps = \"documents\"\nclass = \"archive\"\nreads = \"1 request per documents.added\"\n"),
    ("object-storage", "[component.deep.object-storage]\nkeeps = \"documents\"\nclass = \"deep-archive\"\nreads = \"1 request per documents.added\"\n"),
    ("object-storage", "[component.zone.object-storage]\nkeeps = \"documents\"\nclass = \"one-zone\"\nreads = \"1 request per chat\"\n"),
    ("block-storage", "[component.fast.block-storage]\ntype = \"io2\"\nsize = \"500 GiB\"\niops = 10_000\n"),
    ("block-storage", "[component.older.block-storage]\ntype = \"gp2\"\nsize = \"500 GiB\"\n"),
    ("block-storage", "[component.streamed.block-storage]\ntype = \"st1\"\nsize = \"2 TiB\"\n"),
    ("block-storage", "[component.cold.block-storage]\ntype = \"sc1\"\nsize = \"2 TiB\"\n"),
    ("llm", "[component.answers.llm]\nserves = \"chats\"\nmodel = \"openai/gpt-5.5\"\ninput = \"1_500 tokens\"\noutput = \"350 tokens\"\nbatch = \"20 %\"\n"),
    ("logging", "[component.rare.logging]\nevents = \"9 events per chat\"\nbytes = \"0.5 KiB per event\"\nclass = \"infrequent\"\ninsights = \"2 GiB per month\"\n"),
    ("metrics", "[component.watch.metrics]\ncustom_metrics = 10\nalarms = 4\nhigh_resolution_alarms = 2\ncomposite_alarms = 1\ndashboards = 2\n"),
    ("load-balancer", "[component.entry.load-balancer]\ntype = \"network\"\nrequests = \"12 requests per chat\"\nbytes = \"64 KiB per chat\"\n"),
    ("load-balancer", "[component.entry.load-balancer]\ntype = \"gateway\"\nrequests = \"12 requests per chat\"\nbytes = \"64 KiB per chat\"\n"),
    ("egress", "[component.copies.egress]\nbytes = \"60 KiB per chat\"\nto = \"zone\"\n"),
    ("api-gateway", "[component.entry.api-gateway]\ntype = \"rest\"\nrequests = \"12 requests per chat\"\n"),
    ("vpn", "[component.people.vpn]\ntype = \"client\"\nconnections = 20\n"),
];

/// The further examples of a kind.
pub fn variants(kind: &str) -> impl Iterator<Item = &'static str> {
    VARIANTS.iter().filter(move |(name, _)| *name == kind).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::KINDS;

    #[test]
    fn every_variant_is_of_a_kind_and_can_be_read() {
        let book = costmodel_pricebook::embedded();
        for (name, text) in VARIANTS {
            assert!(KINDS.iter().any(|kind| kind.name == *name), "{name}");
            assert!(text.contains(&format!(".{name}]")), "{text}");
            let loaded = crate::load(&crate::example("aws/us-east-1", text), &book);
            let errors: Vec<_> = loaded.diagnostics.iter().filter(|one| one.is_error()).collect();
            assert!(errors.is_empty(), "{text}\n{errors:#?}");
        }
    }
}
