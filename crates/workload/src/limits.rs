//! How large a workload may be: a file made by mistake, or by an enemy, ends in a diagnostic at once, not in
//! an hour of work or all of the memory.

use costmodel_core::diag::{Diagnostic, Span};
use toml_parser::decoder::Encoding;
use toml_parser::parser::{EventReceiver, RecursionGuard, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Source};

use crate::decode::{Node, Problems, Value};
use crate::lower::Lowering;

/// Bytes of a file. Ten thousand components fit.
pub const MOST_BYTES: usize = 2 << 20;
/// Syntax errors after which the rest of a file is not read.
const MOST_SYNTAX_ERRORS: usize = 500;
/// How deep tables and arrays nest: as the parser of documents has it.
const DEEPEST: u32 = 80;
/// Entries of a section.
const MOST_NAMED: [(&str, usize); 8] = [
    ("placement", 100),
    ("environment", 100),
    ("driver", 10_000),
    ("event", 1_000),
    ("component", 10_000),
    ("flow", 1_000),
    ("discount", 1_000),
    ("commitment", 1_000),
];
/// Components times environments times placements.
const MOST_SITES: usize = 50_000;
/// Lines times months.
const MOST_LINE_MONTHS: usize = 1_000_000;

/// Says that a file is too large to be read.
pub fn too_large(text: &str, problems: &mut Problems) -> bool {
    let large = text.len() > MOST_BYTES;
    if large {
        let message = format!("the file is larger than {} MiB, the most a workload has", MOST_BYTES >> 20);
        problems.push(
            Diagnostic::error("too-large", 0..0, message)
                .label("not read")
                .hint("is it the right file? a larger system is several files, one for each part"),
        );
    }
    large
}

/// The part of a text before its syntax errors are so many that it is something else than a workload. The
/// parser keeps every error it finds; counting them first costs a fraction of their memory.
pub fn readable<'t>(text: &'t str, problems: &mut Problems) -> &'t str {
    let mut found = 0_usize;
    let mut cut: Option<usize> = None;
    let mut count = |error: ParseError| {
        found = found.saturating_add(1);
        if found >= MOST_SYNTAX_ERRORS && cut.is_none() {
            cut = error.unexpected().or(error.context()).map(|span| span.start());
        }
    };
    let mut words = Words(Source::new(text));
    let mut bounded = RecursionGuard::new(&mut words, DEEPEST);
    parse_document(&Source::new(text).lex().into_vec(), &mut bounded, &mut count);
    let Some(kept) = cut.and_then(|at| text.get(..at)) else { return text };
    problems.push(
        Diagnostic::error(
            "too-many",
            kept.len()..kept.len(),
            format!("{found} syntax errors: the rest is not read"),
        )
        .label("from here on")
        .hint("a workload is TOML: is it the right file?"),
    );
    problems.tear(kept.len().saturating_add(1)..text.len().max(1), true);
    kept
}

/// Reads keys and values for their errors alone.
struct Words<'t>(Source<'t>);

impl EventReceiver for Words<'_> {
    fn simple_key(&mut self, span: toml_parser::Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        if let Some(text) = self.0.input().get(span.start()..span.end()) {
            Raw::new_unchecked(text, encoding, span).decode_key(&mut (), error);
        }
    }

    fn scalar(&mut self, span: toml_parser::Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        if let Some(text) = self.0.input().get(span.start()..span.end()) {
            let _kind = Raw::new_unchecked(text, encoding, span).decode_scalar(&mut (), error);
        }
    }
}

/// Says which sections have too many entries; nothing of such a file is looked at further.
pub fn too_many_nouns(document: &Node, problems: &mut Problems) -> bool {
    let mut over = false;
    for (section, most) in MOST_NAMED {
        let Some(node) = document.get(section) else { continue };
        let first = match &node.value {
            Value::Table(entries) => entries.get(most).map(|(key, _)| (key.span.clone(), entries.len())),
            Value::List(items) => items.get(most).map(|item| (item.span.clone(), items.len())),
            _ => None,
        };
        if let Some((span, count)) = first {
            over = true;
            let message = format!("{count} entries of `{section}`: {most} are the most");
            problems.push(beyond(span, message, "one too many", "split the system into several files"));
        }
    }
    over
}

/// Whether the components, environments and placements multiply to more than can be priced.
pub fn too_many_sites(low: &mut Lowering<'_>) -> bool {
    let sites = low.spec.components.len().saturating_mul(low.sites.len());
    let over = sites > MOST_SITES;
    if over {
        let (components, places) = (low.spec.components.len(), low.sites.len());
        let message = format!(
            "{components} components in {places} environments and placements: {MOST_SITES} together are the most"
        );
        let span = low.spec.components.last().map_or(0..0, |component| component.name.span.clone());
        low.problems.push(beyond(
            span,
            message,
            "too many copies",
            "fewer environments or placements, or several files",
        ));
    }
    over
}

/// Whether the lines of all months are more than can be priced.
pub fn too_many_lines(low: &mut Lowering<'_>) -> bool {
    let months = usize::from(low.model.months);
    let lines = low.model.lines.len();
    let over = lines.saturating_mul(months) > MOST_LINE_MONTHS;
    if over {
        let message =
            format!("{lines} lines in {months} months: {MOST_LINE_MONTHS} lines times months are the most");
        let span = low.spec.settings.months.span.clone();
        low.problems.push(beyond(span, message, "too much to price", "fewer months, or several files"));
    }
    over
}

fn beyond(span: Span, message: String, label: &str, hint: &str) -> Diagnostic {
    Diagnostic::error("too-large", span, message).label(label).hint(hint)
}
