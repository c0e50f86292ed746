//! Large workloads, made the same way every time.
//!
//! ```
//! assert!(costmodel_benches::large(10, 12).contains("[component.c9."));
//! ```

use std::fmt::Write as _;

/// A workload of so many components over so many months: of every ten, three are autoscaled containers, one
/// is a language model, six are storage, functions, logs, egress, disks and metrics.
#[must_use]
pub fn large(components: usize, months: usize) -> String {
    let mut out = format!(
        "name = \"large\"\nstart = \"2027-01\"\nmonths = {months}\n[placement.main]\nat = \"aws/us-east-1\"\n\
         [driver.chats]\nmonthly = {{ low = \"300_000\", expected = \"1_000_000\", high = \"3_500_000\" }}\n\
         growth = {{ compound = \"2 %\" }}\nweek = \"business-hours America/New_York\"\nburst = 2\n\
         [driver.documents]\nstock = {{ low = \"400_000\", expected = \"1_000_000\", high = \"4_000_000\" }}\n\
         added = \"20_000 per month\"\nsize = \"180 KiB per document\"\n"
    );
    for at in 0..components {
        let table = match at % 10 {
            0..=2 => {
                "container]\nserves = \"chats\"\nvcpu = 1\nmemory = \"2 GiB\"\nlatency = \"900 ms\"\nconcurrency = 20\nreplicas = { min = 2, max = 600 }\n"
            }
            3 => {
                "llm]\nserves = \"chats\"\nmodel = \"anthropic/claude-sonnet-5\"\nturns = { mean = 2.1, p95 = 6 }\nsystem = \"1_200 tokens\"\ninput = \"1_500 tokens\"\noutput = \"350 tokens\"\ncache = { ttl = \"5m\" }\n"
            }
            4 => {
                "object-storage]\nkeeps = \"documents\"\nreads = \"1 request per chat\"\nwrites = \"1 request per documents.added\"\n"
            }
            5 => "function]\nserves = \"chats\"\nmemory = \"512 MiB\"\nduration = \"80 ms\"\n",
            6 => "logging]\nevents = \"3 events per chat\"\nbytes = \"0.5 KiB per event\"\n",
            7 => "egress]\nbytes = \"20 KiB per chat\"\n",
            8 => "block-storage]\nsize = \"200 GiB\"\n",
            _ => "metrics]\ncustom_metrics = 20\n",
        };
        let _ = write!(out, "[component.c{at}.{table}");
    }
    out
}
