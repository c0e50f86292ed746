//! Diagnostics as text: file, line, column, the code, a label at the place, hints as help.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use costmodel::{Diagnostic, Severity};

use crate::input::Source;

/// More than this are counted, not drawn.
const MOST: usize = 200;

/// With or without colour; the words are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Escape codes of a terminal.
    Coloured,
    /// Text alone.
    Plain,
}

/// Draws all diagnostics on stderr, in the order of the file, with their count.
pub fn diagnostics(found: &[Diagnostic], source: &Source, style: Style) {
    if found.is_empty() {
        return;
    }
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(drawn(found, source, style).as_bytes());
}

fn drawn(found: &[Diagnostic], source: &Source, style: Style) -> String {
    let renderer = match style {
        Style::Coloured => Renderer::styled(),
        Style::Plain => Renderer::plain(),
    };
    let lines = Lines::of(&source.text);
    let mut text = String::new();
    for diagnostic in found.iter().take(MOST) {
        text.push_str(&renderer.render(&[group(diagnostic, source, &lines)]));
        text.push_str("\n\n");
    }
    let errors = found.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = found.len() - errors;
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let counted = match (errors, warnings) {
        (0, warnings) => count(warnings, "warning"),
        (errors, 0) => count(errors, "error"),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    };
    let more = if found.len() > MOST { format!(" (the first {MOST} shown)") } else { String::new() };
    text.push_str(&format!("{}: {counted}{more}\n", source.name));
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, source: &'a Source, lines: &Lines<'a>) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code)
        .elements(Vec::<Origin<'_>>::new());
    group = match &diagnostic.span {
        None => group.element(Origin::path(source.name.as_str())),
        Some(span) => {
            let shown = lines.around(span);
            let mut annotation = AnnotationKind::Primary.span(shown.span);
            if !diagnostic.label.is_empty() {
                annotation = annotation.label(diagnostic.label.as_str());
            }
            group.element(
                Snippet::source(shown.text)
                    .path(source.name.as_str())
                    .line_start(shown.line)
                    .annotation(annotation),
            )
        }
    };
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    group
}

/// Where the lines of a text begin: a large file is searched once, not once for each diagnostic.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

/// The lines that a span touches.
struct Shown<'a> {
    text: &'a str,
    /// The number of the first.
    line: usize,
    /// The span inside them.
    span: Range<usize>,
}

/// A span over more lines than this is cut.
const MOST_LINES: usize = 4;
/// Text of longer lines is cut.
const MOST_BYTES: usize = 2000;

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Lines<'a> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Lines { text, starts }
    }

    fn around(&self, span: &Range<usize>) -> Shown<'a> {
        let inside = |at: usize| floor(self.text, at);
        let (from, to) = (inside(span.start), inside(span.end.max(span.start)));
        let first = self.starts.partition_point(|&start| start <= from).saturating_sub(1);
        let last = self.starts.partition_point(|&start| start < to).max(first + 1).min(first + MOST_LINES);
        let start = self.starts.get(first).copied().unwrap_or(0);
        let end = self.starts.get(last).copied().unwrap_or(self.text.len());
        let end = inside(end.min(start.max(from) + MOST_BYTES));
        let text = self.text.get(start..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let limit = text.len();
        let (from, to) = ((from - start).min(limit), to.saturating_sub(start).min(limit));
        Shown { text, line: first + 1, span: from..to.max(from) }
    }
}

/// The nearest character boundary at or before an offset.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn_at(text: &str, span: Range<usize>) -> String {
        let source = Source { name: "w.toml".into(), text: text.into() };
        drawn(
            &[Diagnostic::error("code", span, "wrong").label("here").hint("mend it")],
            &source,
            Style::Plain,
        )
    }

    #[test]
    fn a_diagnostic_shows_its_place_and_help() {
        let text = drawn_at("a = 1\nbé = 2\n", 6..9);
        assert!(
            text.contains("error[code]: wrong")
                && text.contains("w.toml:2:1")
                && text.contains("= help: mend it"),
            "{text}"
        );
        assert!(text.ends_with("w.toml: 1 error\n"), "{text}");
    }

    #[test]
    fn no_place_is_too_odd() {
        let text = "a = 1\r\nb = \"é\u{0}\"\n\n\nc";
        for from in 0..text.len() + 3 {
            for to in 0..text.len() + 3 {
                assert!(drawn_at(text, from..to).contains("wrong"));
            }
        }
        assert!(drawn_at("", 0..0).contains("wrong") && drawn_at("\n", 1..1).contains("wrong"));
        assert!(drawn_at(&"x".repeat(1_000_000), 999_999..1_000_000).len() < 5000);
    }
}
