//! Syntax errors in the user's words, and which part of the text each makes unreadable.

use costmodel_core::diag::{Diagnostic, Span};

use super::Problems;

/// Reports what a parser found: one error a line, for what follows on it is noise.
pub fn tell(text: &str, mut errors: Vec<(Span, &str)>, problems: &mut Problems) {
    errors.sort_by_key(|(span, _)| span.start);
    let mut told = None;
    let mut table = 0..0;
    let mut torn: Vec<(Span, bool)> = Vec::new();
    // Up to where everything follows from an error already told.
    let mut swallowed = 0;
    for (span, message) in errors {
        let line = line_of(text, span.start);
        if told == Some(line.start) || span.start < swallowed {
            continue;
        }
        told = Some(line.start);
        let words = in_words(text, &line, &span, message);
        if !(table.contains(&span.start) && span.end <= table.end) {
            table = table_of(text, &span);
        }
        if words.swallows {
            swallowed = table.end;
        }
        problems.push(words.diagnostic);
        // Text without quotes is read all the same; anything else loses its table.
        torn.push(match words.reach {
            Reach::Line => (line, false),
            Reach::Table => (table.clone(), true),
            Reach::File => (0..text.len().max(1), true),
        });
    }
    for (span, names) in torn {
        problems.tear(span, names);
    }
}

/// How far an error makes the text unreadable.
#[derive(Clone, Copy)]
enum Reach {
    Line,
    Table,
    File,
}

struct Words {
    diagnostic: Diagnostic,
    reach: Reach,
    /// Whether the other errors of the table follow from it.
    swallows: bool,
}

/// What a parser says, and what it means: its words, ours, the mend. `{}` is the text it stumbled over.
const MEANINGS: [(&str, &str, &str); 22] = [
    (
        "unclosed inline table",
        "a table in braces lacks its closing `}`",
        "close it on the same line: { low = \"…\", expected = \"…\", high = \"…\" }",
    ),
    (
        "between array elements",
        "an array lacks a comma or its closing `]`",
        "write it as [\"chats\", \"reindex\"]",
    ),
    ("unclosed array,", "an array lacks its closing `]`", "write it as [\"chats\", \"reindex\"]"),
    (
        "comma between key-value",
        "a comma is missing between two entries",
        "separate them with commas: { low = \"…\", expected = \"…\", high = \"…\" }",
    ),
    (
        "extra assignment",
        "a comma is missing between two entries",
        "separate them with commas: { low = \"…\", expected = \"…\", high = \"…\" }",
    ),
    ("visible characters", "a control character stands in a string", "remove it: strings are plain text"),
    ("comment character", "a control character stands in a comment", "remove it: comments are plain text"),
    (
        "multi-line",
        "a string in three quotes lacks its closing quotes",
        "close it with \"\"\", or write it on one line in single quotes",
    ),
    ("invalid basic string", "a string lacks its closing quote", "close it on the same line: \"…\""),
    ("invalid literal string", "a string lacks its closing quote", "close it on the same line: '…'"),
    (
        "escape",
        "a backslash in a string begins an escape, and this is none",
        "write \\\\ for a backslash, or put the string in 'single quotes'",
    ),
    ("leading zero", "a number does not begin with a zero", "drop the leading zeros"),
    ("only go between digits", "`_` stands only between two digits", "for example 50_000"),
    ("invalid date", "`{}` is not a date", "months and days are strings: \"2027-01\", \"2027-01-15\""),
    ("invalid time", "`{}` is not a time", "times stand in strings: \"weekdays 08:00-20:00\""),
    (
        "invalid float",
        "`{}` is not a number",
        "one decimal point: 1.5; a number with a unit is a string: \"2 GiB\"",
    ),
    ("invalid boolean", "`{}` is neither true nor false", "write true or false, in small letters"),
    ("recurs", "nested too deep to be a workload", "tables and arrays nest two or three levels deep"),
    (
        "carriage return",
        "a line ends with a carriage return alone",
        "save the file with the line ends of Unix or Windows",
    ),
    ("unquoted key", "`{}` cannot stand in a key", "names are letters, digits, `-` and `_`"),
    (
        "expected key",
        "a key is missing",
        "a workload is TOML: lines like months = 24, below headers like [driver.chats]",
    ),
    ("unexpected key or value", "something stands behind the value", "one key and value on a line"),
];

fn in_words(text: &str, line: &Span, span: &Span, message: &str) -> Words {
    let raw = text.get(span.clone()).unwrap_or("");
    let unseen: String = raw.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
    let found = if raw.trim().is_empty() && !raw.is_ascii() { unseen.as_str() } else { raw.trim() };
    let whole = text.get(line.clone()).unwrap_or("").trim();
    let key = whole.split('=').next().unwrap_or("").trim();
    let is_header = whole.starts_with('[') || (whole.ends_with(']') && !whole.contains('='));
    let say = |told: String, hint: String, reach: Reach, swallows: bool| Words {
        diagnostic: Diagnostic::error("syntax", span.clone(), told).label("cannot be read").hint(hint),
        reach,
        swallows,
    };
    let colon = || {
        say(
            "`:` does not stand between key and value".into(),
            "a workload is TOML: write key = value".into(),
            Reach::Table,
            false,
        )
    };
    if message.contains("duplicate key") {
        let what = if is_header { whole } else { found };
        let diagnostic = Diagnostic::error("duplicate-name", span.clone(), format!("`{what}` is set twice"))
            .label("set a second time")
            .hint("keep one of the two");
        return Words { diagnostic, reach: Reach::Table, swallows: is_header };
    }
    if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| whole.starts_with(mark)) {
        return say(
            "a merge conflict was left in the file".into(),
            "keep one side, and remove the lines of <, = and >".into(),
            Reach::Table,
            false,
        );
    }
    if message.contains("must be quoted") {
        return unquoted(found, key, whole, &say);
    }
    if is_header && !message.contains("unquoted key") {
        let name = whole.trim_matches(['[', ']', ' ']);
        let mended = if whole.starts_with("[[") || whole.ends_with("]]") {
            format!("[[{name}]]")
        } else {
            format!("[{name}]")
        };
        return say(
            "the brackets of a header do not match".into(),
            format!("write {mended}"),
            Reach::Table,
            false,
        );
    }
    if message.contains("key with no value") || message.contains("expected `=`") {
        let word = whole.split([' ', ':', '\t']).next().unwrap_or("");
        if whole.get(word.len()..).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            return colon();
        }
        return say(
            format!("`{word}` has no value"),
            format!("write {word} = …, with `=` between key and value"),
            Reach::Table,
            false,
        );
    }
    if message.contains("unquoted key") && found.starts_with(':') {
        return colon();
    }
    if message.contains("unexpected key or value")
        && text.get(span.start..).is_some_and(|rest| rest.starts_with(','))
    {
        return say(
            "a comma stands in a number, or behind a value".into(),
            "thousands are written with `_`: 50_000; lines do not end with a comma".into(),
            Reach::Table,
            false,
        );
    }
    match MEANINGS.iter().find(|(theirs, ..)| message.contains(theirs)) {
        Some((theirs, ours, mend)) => {
            let value = if theirs.starts_with("invalid") {
                whole.split_once('=').map_or(found, |(_, value)| value.trim())
            } else {
                found
            };
            let reach = if *theirs == "multi-line" { Reach::File } else { Reach::Table };
            let swallows = theirs.contains("array") || theirs.contains("unclosed") || *theirs == "recurs";
            say(ours.replace("{}", value), (*mend).to_owned(), reach, swallows)
        }
        None => say(
            format!("not TOML: {message}"),
            "strings need quotes, tables brackets; a number with a unit is a string: \"2 GiB\"".into(),
            Reach::Table,
            false,
        ),
    }
}

/// A string without quotes, or nothing at all, where a value should stand.
fn unquoted(
    found: &str,
    key: &str,
    whole: &str,
    say: &dyn Fn(String, String, Reach, bool) -> Words,
) -> Words {
    if found.is_empty() {
        return say(format!("`{key}` has no value"), format!("write {key} = …"), Reach::Table, false);
    }
    let plain = found.trim_matches(['“', '”', '„', '‘', '’', '«', '»', '"', '\'']);
    let alone = whole
        .split_once('=')
        .is_some_and(|(_, value)| value.split('#').next().is_some_and(|value| value.trim() == found));
    let is_number = plain.starts_with(|c: char| c.is_ascii_digit())
        && plain.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '\''));
    let mended = if is_number { plain.replace([' ', ',', '\''], "_") } else { format!("\"{plain}\"") };
    let mended = if alone { format!("{key} = {mended}") } else { mended };
    let told = match (is_number, plain == found) {
        (true, _) => format!("`{found}` is not a number"),
        (false, true) => format!("`{found}` needs quotes"),
        (false, false) => format!("`{found}` needs plain quotes"),
    };
    say(told, format!("write {mended}"), Reach::Line, false)
}

/// The line of a place, with its line break.
fn line_of(text: &str, at: usize) -> Span {
    let at = at.min(text.len());
    let start =
        text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found.saturating_add(1));
    let end = text
        .get(at..)
        .and_then(|after| after.find('\n'))
        .map_or(text.len(), |found| at.saturating_add(found).saturating_add(1));
    start..end
}

/// The table around a place: from its header to the next.
fn table_of(text: &str, at: &Span) -> Span {
    let is_header =
        |line: &Span| text.get(line.clone()).is_some_and(|line| line.trim_start().starts_with('['));
    let mut line = line_of(text, at.start);
    let mut start = line.start;
    while !is_header(&line) && line.start > 0 {
        line = line_of(text, line.start.saturating_sub(1));
        start = line.start;
    }
    let mut end = line_of(text, at.end).end.max(start);
    while end < text.len() {
        let next = line_of(text, end);
        if is_header(&next) || next.end <= end {
            break;
        }
        end = next.end;
    }
    start..end.max(start.saturating_add(1))
}
