//! `docs/errors.md`, made from the corpus.

use std::fmt::Write as _;

use super::Case;
use super::meanings::MEANINGS;

/// What most broken files begin with; left out of the page where it is not what is broken.
pub const HEAD: &str =
    "name = \"a\"\nstart = \"2027-01\"\nmonths = 12\n\n[placement.main]\nat = \"aws/us-east-1\"\n\n";

/// The page.
pub fn page(corpus: &[Case]) -> String {
    let mut out = String::from(
        "# Errors and warnings\n\n\
         <!-- Made from crates/workload/tests/errors by the test `errors`; UPDATE_EXPECT=1 rewrites it. -->\n\n\
         Everything wrong with a workload is reported at once, with its place and its mend. An error stops: nothing is \
         priced. A warning does not. Below, each code has what it means, a file that gives it, and the message. Most files \
         begin with these lines, which are left out where they are as they should be (line numbers count them):\n\n",
    );
    let _ = write!(out, "```toml\n{}```\n", HEAD.trim_end_matches('\n').to_owned() + "\n");
    for (code, meaning) in MEANINGS {
        let _ = write!(out, "\n## {code}\n\n{meaning}\n\n");
        let Some((shown, case)) = shortest(corpus, code) else { continue };
        if shown.is_empty() {
            out.push_str("An empty file gives:\n\n");
        } else {
            let more = shown.lines().count() > 60;
            let lines: Vec<&str> = shown.trim_end().lines().take(if more { 3 } else { 60 }).collect();
            let _ = write!(
                out,
                "```toml\n{}\n{}```\n\n",
                lines.join("\n"),
                if more { "# … and so on\n" } else { "" }
            );
        }
        let _ = write!(out, "```text\n{}```\n", case.messages);
    }
    out
}

/// The file that shows a code with the least text.
fn shortest<'c>(corpus: &'c [Case], code: &str) -> Option<(&'c str, &'c Case)> {
    let of_code = corpus.iter().filter(|case| case.code() == code);
    of_code.map(|case| (shown(case), case)).min_by_key(|(shown, case)| (shown.len(), case.stem.clone()))
}

fn shown(case: &Case) -> &str {
    let rest = case.text.strip_prefix(HEAD).unwrap_or(&case.text);
    let head = case.text.len() - rest.len();
    let in_head = case
        .diagnostics
        .iter()
        .any(|d| d.span.as_ref().is_some_and(|span| span.start > 0 && span.start < head));
    if in_head { &case.text } else { rest }
}
