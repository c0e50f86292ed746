//! Image models: images that are made, each or by token, and what they are made from.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{At, Count, Fraction, OneOrMany, OwnTokens, PerCount};
use crate::kinds::shared::models::{ModelName, Stretch, stretches};
use crate::kinds::shared::parts::{Part, each_part, lacks};
use crate::lower::{Cx, Served};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "An image model: images made, each or by token, from prompts and images.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "tokens of an image by its quality and size, for OpenAI's gpt-image-1 and gpt-image-1.5, as the vendor's guide lists them (`tokens` replaces them)",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.pictures.image]
serves = "jobs"
model = "openai/gpt-image-1.5"
quality = "medium"
prompt = "120 tokens"
"#;

choice! {
    /// How carefully an image is made.
    pub enum Quality {
        /// Fast and cheap.
        Low = "low",
        /// In between.
        Medium = "medium",
        /// Slow and dear.
        High = "high",
    }
}

choice! {
    /// Width and height of an image.
    pub enum Size {
        /// A square.
        Square = "1024x1024",
        /// Upright.
        Portrait = "1024x1536",
        /// Across.
        Landscape = "1536x1024",
    }
}

/// Tokens of an image of gpt-image-1 and gpt-image-1.5, by quality and size
/// (developers.openai.com/api/docs/guides/image-generation, models prior to gpt-image-2). Of the mini model the
/// guide's prices of an image do not follow from them.
const TOKENS: [(Quality, [u32; 3]); 3] = [
    (Quality::Low, [272, 408, 400]),
    (Quality::Medium, [1_056, 1_584, 1_568]),
    (Quality::High, [4_160, 6_240, 6_208]),
];

spec! {
    /// An image model. Amounts are of one image.
    pub struct Image {
        /// What images are made for.
        up serves: OneOrMany<At<String>>,
        /// Images of each unit. Default: one.
        up images: Option<PerCount>,
        /// Vendor and model; or models by the month from which they are used.
        neutral model: ModelName,
        /// The platform that sells it, where that is not the vendor.
        neutral via: Option<At<String>>,
        /// How carefully an image is made: of models whose tokens follow from it.
        up quality: Option<Quality>,
        /// Width and height of an image: of models whose tokens follow from it. Default: 1024x1024.
        neutral size: Option<Size>,
        /// Tokens of an image that is made, for other models billed by token.
        up tokens: Option<OwnTokens>,
        /// Tokens of the prompt of an image.
        up prompt: Option<OwnTokens>,
        /// Images that an image is made from.
        up input_images: Option<Count>,
        /// Tokens of an image it is made from.
        up input_image_tokens: Option<OwnTokens>,
        /// Part sent in batches, at batch rates.
        down batch: Fraction = "0 %",
    }
}

impl Image {
    /// Images, their prompts, and what they are made from.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves);
        let stretches = stretches(cx, &self.model, self.via.as_ref());
        let (served, stretches) = (served?, stretches?);
        let images = cx.each_served("images", self.images.as_deref(), &served)?;
        each_part(cx, &stretches, Some(&self.batch), |cx, part| {
            self.made(cx, part, &served, &images)?;
            self.from(cx, part, &served, &images)
        })
    }

    /// What is made: each, or by token.
    fn made(&self, cx: &mut Cx<'_, '_>, part: &Part<'_>, served: &Served, images: &Expr) -> Option<()> {
        let tokens = match (&self.tokens, listed(part.stretch)) {
            (Some(tokens), _) => {
                self.no_looks(cx, "`tokens` says what an image costs")?;
                Some(cx.leaf("tokens of an image", tokens, "tokens"))
            }
            (None, true) => {
                let Some(quality) = self.quality else {
                    return missing(
                        cx,
                        "quality",
                        "the tokens of an image follow from it",
                        "quality = \"medium\"",
                    );
                };
                let size = self.size.unwrap_or(Size::Square);
                let of = TOKENS.iter().find(|(own, _)| *own == quality).map(|(_, tokens)| tokens)?;
                let at = Size::WORDS.iter().position(|word| *word == size.word())?;
                let name = format!("tokens of an image: {} at {}", quality.word(), size.word());
                Some(Expr::constant(&name, *of.get(at)?, "tokens"))
            }
            (None, false) => {
                self.no_looks(cx, "the book has no tokens of an image of this model by quality and size")?;
                None
            }
        };
        if let Some(tokens) = tokens {
            let meters = ["output-image", "output"];
            let Some(meter) = part.meter(&meters) else {
                lacks(cx, &self.model, part.stretch, "image tokens", &meters[..1]);
                return None;
            };
            let line = part.line("images", &meter, images.clone().times(tokens), Unit::counted("Tokens"));
            cx.push(line.driver(&served.driver));
            return Some(());
        }
        if let Some(meter) = part.meter(&["image"]) {
            let line = part.line("images", &meter, images.clone(), Unit::counted("Images"));
            cx.push(line.driver(&served.driver).note("one price for an image, whatever its size"));
            return Some(());
        }
        if part.meter(&["output-image"]).is_some() {
            let why = format!("`{}` is billed by the tokens of an image", part.stretch.sku);
            return missing(cx, "tokens", &why, "tokens = \"1_290 tokens\"");
        }
        lacks(cx, &self.model, part.stretch, "images", &["image", "output-image"]);
        None
    }

    /// What it is made from: text and images.
    fn from(&self, cx: &mut Cx<'_, '_>, part: &Part<'_>, served: &Served, images: &Expr) -> Option<()> {
        if let Some(prompt) = &self.prompt {
            let Some(meter) = part.meter(&["input"]) else {
                lacks(cx, &self.model, part.stretch, "prompts", &["input"]);
                return None;
            };
            let quantity = images.clone().times(cx.leaf("tokens of a prompt", prompt, "tokens"));
            cx.push(part.line("prompts", &meter, quantity, Unit::counted("Tokens")).driver(&served.driver));
        }
        let Some(given) = &self.input_images else {
            if let Some(tokens) = &self.input_image_tokens {
                let message = "`input_image_tokens` has no effect without images";
                cx.error(
                    "no-effect",
                    tokens.span.clone(),
                    message,
                    "tokens of which images?",
                    "input_images = 1",
                );
                return None;
            }
            return Some(());
        };
        let given = images.clone().times(cx.leaf("images it is made from", given, "images"));
        if let Some(tokens) = &self.input_image_tokens {
            let meters = ["input-image", "input"];
            let Some(meter) = part.meter(&meters) else {
                lacks(cx, &self.model, part.stretch, "image input", &meters);
                return None;
            };
            let quantity = given.times(cx.leaf("tokens of such an image", tokens, "tokens"));
            cx.push(
                part.line("image input", &meter, quantity, Unit::counted("Tokens")).driver(&served.driver),
            );
            return Some(());
        }
        let Some(meter) = part.meter(&["input-image-each"]) else {
            let why = format!("`{}` reads images by token", part.stretch.sku);
            return missing(cx, "input_image_tokens", &why, "input_image_tokens = \"800 tokens\"");
        };
        cx.push(part.line("image input", &meter, given, Unit::counted("Images")).driver(&served.driver));
        Some(())
    }

    /// Quality and size mean something only where tokens follow from them.
    fn no_looks(&self, cx: &mut Cx<'_, '_>, why: &str) -> Option<()> {
        let key = match (self.quality, self.size) {
            (Some(_), _) => "quality",
            (None, Some(_)) => "size",
            (None, None) => return Some(()),
        };
        let span = cx.span.clone();
        cx.error(
            "no-effect",
            span,
            format!("`{key}` of `{}` has no effect", cx.name),
            why,
            format!("drop `{key}`"),
        );
        None
    }
}

/// Whether the tokens of an image follow from its quality and size.
fn listed(stretch: &Stretch) -> bool {
    let vendor = matches!(stretch.provider.as_str(), "openai" | "azure-openai");
    let own = |sku: &str| sku.starts_with("gpt-image-1") && !sku.contains("mini");
    vendor && stretch.sku.split('/').next_back().is_some_and(own)
}

fn missing(cx: &mut Cx<'_, '_>, key: &str, why: &str, hint: &str) -> Option<()> {
    let span = cx.span.clone();
    cx.error("missing-key", span, format!("`{key}` is missing: {why}"), "what does an image cost?", hint);
    None
}
