//! Language models: expected tokens of growing transcripts, caches, long-context steps, dated prices.

mod conversation;
mod warnings;

use std::sync::Arc;

use costmodel_core::model::{Cache, Expr, Hit, Talk, TalkId, TokenLeaf};
use costmodel_core::models;
use costmodel_core::scenario::{Ranged, Scenario};
use costmodel_core::tokens::{self, Boundary, Conversation};
use costmodel_core::unit::Unit;
use rust_decimal::Decimal;

use crate::decode::amount::{CountDimension, OwnTokensDimension, Spread};
use crate::decode::{At, Events, Fraction, OneOrMany, OwnTokens, Seconds, Tokens};
use crate::kinds::shared::models::{ModelName, Processing, ServiceTier, Stretch, inside, rest_of, stretches};
use crate::lower::{Cx, Draft, Served};
use crate::{choice, spec};

/// What it is.
pub const SUMMARY: &str = "A language model billed by tokens: transcripts that grow, prompt caches, long-context steps, batch and service tiers.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "prompt cache: none unless `cache` is written; a miss writes, where the vendor bills writes",
    "gap between turns: 60 s unless `cache.gap` says otherwise; it decides how often a transcript is still warm",
    "inside a loop of tool calls the cache is always warm",
    "the last request of a conversation is written to the cache too (cache.write_last = false switches it off)",
    "a prefix shorter than the model's minimum is not cached; a request sent again (`retries`) is billed as it was the first time",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.answers.llm]
serves = "chats"
model = "anthropic/claude-sonnet-5"
turns = { mean = 2.1, p95 = 6 }
system = "1_200 tokens"
input = { low = "900 tokens", expected = "1_500 tokens", high = "4_000 tokens" }
output = "350 tokens"
cache = { ttl = "5m" }
"#;

choice! {
    /// How long a cached prefix lives.
    pub enum Ttl {
        /// Five minutes from the last use.
        Minutes5 = "5m",
        /// Thirty minutes.
        Minutes30 = "30m",
        /// One hour.
        Hour1 = "1h",
        /// Twelve hours.
        Hours12 = "12h",
    }
}

spec! {
    /// A prompt cache.
    pub struct CacheSpec {
        /// How long an unused prefix lives.
        neutral ttl: Ttl = "5m",
        /// How often a prefix is found; default: derived from arrivals and gaps.
        down hit: Option<Fraction>,
        /// Mean time between the turns of a conversation.
        up gap: Seconds = "60 s",
        /// Whether the last request of a conversation is written too, though nothing reads it: a client that
        /// marks every request does not know which is the last.
        neutral write_last: bool = "true",
    }
}

spec! {
    /// When a transcript is replaced by a summary.
    pub struct CompactionSpec {
        /// Tokens of transcript that are still sent whole.
        up limit: OwnTokens,
        /// Tokens of the summary.
        up to: OwnTokens,
    }
}

spec! {
    /// A language model billed by tokens.
    pub struct Llm {
        /// The drivers whose units are conversations with it.
        up serves: OneOrMany<At<String>>,
        /// Vendor and model; or models by the month from which they are used.
        neutral model: ModelName,
        /// The platform that sells it, where that is not the vendor: `"bedrock"`.
        neutral via: Option<At<String>>,
        /// User turns of a conversation. A mean hides what a growing transcript costs: give mean and p95.
        up turns: Option<Spread<CountDimension>>,
        /// Tokens of the system prompt: part of every request, the cacheable prefix.
        up system: Option<OwnTokens>,
        /// Tokens of tool definitions: part of every request, in the prefix.
        up tools: Option<OwnTokens>,
        /// New tokens of a turn, beside system and transcript.
        up input: Spread<OwnTokensDimension>,
        /// Visible tokens of an answer; they stay in the transcript.
        up output: OwnTokens,
        /// Reasoning tokens of a request: billed as output, not kept.
        up reasoning: Option<OwnTokens>,
        /// Tool calls of a turn; each is one more request.
        up tool_calls: Option<Spread<CountDimension>>,
        /// Tokens the model writes to call a tool; they stay in the transcript.
        up tool_output: Option<OwnTokens>,
        /// Tokens a tool's result adds to the transcript.
        up tool_result: Option<OwnTokens>,
        /// Whether earlier turns are sent again.
        neutral transcript: bool = "true",
        /// When the transcript is replaced by a summary.
        neutral compaction: Option<CompactionSpec>,
        /// Requests sent once more and billed again.
        up retries: Fraction = "0 %",
        /// Requests that fail after their input was billed.
        up failures: Fraction = "0 %",
        /// The prompt cache; none unless written.
        neutral cache: Option<CacheSpec>,
        /// Part of the conversations sent in batches, at batch rates.
        down batch: Fraction = "0 %",
        /// At which rates requests are served.
        neutral service_tier: ServiceTier = "standard",
        /// Where tokens are processed; some vendors charge for it.
        neutral processing: Processing = "global",
        /// Web searches: `"0.2 searches per chat"`.
        up web_searches: Option<Events>,
        /// File searches.
        up file_searches: Option<Events>,
        /// Audio tokens of input: `"800 tokens per chat"`.
        up audio_input: Option<Tokens>,
        /// Audio tokens of output.
        up audio_output: Option<Tokens>,
        /// Image tokens of input.
        up image_input: Option<Tokens>,
        /// Video tokens of input.
        up video_input: Option<Tokens>,
    }
}

/// What a component's models are asked, in one environment and placement.
struct Traffic<'k> {
    served: &'k Served,
    conversation: &'k Ranged<Conversation>,
    made: Vec<Made>,
}

/// Traffic already computed: models with the same cache and steps share it.
struct Made {
    cache: Option<(Decimal, bool)>,
    bounds: Vec<Boundary>,
    talk: TalkId,
    steps: Vec<usize>,
}

impl Llm {
    /// A line for each leaf of its tokens, step of its long-context tiers, and model in time.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves);
        let conversation = self.conversation(cx);
        let stretches = stretches(cx, &self.model, self.via.as_ref());
        let (served, conversation, stretches) = (served?, conversation?, stretches?);
        let site = cx.site.active;
        let mut traffic = Traffic { served: &served, conversation: &conversation, made: Vec::new() };
        for stretch in &stretches {
            cx.site.active = site.and(&stretch.active);
            self.stretch(cx, &mut traffic, stretch);
        }
        cx.site.active = site;
        Some(())
    }

    fn stretch(&self, cx: &mut Cx<'_, '_>, traffic: &mut Traffic<'_>, stretch: &Stretch) -> Option<()> {
        let served = traffic.served;
        let tier = self.service_tier.prefix();
        if self.service_tier != ServiceTier::Standard
            && !stretch.meters.iter().any(|meter| meter.starts_with(tier))
        {
            let (span, word) = (cx.span.clone(), self.service_tier.word());
            cx.warn(
                "service-tier",
                span,
                format!("the book has no {word} rates of {}", stretch.sku),
                "priced at standard rates",
                "leave `service_tier` out, or lay the vendor's rates over the book with --prices",
            );
        }
        let batched = self.batch.value.map(|share| !share.is_zero());
        let any_batch = batched.low || batched.expected || batched.high;
        let all = Ranged::same(Decimal::ONE);
        if any_batch && !stretch.meters.iter().any(|meter| meter.starts_with("batch-")) {
            cx.warn(
                "service-tier",
                self.batch.span.clone(),
                format!("the book has no batch rates of {}", stretch.sku),
                "priced at standard rates",
                "set batch = \"0 %\", or lay the vendor's rates over the book with --prices",
            );
        }
        if self.batch.value != all {
            self.variant(
                cx,
                traffic,
                stretch,
                tier,
                any_batch.then(|| self.batch.value.map(|share| rest_of(*share))),
            );
        }
        if any_batch {
            self.variant(cx, traffic, stretch, "batch-", Some(self.batch.value));
        }
        for (name, amount, meters, unit) in [
            ("web searches", self.web_searches.as_ref().map(|a| &a.amount), models::WEB_SEARCH, "Requests"),
            (
                "file searches",
                self.file_searches.as_ref().map(|a| &a.amount),
                models::FILE_SEARCH,
                "Requests",
            ),
            ("audio input", self.audio_input.as_ref().map(|a| &a.amount), models::INPUT_AUDIO, "Tokens"),
            ("audio output", self.audio_output.as_ref().map(|a| &a.amount), models::OUTPUT_AUDIO, "Tokens"),
            ("image input", self.image_input.as_ref().map(|a| &a.amount), models::INPUT_IMAGE, "Tokens"),
            ("video input", self.video_input.as_ref().map(|a| &a.amount), models::INPUT_VIDEO, "Tokens"),
        ] {
            let Some(amount) = amount else { continue };
            let Some(quantity) = cx.times_served(name, amount, unit, served) else { continue };
            let meter = stretch
                .meter(tier, meters)
                .unwrap_or_else(|| meters.first().map_or(String::new(), |m| (*m).to_owned()));
            let line = Draft::new(name, stretch.key(&meter), quantity, Unit::counted(unit));
            // Regions multiply tokens; what a search costs stays.
            let uplift = stretch.uplift(self.processing).filter(|_| unit == "Tokens");
            cx.push(line.driver(&served.driver).step(Some(0)).note(&stretch.note).uplift(uplift));
        }
        Some(())
    }

    /// The lines of one set of rates: `part` of the conversations, or all.
    fn variant(
        &self,
        cx: &mut Cx<'_, '_>,
        traffic: &mut Traffic<'_>,
        stretch: &Stretch,
        variant: &str,
        part: Option<Ranged<Decimal>>,
    ) -> Option<()> {
        let (served, conversation) = (traffic.served, traffic.conversation);
        let read = stretch.meter(variant, models::CACHE_READ);
        let write = self.cache.as_ref().and_then(|cache| stretch.meter(variant, kept(cache.ttl).1));
        let input = stretch.meter(variant, models::INPUT).unwrap_or_else(|| "input".to_owned());
        let output = stretch.meter(variant, models::OUTPUT).unwrap_or_else(|| "output".to_owned());
        let reasoning = stretch.reasoning(variant);
        let meters: Vec<String> = [Some(&input), Some(&output), read.as_ref(), write.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        let bounds = stretch.bounds(cx, &meters);
        let cache = self
            .cache
            .as_ref()
            .filter(|_| read.is_some())
            .map(|cache| self.caching(cache, served, stretch, write.is_some()));
        if self.cache.is_some() && read.is_none() {
            let span = cx.span.clone();
            cx.warn(
                "no-cache-price",
                span,
                format!("{} has no price for cached tokens", stretch.sku),
                "cached tokens are billed as input",
                "leave `cache` out, or lay the price over the book with --prices",
            );
        }
        if variant.is_empty() {
            self.warnings(cx, conversation, stretch, &bounds);
        }
        let (talk, steps) = self.talk(cx, traffic, cache, &bounds)?;
        let visible = if reasoning.is_some() { TokenLeaf::Visible } else { TokenLeaf::Output };
        let mut leaves: Vec<(&str, String, TokenLeaf)> = vec![("input", input.clone(), TokenLeaf::Input)];
        if let (Some(read), true) = (read, self.cache.is_some()) {
            leaves.push(("cache read", read, TokenLeaf::CacheRead));
            leaves.extend(write.map(|write| ("cache write", write, TokenLeaf::CacheWrite)));
        }
        leaves.push(("output", output, visible));
        leaves.extend(reasoning.map(|meter| ("reasoning", meter, TokenLeaf::Reasoning)));
        let request = stretch.meter(variant, models::REQUEST);
        leaves.extend(request.map(|meter| ("requests", meter, TokenLeaf::Requests)));
        for step in steps {
            for (name, meter, leaf) in &leaves {
                let boundary = step.checked_sub(1).and_then(|below| bounds.get(below));
                let long = boundary.map_or(String::new(), |b| match b {
                    Boundary::Over(tokens) => format!(" above {tokens} tokens"),
                    Boundary::From(tokens) => format!(" from {tokens} tokens"),
                });
                let batch = if variant == "batch-" { "batch " } else { "" };
                let tokens = Expr::Tokens { talk, step: u8::try_from(step).unwrap_or(u8::MAX), leaf: *leaf };
                let mut quantity = served.units.clone().times(tokens);
                if let Some(part) = part {
                    let name =
                        if variant == "batch-" { "part sent in batches" } else { "part not sent in batches" };
                    quantity = quantity.times(Expr::given(name, part, "", self.batch.span.clone()));
                }
                let unit = if *leaf == TokenLeaf::Requests { "Requests" } else { "Tokens" };
                let line = Draft::new(
                    &format!("{batch}{name}{long}"),
                    stretch.key(meter),
                    quantity,
                    Unit::counted(unit),
                )
                .driver(&served.driver)
                .step(Some(boundary.map_or(0, |b| inside(*b))))
                .note(&stretch.note)
                .uplift(stretch.uplift(self.processing));
                cx.push(line);
            }
        }
        Some(())
    }

    /// The traffic with a cache and these steps, computed once, and the steps that any scenario reaches.
    fn talk(
        &self,
        cx: &mut Cx<'_, '_>,
        traffic: &mut Traffic<'_>,
        cache: Option<Cache>,
        bounds: &[Boundary],
    ) -> Option<(TalkId, Vec<usize>)> {
        let key = cache.as_ref().map(|cache| (cache.min_prefix, cache.writes));
        if let Some(made) = traffic.made.iter().find(|made| made.cache == key && made.bounds == bounds) {
            return Some((made.talk, made.steps.clone()));
        }
        let mut reached = Vec::new();
        for scenario in Scenario::ALL {
            match tokens::expect(traffic.conversation.get(scenario), None, bounds) {
                Ok(steps) => reached.push(steps),
                Err(why) => {
                    cx.error(
                        "conversation",
                        self.input.span.clone(),
                        format!("these tokens cannot be computed: {why}"),
                        &format!("in the {scenario} scenario"),
                        "check turns, tokens and compaction",
                    );
                    return None;
                }
            }
        }
        let used = |step: usize| {
            step == 0
                || reached
                    .iter()
                    .any(|tiers| tiers.get(step).is_some_and(|leaves| !leaves.requests.is_zero()))
        };
        let steps: Vec<usize> = (0..=bounds.len()).filter(|&step| used(step)).collect();
        let talk = cx.low.model.talks.len();
        let conversation = traffic.conversation.clone();
        cx.low.model.talks.push(Talk { name: cx.name.clone(), conversation, cache, bounds: bounds.to_vec() });
        traffic.made.push(Made { cache: key, bounds: bounds.to_vec(), talk, steps: steps.clone() });
        Some((talk, steps))
    }

    fn caching(&self, cache: &CacheSpec, served: &Served, stretch: &Stretch, writes: bool) -> Cache {
        let ttl = Decimal::from(kept(cache.ttl).0);
        let (first, turn) = match &cache.hit {
            Some(hit) => (Hit::Given(hit.value), hit.value),
            None => (
                Hit::Arrivals { demand: served.units.clone(), week: Arc::clone(&served.week), ttl },
                cache.gap.value.map(|gap| tokens::hit_from_gap(*gap, ttl)),
            ),
        };
        let min_prefix = Decimal::from(stretch.facts.cache_min_tokens.unwrap_or(0));
        Cache {
            min_prefix,
            writes,
            write_new: cache.write_last,
            first,
            turn,
            call: Ranged::same(Decimal::ONE),
        }
    }
}

/// Seconds an unused prefix lives, and the meters of writing it, the vendor's own first.
fn kept(ttl: Ttl) -> (u32, &'static [&'static str]) {
    match ttl {
        Ttl::Minutes5 => (300, models::CACHE_WRITE_5M),
        Ttl::Minutes30 => (1_800, models::CACHE_WRITE_30M),
        Ttl::Hour1 => (3_600, models::CACHE_WRITE_1H),
        Ttl::Hours12 => (43_200, models::CACHE_WRITE_12H),
    }
}
