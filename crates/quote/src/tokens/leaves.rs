//! The disjoint parts of a row's counts: each is priced once, by the first of its meters that has a price.
//!
//! Counts are nested as vendors report them (OpenAI's `prompt_tokens` include the cached ones, Anthropic's three
//! input counts are added up by whoever writes the row); a leaf is a count less the counts inside it. Counts
//! that do not nest make the row wrong, never a negative leaf.

use costmodel_core::models;

use crate::row::{Class, Counts};

/// How many leaves there are.
pub(crate) const LEAVES: usize = 20;

/// How many of each leaf a row has.
pub(crate) type Parts = [u64; LEAVES];

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noun {
    Tokens,
    Requests,
    /// In millionths.
    Seconds,
    Characters,
}

/// A part of a row and how it is priced.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// What the note calls it when it has no price.
    pub(crate) name: &'static str,
    /// In what its counts are.
    pub(crate) noun: Noun,
    /// The meters that price it, the vendor's own first.
    pub(crate) meters: &'static [&'static str],
    /// The leaves it falls back to: without a price of its own its tokens stay in what they are part of, and bill
    /// as that.
    pub(crate) within: &'static [usize],
    /// Whether falling back is no rule of all vendors, so that the note says it.
    pub(crate) says_so: bool,
}

/// Meters of plain input: what embedding and reranking models read is named after them.
const PLAIN: &[&str] = &["input", "embedding", "rerank-input"];

// Places of leaves that others fall back to.
const INPUT: usize = 0;
const READ: usize = 1;
const WRITE: usize = 2;
const OUTPUT: usize = 4;
const AUDIO: usize = 6;
const IMAGE: usize = 9;

const fn leaf(name: &'static str, noun: Noun, meters: &'static [&'static str]) -> Leaf {
    Leaf { name, noun, meters, within: &[], says_so: false }
}

const fn part(
    name: &'static str,
    meters: &'static [&'static str],
    within: &'static [usize],
    says_so: bool,
) -> Leaf {
    Leaf { name, noun: Noun::Tokens, meters, within, says_so }
}

/// Every leaf, in the order of [`parts`]. A cache write without a price of its own is input with all vendors
/// (OpenAI before GPT-5.6 bills no writes); cached tokens without one are not cached as far as the bill goes,
/// which the note says.
pub(crate) const ALL: [Leaf; LEAVES] = [
    leaf("input", Noun::Tokens, PLAIN),
    part("cached input", models::CACHE_READ, &[INPUT], true),
    part("cache write", models::CACHE_WRITE_5M, &[INPUT], false),
    part("one-hour cache write", models::CACHE_WRITE_1H, &[WRITE, INPUT], true),
    leaf("output", Noun::Tokens, models::OUTPUT),
    part("reasoning", models::REASONING, &[OUTPUT], false),
    part("input audio", models::INPUT_AUDIO, &[INPUT], false),
    part("cached audio", &["cache-read-audio"], &[AUDIO, READ, INPUT], true),
    part("output audio", models::OUTPUT_AUDIO, &[OUTPUT], false),
    part("input image", &["input-image"], &[INPUT], false),
    part("cached image", &["cache-read-image"], &[IMAGE, READ, INPUT], true),
    part("output image", &["output-image"], &[OUTPUT], false),
    part("input video", &["input-video"], &[INPUT], false),
    leaf("web searches", Noun::Requests, models::WEB_SEARCH),
    leaf("file searches", Noun::Requests, models::FILE_SEARCH),
    leaf("citations", Noun::Tokens, &["citation-output"]),
    leaf("audio seconds", Noun::Seconds, &["audio-hour", "input-audio-hour", "input-audio-second"]),
    leaf("searches", Noun::Requests, &["rerank-search"]),
    leaf("characters", Noun::Characters, &["input-characters"]),
    leaf("requests", Noun::Requests, models::REQUEST),
];

/// The leaf that every row has one of.
pub(crate) const REQUESTS: usize = 19;

/// A row's leaves.
///
/// # Errors
/// When a count is larger than the one it is part of.
pub(crate) fn parts(counts: &Counts) -> Result<Parts, String> {
    let of = |class| counts.get(class);
    let (input, output) = (of(Class::Input), of(Class::Output));
    let (cached, written, hour) = (of(Class::CachedInput), of(Class::CacheWrite), of(Class::CacheWrite1h));
    let (audio, image, video) = (of(Class::InputAudio), of(Class::InputImage), of(Class::InputVideo));
    let (cached_audio, cached_image) = (of(Class::CachedAudio), of(Class::CachedImage));
    let (reasoning, spoken, drawn) = (of(Class::Reasoning), of(Class::OutputAudio), of(Class::OutputImage));
    let heard = less(Class::InputAudio, audio, &[(Class::CachedAudio, cached_audio)])?;
    let seen = less(Class::InputImage, image, &[(Class::CachedImage, cached_image)])?;
    let inside = [(Class::CachedAudio, cached_audio), (Class::CachedImage, cached_image)];
    let read = less(Class::CachedInput, cached, &inside)?;
    let kept_short = less(Class::CacheWrite, written, &[(Class::CacheWrite1h, hour)])?;
    let inside = [
        (Class::CachedInput, cached),
        (Class::CacheWrite, written),
        (Class::InputAudio, heard),
        (Class::InputImage, seen),
        (Class::InputVideo, video),
    ];
    let plain = less(Class::Input, input, &inside)?;
    let inside = [(Class::Reasoning, reasoning), (Class::OutputAudio, spoken), (Class::OutputImage, drawn)];
    let visible = less(Class::Output, output, &inside)?;
    Ok([
        plain,
        read,
        kept_short,
        hour,
        visible,
        reasoning,
        heard,
        cached_audio,
        spoken,
        seen,
        cached_image,
        drawn,
        video,
        of(Class::WebSearches),
        of(Class::FileSearches),
        of(Class::Citations),
        of(Class::AudioSeconds),
        of(Class::Searches),
        of(Class::Characters),
        1,
    ])
}

/// A count less those inside it.
fn less(whole: Class, count: u64, inside: &[(Class, u64)]) -> Result<u64, String> {
    let sum = inside.iter().try_fold(0_u64, |sum, (_, part)| sum.checked_add(*part));
    if let Some(rest) = sum.and_then(|sum| count.checked_sub(sum)) {
        return Ok(rest);
    }
    let named: Vec<String> = inside
        .iter()
        .filter(|(_, part)| *part > 0)
        .map(|(class, part)| format!("{} {part}", class.column()))
        .collect();
    let verb = if named.len() == 1 { "is part of" } else { "are parts of" };
    Err(format!("{} {verb} {} {count} and cannot exceed it", named.join(" + "), whole.column()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_are_disjoint_and_add_up() {
        let counts = Counts::new()
            .with(Class::Input, 1_000)
            .with(Class::CachedInput, 300)
            .with(Class::CacheWrite, 200)
            .with(Class::CacheWrite1h, 50)
            .with(Class::InputAudio, 100)
            .with(Class::CachedAudio, 40)
            .with(Class::InputVideo, 7)
            .with(Class::Output, 90)
            .with(Class::Reasoning, 60);
        let parts = parts(&counts).unwrap();
        // 1,000 = plain 433 + read 260 + short writes 150 + hour writes 50 + audio 60 + cached audio 40 + video 7.
        assert_eq!(parts[..13], [433, 260, 150, 50, 30, 60, 60, 40, 0, 0, 0, 0, 7]);
        assert_eq!(parts[REQUESTS], 1);
        for (place, name) in [
            (INPUT, "input"),
            (READ, "cached input"),
            (WRITE, "cache write"),
            (OUTPUT, "output"),
            (AUDIO, "input audio"),
            (IMAGE, "input image"),
        ] {
            assert_eq!(ALL[place].name, name);
        }
        // A leaf falls back to leaves before it, which have their price by then.
        assert!(ALL.iter().enumerate().all(|(at, leaf)| leaf.within.iter().all(|within| *within < at)));
    }

    #[test]
    fn what_does_not_nest_is_said() {
        let wrong = |counts: Counts| parts(&counts).unwrap_err();
        assert_eq!(
            wrong(Counts::new().with(Class::Input, 5).with(Class::CachedInput, 6)),
            "cached_input_tokens 6 is part of input_tokens 5 and cannot exceed it"
        );
        assert!(wrong(Counts::new().with(Class::CacheWrite1h, 1)).contains("part of cache_write_tokens 0"));
        assert!(wrong(Counts::new().with(Class::Reasoning, 1)).contains("output_tokens 0"));
        let huge =
            Counts::new().with(Class::Input, 1).with(Class::CachedInput, u64::MAX).with(Class::CacheWrite, 9);
        assert!(wrong(huge).contains("are parts of"));
    }
}
