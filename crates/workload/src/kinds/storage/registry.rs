//! Registries of container images: what they keep, and what is pulled from outside.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{At, Bytes, Count, OneOrMany, PerBytes};
use crate::kinds::shared::kept::kept;
use crate::kinds::shared::lines::{moved, on_aws, push_moved};
use crate::kinds::shared::{counted_once_here, gib};
use crate::lower::{Cx, Draft};
use crate::spec;

/// What it is.
pub const SUMMARY: &str = "A registry of container images (AWS ECR): storage, and pulls over the internet.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[];
/// An example.
pub const EXAMPLE: &str = r#"[component.images.registry]
images = 40
size = "600 MiB"
"#;

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
    }
}

impl Registry {
    /// Bytes kept, and bytes that leave.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let pulled = moved(cx, "bytes pulled", self.pulled.as_deref(), "B")?;
        let stored = self.stored(cx)?;
        on_aws(cx, "a registry")?;
        if let Some((quantity, driver)) = stored {
            let line = Draft::new(
                "storage",
                cx.key("ecr", "private", "storage"),
                quantity,
                "GiB-Months".parse().ok()?,
            );
            cx.push(match driver {
                Some(driver) => line.driver(&driver),
                None => line.deterministic(),
            });
        }
        let key = cx.key("data-transfer", "internet-out", "data");
        push_moved(cx, "egress to the internet", key, pulled, Unit::bytes());
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
