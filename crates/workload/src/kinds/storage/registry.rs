//! Registries of container images: what they keep, and what is pulled from outside.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{At, Bytes, Count, OneOrMany, PerBytes};
use crate::kinds::shared::kept::kept;
use crate::kinds::shared::lines::{driven, moved, push_standing};
use crate::kinds::shared::{counted_once_here, gib};
use crate::lower::Cx;
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "A registry of container images (AWS ECR, Azure Container Registry, Google Artifact Registry): storage, and pulls over the internet.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "on Azure a registry of the Basic tier, billed by the day with 10 GiB included (`tier` says otherwise); what is above is billed at the same price in every tier",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.images.registry]
images = 40
size = "600 MiB"
"#;

choice! {
    /// A tier of Azure Container Registry.
    pub enum Tier {
        /// 10 GiB included.
        Basic = "basic",
        /// 100 GiB included, more throughput.
        Standard = "standard",
        /// 500 GiB included; replicas in other regions, private endpoints.
        Premium = "premium",
    }
}

impl Tier {
    /// GiB that the price of a day includes (learn.microsoft.com/azure/container-registry,
    /// container-registry-skus: "included storage").
    const fn included(self) -> u32 {
        match self {
            Tier::Basic => 10,
            Tier::Standard => 100,
            Tier::Premium => 500,
        }
    }
}

spec! {
    /// A registry of container images. What it keeps is counted once: in production and the first placement,
    /// unless `environments` or `placement` says otherwise.
    pub struct Registry {
        /// Images that are kept; old ones stay until a lifecycle rule removes them.
        up images: Option<Count>,
        /// The bytes of an image, compressed, without layers it shares with others; or of each unit in `keeps`.
        up size: Option<Bytes>,
        /// Stocks that are kept, instead of a number of images: each environment and placement keeps its own.
        up keeps: Option<OneOrMany<At<String>>>,
        /// Bytes pulled over the internet: `"600 MiB per job"`. Pulls inside the region are free; through a
        /// NAT gateway or a private link they are billed there.
        up pulled: Option<PerBytes>,
        /// With Azure: the tier. The others have one.
        up tier: Tier = "basic",
    }
}

impl Registry {
    /// Bytes kept, and bytes that leave.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let pulled = moved(cx, "bytes pulled", self.pulled.as_deref(), "B")?;
        let stored = self.stored(cx)?;
        if let Some((quantity, driver)) = stored {
            let azure = cx.provider() == "azure";
            let (quantity, note) = if azure {
                let registry = cx.sold(self.tier.word(), "registry")?;
                let one = Expr::constant("registry", 1, "");
                push_standing(cx, &registry, "registry", one, "", |line| line);
                let included = Expr::constant("GiB that are included", self.tier.included(), "GiB");
                let note = format!("beyond the {} GiB that the tier includes", self.tier.included());
                (Expr::Above(Box::new(quantity), Box::new(included)), note)
            } else {
                (quantity, String::new())
            };
            let storage = cx.sold(self.tier.word(), "storage")?;
            cx.push_sold(&storage, "storage", quantity, "GiB-Months".parse().ok()?, |line| {
                let line = line.note(note);
                match driver {
                    Some(driver) => line.driver(&driver),
                    None => line.deterministic(),
                }
            });
        }
        if let Some((bytes, driver)) = pulled {
            let internet = cx.sold_as("egress", "*", "internet")?;
            cx.push_sold(&internet, "egress to the internet", bytes, Unit::bytes(), |line| {
                driven(line, driver.as_deref())
            });
        }
        Some(())
    }

    /// GiB that are kept here; `Some(None)`: they are counted elsewhere.
    fn stored(&self, cx: &mut Cx<'_, '_>) -> Option<Option<(Expr, Option<String>)>> {
        match (&self.images, &self.keeps, &self.size) {
            (Some(images), None, Some(size)) => {
                let here = counted_once_here(cx);
                Some(
                    here.then(|| {
                        (cx.leaf("images", images, "").times(gib(cx, "size of an image", size)), None)
                    }),
                )
            }
            (None, Some(keeps), size) => {
                let all = kept(cx, keeps, size.as_deref())?;
                let sum = all.iter().map(|one| Expr::Series(one.stock).times(one.size_gib())).collect();
                let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
                Some(Some((Expr::sum(sum), Some(names.join("+")))))
            }
            (Some(images), None, None) => {
                let span = images.span.clone();
                cx.error("missing-key", span, "`size` is missing", "how large is one?", "size = \"600 MiB\"");
                None
            }
            (images, _, _) => {
                let says = if images.is_some() { "says twice" } else { "does not say" };
                let message = format!("`{}` {says} what it keeps", cx.name);
                let span = cx.span.clone();
                cx.error("one-of", span, message, "what is kept?", "either `images` with `size`, or `keeps`");
                None
            }
        }
    }
}
