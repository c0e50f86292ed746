//! What the book knows beside prices: what machines and models are, and what was measured of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

/// The family of a SKU that is one GPU, priced by itself.
const PER_GPU: &str = "per-gpu";

/// What a machine type is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// `m7i.large`.
    pub sku: String,
    /// `m7i`.
    pub family: String,
    /// Virtual CPUs, where stated. One GPU sold by itself states none.
    pub vcpu: Option<Decimal>,
    /// Memory in GiB, where stated.
    pub memory_gib: Option<Decimal>,
    /// GPU model in one spelling over all tables (`h100`, `h100-pcie`), or empty.
    pub gpu: String,
    /// GPUs.
    pub gpu_count: Decimal,
    /// Memory of one GPU in GiB, where known.
    pub gpu_memory_gib: Option<Decimal>,
    /// `amd64` or `arm64`; empty where nobody states it.
    pub arch: String,
}

/// What a model allows and multiplies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelFacts {
    /// Tokens of input and output together, where known.
    pub context_window: Option<u64>,
    /// Tokens of output at most, where known.
    pub max_output: Option<u64>,
    /// Prefixes shorter than this are not cached.
    pub cache_min_tokens: Option<u64>,
    /// Multiplier by processing region: `eu`, `us`, `regional`.
    pub uplifts: BTreeMap<String, Decimal>,
    /// The day it is withdrawn, where announced.
    pub retires: Option<Date>,
}

impl Machine {
    /// Whether it is one GPU priced by itself; the machine around it is of a size its seller does not state.
    #[must_use]
    pub fn is_per_gpu(&self) -> bool {
        self.family == PER_GPU
    }
}

/// How capacity is bought for a model, in one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provisioned {
    /// The model.
    pub sku: String,
    /// `global`, `data-zone` or `regional`.
    pub scope: String,
    /// Units one deployment has at least.
    pub min_units: u32,
    /// Units come in steps of so many.
    pub increment: u32,
    /// Input tokens a unit takes in a minute, where stated.
    pub input_tokens_per_minute: Option<u64>,
    /// What the row says about itself.
    pub note: String,
    /// When it was observed.
    pub as_of: Date,
    /// What states it.
    pub source: String,
}

/// How many tokens a second a model was measured to serve on GPUs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throughput {
    /// The model as its source names it: `meta-llama/Llama-3.3-70B-Instruct`.
    pub model: String,
    /// The GPU, in the spelling of machines: `h100`.
    pub gpu: String,
    /// Memory of one GPU in GiB, where stated.
    pub gpu_memory_gib: Option<Decimal>,
    /// GPUs that served it together.
    pub gpus: u32,
    /// `vLLM`.
    pub engine: String,
    /// Its version, or empty.
    pub engine_version: String,
    /// `FP8`; how weights or the cache were kept.
    pub precision: String,
    /// `TP4`; how the model was spread over the GPUs, or empty.
    pub parallelism: String,
    /// Input tokens of a request, where they are one number or a mean is stated.
    pub input_len: Option<Decimal>,
    /// Output tokens of a request, likewise.
    pub output_len: Option<Decimal>,
    /// Where lengths come from when requests differ: `sharegpt`, `mlperf`, or empty.
    pub dataset: String,
    /// Under what load: requests at once (`8`), or in words (`max`, `batch 64`, `high concurrency`).
    pub load: String,
    /// What kind of run it was: `online bench`, `offline max load`, `MLPerf v4.1 closed Server`.
    pub scenario: String,
    /// Whether requests came as they come to a service. The rest are maxima of full queues: no service is
    /// sized by them.
    pub online: bool,
    /// Output tokens a second, where stated.
    pub output_per_second: Option<Decimal>,
    /// Input and output tokens a second together, where stated. One of the two is.
    pub total_per_second: Option<Decimal>,
    /// What the row says about itself.
    pub note: String,
    /// When it was published, where stated.
    pub as_of: Option<Date>,
    /// What states it.
    pub source: String,
}

impl Throughput {
    /// Requests at once, where the load is such a number.
    #[must_use]
    pub fn concurrency(&self) -> Option<u32> {
        self.load.parse().ok()
    }

    /// Input tokens a second, where both sums are stated.
    #[must_use]
    pub fn input_per_second(&self) -> Option<Decimal> {
        self.total_per_second?.checked_sub(self.output_per_second?)
    }
}
