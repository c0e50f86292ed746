//! The kinds of components: one file each, with its fields, what it lowers to, and its implied lines.
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
    ($($module:ident :: $name:ident = $word:literal),* $(,)?) => {
        $(pub mod $module;)*

        /// A component's kind with its fields.
        #[derive(Clone, Debug)]
        pub enum Kind {
            $(#[doc = concat!("`", $word, "`")] $name(Box<$module::$name>)),*
        }

        /// All kinds, in the order of the reference.
        pub const KINDS: &[KindInfo] = &[$(KindInfo {
            name: $word,
            summary: $module::SUMMARY,
            fields: <$module::$name as Table>::FIELDS,
            implied: $module::IMPLIED,
            example: $module::EXAMPLE,
            decode: |node, problems| read_kind::<$module::$name>(node, problems).map(|kind| Kind::$name(Box::new(kind))),
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
pub mod kept;
pub mod machines;
pub mod shared;
pub mod spread;

kinds! {
    container::Container = "container",
    function::Function = "function",
    vm::Vm = "vm",
    object_storage::ObjectStorage = "object-storage",
    block_storage::BlockStorage = "block-storage",
    llm::Llm = "llm",
    embedding::Embedding = "embedding",
    logging::Logging = "logging",
    metrics::Metrics = "metrics",
    load_balancer::LoadBalancer = "load-balancer",
    nat::Nat = "nat",
    cdn::Cdn = "cdn",
    egress::Egress = "egress",
    public_ip::PublicIp = "public-ip",
    one_time::OneTime = "one-time",
    sku::Sku = "sku",
}
