//! The kinds of components: one file each, with its fields, what it lowers to, and its implied lines, in a
//! folder for each part of a system; [`shared`] has what several lower alike.
//!
//! A kind is a struct that `spec!` declares, a function `lower(&self, &mut Cx)`, and an entry in [`KINDS`].

use crate::decode::{FieldDoc, Node, Problems, Table};
use crate::lower::Cx;
use crate::spec::read_kind;

/// What the file, the reference and the schema know of a kind.
#[derive(Clone, Copy, Debug)]
pub struct KindInfo {
    /// Its name in the file.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub summary: &'static str,
    /// Its fields.
    pub fields: &'static [FieldDoc],
    /// Lines it adds unasked, with their defaults and how to switch them off.
    pub implied: &'static [&'static str],
    /// A runnable example: the component's table.
    pub example: &'static str,
    /// Reads it.
    pub decode: fn(&Node, &mut Problems) -> Option<Kind>,
}

macro_rules! kinds {
    ($($group:ident :: $module:ident :: $name:ident = $word:literal),* $(,)?) => {
        /// A component's kind with its fields.
        #[derive(Clone, Debug)]
        pub enum Kind {
            $(#[doc = concat!("`", $word, "`")] $name(Box<$group::$module::$name>)),*
        }

        /// All kinds, in the order of the reference.
        pub const KINDS: &[KindInfo] = &[$(KindInfo {
            name: $word,
            summary: $group::$module::SUMMARY,
            fields: <$group::$module::$name as Table>::FIELDS,
            implied: $group::$module::IMPLIED,
            example: $group::$module::EXAMPLE,
            decode: |node, problems| read_kind::<$group::$module::$name>(node, problems).map(|kind| Kind::$name(Box::new(kind))),
        }),*];

        impl Kind {
            /// Adds the lines of a component of this kind in one environment and placement. What is wrong is
            /// reported; a component that cannot be lowered adds nothing.
            pub fn lower(&self, cx: &mut Cx<'_, '_>) {
                let _reported: Option<()> = match self {
                    $(Kind::$name(kind) => kind.lower(cx)),*
                };
            }
        }
    };
}

pub mod ai;
pub mod any;
pub mod compute;
pub mod data;
pub mod network;
pub mod operations;
pub mod products;
pub mod shared;
pub mod storage;
mod variants;

pub use variants::variants;

kinds! {
    compute::container::Container = "container",
    compute::function::Function = "function",
    compute::vm::Vm = "vm",
    compute::gpu::Gpu = "gpu",
    compute::kubernetes::Kubernetes = "kubernetes",
    compute::batch::Batch = "batch",
    storage::object_storage::ObjectStorage = "object-storage",
    storage::block_storage::BlockStorage = "block-storage",
    storage::file_storage::FileStorage = "file-storage",
    storage::backup::Backup = "backup",
    storage::registry::Registry = "registry",
    data::sql::Sql = "sql",
    data::key_value::KeyValue = "key-value",
    data::cache::Cache = "cache",
    data::vector_database::VectorDatabase = "vector-database",
    data::search::Search = "search",
    data::warehouse::Warehouse = "warehouse",
    data::queue::Queue = "queue",
    data::stream::Stream = "stream",
    ai::llm::Llm = "llm",
    ai::provisioned_model::ProvisionedModel = "provisioned-model",
    ai::self_hosted_model::SelfHostedModel = "self-hosted-model",
    ai::embedding::Embedding = "embedding",
    ai::rerank::Rerank = "rerank",
    ai::speech::Speech = "speech",
    ai::image::Image = "image",
    operations::logging::Logging = "logging",
    operations::metrics::Metrics = "metrics",
    operations::tracing::Tracing = "tracing",
    operations::secrets::Secrets = "secrets",
    operations::keys::Keys = "keys",
    operations::workflow::Workflow = "workflow",
    operations::subscription::Subscription = "subscription",
    network::load_balancer::LoadBalancer = "load-balancer",
    network::nat::Nat = "nat",
    network::cdn::Cdn = "cdn",
    network::egress::Egress = "egress",
    network::public_ip::PublicIp = "public-ip",
    network::private_link::PrivateLink = "private-link",
    network::vpn::Vpn = "vpn",
    network::dns::Dns = "dns",
    network::waf::Waf = "waf",
    network::api_gateway::ApiGateway = "api-gateway",
    any::one_time::OneTime = "one-time",
    any::sku::Sku = "sku",
}
