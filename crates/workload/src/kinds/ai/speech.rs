//! Speech models: audio that is heard, audio that is spoken, characters that are read aloud.

use costmodel_core::model::Expr;
use costmodel_core::unit::Unit;

use crate::decode::{Amount, At, Count, Fraction, OneOrMany, OwnTokens, PerCount, Seconds};
use crate::kinds::shared::models::{ModelName, stretches};
use crate::kinds::shared::parts::{Part, each_part, lacks};
use crate::lower::{Cx, Served};
use crate::spec;

/// What it is.
pub const SUMMARY: &str =
    "A speech model: audio heard or spoken, by time or by token, and characters read aloud.";
/// What it adds unasked.
pub const IMPLIED: &[&str] = &[
    "a model with a price of time and one of audio tokens is billed by time, which vendors print as an estimate, unless `audio_tokens` or `spoken_tokens` says how many tokens a second has",
    "Groq bills each request for 10 s of audio at least",
];
/// An example.
pub const EXAMPLE: &str = r#"[component.transcripts.speech]
serves = "jobs"
model = "openai/gpt-transcribe"
audio = "12 min"
"#;
/// Seconds of a request that are billed at least (console.groq.com/docs/speech-to-text).
const LEAST: [(&str, u32); 1] = [("groq", 10)];
const HOURS: [&str; 2] = ["audio-hour", "input-audio-hour"];

spec! {
    /// A speech model. All amounts are of one request.
    pub struct Speech {
        /// What is heard or spoken.
        up serves: OneOrMany<At<String>>,
        /// Requests of each unit. Default: one.
        up requests: Option<PerCount>,
        /// Vendor and model; or models by the month from which they are used.
        neutral model: ModelName,
        /// The platform that sells it, where that is not the vendor.
        neutral via: Option<At<String>>,
        /// Audio that the model hears.
        up audio: Option<Seconds>,
        /// Audio that the model speaks.
        up spoken: Option<Seconds>,
        /// Characters that it reads aloud.
        up characters: Option<Count>,
        /// Tokens of text that it reads.
        up input: Option<OwnTokens>,
        /// Tokens of text that it writes.
        up output: Option<OwnTokens>,
        /// Tokens of a second that is heard: OpenAI counts 10, Google 32 by its guide to tokens and 25 by a note of
        /// its price page.
        up audio_tokens: Option<Count>,
        /// Tokens of a second that is spoken: OpenAI counts 20, Google 25.
        up spoken_tokens: Option<Count>,
        /// Part sent in batches, at batch rates.
        down batch: Fraction = "0 %",
    }
}

impl Speech {
    /// A line for each thing that is heard, spoken, read and written.
    pub(in crate::kinds) fn lower(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let served = cx.serves(&self.serves);
        let stretches = stretches(cx, &self.model, self.via.as_ref());
        let fits = self.fits(cx);
        let (served, stretches) = (served?, stretches?);
        fits?;
        let requests = cx.each_served("requests", self.requests.as_deref(), &served)?;
        each_part(cx, &stretches, Some(&self.batch), |cx, part| self.part(cx, part, &served, &requests))
    }

    fn fits(&self, cx: &mut Cx<'_, '_>) -> Option<()> {
        let any = self.audio.is_some() || self.spoken.is_some() || self.characters.is_some();
        if !any {
            let (span, message) = (cx.span.clone(), format!("`{}` hears and says nothing", cx.name));
            cx.error("one-of", span, message, "what is billed?", "add `audio`, `spoken` or `characters`");
            return None;
        }
        for (tokens, of, has) in [
            (&self.audio_tokens, "audio", self.audio.is_some()),
            (&self.spoken_tokens, "spoken", self.spoken.is_some()),
        ] {
            if let Some(tokens) = tokens.as_ref().filter(|_| !has) {
                let message = format!("tokens of a second have no effect without `{of}`");
                cx.error(
                    "no-effect",
                    tokens.span.clone(),
                    message,
                    "of which seconds?",
                    format!("add `{of}`, or drop it"),
                );
                return None;
            }
        }
        Some(())
    }

    fn part(&self, cx: &mut Cx<'_, '_>, part: &Part<'_>, served: &Served, requests: &Expr) -> Option<()> {
        if let Some(audio) = &self.audio {
            let by_time = [(&HOURS[..], "Seconds"), (&["input-audio-second"], "Seconds")];
            let heard = cx.leaf("audio heard", audio, "s");
            let heard = match LEAST.iter().find(|(provider, _)| *provider == part.stretch.provider) {
                Some((_, least)) => {
                    Expr::Largest(vec![heard, Expr::constant("seconds billed at least", *least, "s")])
                }
                None => heard,
            };
            let seconds = requests.clone().times(heard);
            let own =
                Timed { name: "audio", key: "audio_tokens", by_time: &by_time, tokens: &["input-audio"] };
            self.timed(cx, part, served, &own, seconds, self.audio_tokens.as_deref())?;
        }
        if let Some(spoken) = &self.spoken {
            let by_time = [(&["output-audio-second"][..], "Seconds")];
            let seconds = requests.clone().times(cx.leaf("audio spoken", spoken, "s"));
            let tokens = &["output-audio", "output"];
            let own = Timed { name: "speech", key: "spoken_tokens", by_time: &by_time, tokens };
            self.timed(cx, part, served, &own, seconds, self.spoken_tokens.as_deref())?;
        }
        let counted: [(&str, Option<&Amount>, &[&str], &str); 3] = [
            ("characters", self.characters.as_deref(), &["input-characters"], "Characters"),
            ("text input", self.input.as_deref(), &["input"], "Tokens"),
            ("text output", self.output.as_deref(), &["output"], "Tokens"),
        ];
        for (name, amount, meters, noun) in counted {
            let Some(amount) = amount else { continue };
            let Some(meter) = part.meter(meters) else {
                lacks(cx, &self.model, part.stretch, name, meters);
                return None;
            };
            let quantity = requests.clone().times(cx.leaf(name, amount, ""));
            cx.push(part.line(name, &meter, quantity, Unit::counted(noun)).driver(&served.driver));
        }
        Some(())
    }

    /// Seconds, by their time or by their tokens.
    fn timed(
        &self,
        cx: &mut Cx<'_, '_>,
        part: &Part<'_>,
        served: &Served,
        own: &Timed<'_>,
        seconds: Expr,
        tokens: Option<&Amount>,
    ) -> Option<()> {
        if let Some(tokens) = tokens {
            let Some(meter) = part.meter(own.tokens) else {
                lacks(cx, &self.model, part.stretch, &format!("{} tokens", own.name), own.tokens);
                return None;
            };
            let quantity = seconds.times(cx.leaf("tokens of a second", tokens, "tokens"));
            cx.push(
                part.line(&format!("{} tokens", own.name), &meter, quantity, Unit::counted("Tokens"))
                    .driver(&served.driver),
            );
            return Some(());
        }
        let found = own.by_time.iter().find_map(|(meters, unit)| Some((part.meter(meters)?, unit)));
        if let Some((meter, unit)) = found {
            let line = part.line(own.name, &meter, seconds, unit.parse().ok()?).driver(&served.driver);
            let also = part.meter(own.tokens.get(..1)?).is_some();
            cx.push(if also {
                line.note(format!("by time, the vendor's estimate: `{}` bills its tokens", own.key))
            } else {
                line
            });
            return Some(());
        }
        if part.meter(own.tokens.get(..1)?).is_some() {
            let message = format!("`{}` is missing: `{}` is billed by token", own.key, part.stretch.sku);
            let span = cx.span.clone();
            cx.error(
                "missing-key",
                span,
                message,
                "how many tokens has a second?",
                format!("{} = 25", own.key),
            );
            return None;
        }
        let meters: Vec<&str> = own.by_time.iter().flat_map(|(meters, _)| meters.iter().copied()).collect();
        lacks(cx, &self.model, part.stretch, own.name, &meters);
        None
    }
}

/// How seconds of audio can be billed.
struct Timed<'t> {
    name: &'t str,
    /// The key that says how many tokens a second has.
    key: &'t str,
    /// Meters of time, and the unit their quantities are in here.
    by_time: &'t [(&'t [&'t str], &'t str)],
    /// Meters of tokens; the first of them is of audio alone.
    tokens: &'t [&'t str],
}
