//! The price tables of costmodel, as committed text inside the program: a price needs no network, no key and
//! no file beside the binary. Nothing is parsed here; `costmodel-pricebook` knows the layouts.
//!
//! | path | what it holds |
//! | --- | --- |
//! | `sources.csv` | what each source id stands for, and the day it was observed |
//! | `<provider>/<service>/<region>.csv` | rates, sorted by SKU |
//! | `<provider>/<service>/history/<region>.csv` | older observations of the same rates |
//! | `<provider>/<service>/skus.csv` | what the SKUs are made of |
//! | `<provider>/<service>/interruptions.csv` | how often spot machines are taken back |
//! | `<provider>/<service>/source-sets.csv` | the source of each column, where a row has many prices |
//! | `ai/<provider>/…`, `gpu/<seller>/…` | the same, one folder per vendor, who sells one thing |
//! | `saas/<vendor>/<service>/…` | the same, of vendors of software as a service |
//! | `ai/<provider>/aliases.csv` | names that stand for a model |
//! | `ai/<provider>/provisioned.csv` | how capacity is bought for a model |
//! | `facts/throughput.csv`, `facts/sources.csv` | what models were measured to serve on GPUs |
//! | `classes/…` | neutral classes and the SKUs they stand for |
//!
//! ```
//! use costmodel_pricing_data::{TABLES, table};
//! assert!(TABLES.is_sorted_by_key(|table| table.path));
//! assert!(TABLES.iter().all(|table| table.sha256.len() == 64));
//! assert!(table("no/such/table.csv").is_none());
//! ```

/// One committed table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Where it stands in the folder of tables, with `/` between the parts.
    pub path: &'static str,
    /// All of it, header first.
    pub text: &'static str,
    /// The SHA-256 of its text, in hex.
    pub sha256: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The table at a path.
#[must_use]
pub fn table(path: &str) -> Option<&'static Table> {
    TABLES.binary_search_by(|table| table.path.cmp(path)).ok().and_then(|at| TABLES.get(at))
}
