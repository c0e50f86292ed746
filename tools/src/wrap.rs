//! Lines of a page that people read.

/// How long a line is at most; a longer word stays whole.
const WIDTH: usize = 112;

/// The text over several lines, each after the first behind `indent`: two spaces keep it in its list item.
pub fn wrapped(text: &str, indent: &str) -> String {
    let mut words = text.split(' ');
    let mut out = words.next().unwrap_or_default().to_owned();
    let mut length = out.chars().count();
    for word in words {
        let size = word.chars().count();
        if length + 1 + size > WIDTH && !starts_a_block(word) {
            out.push('\n');
            out.push_str(indent);
            length = size;
        } else {
            out.push(' ');
            length += 1 + size;
        }
        out.push_str(word);
    }
    out
}

/// Whether markdown would take a line that begins with it for a list, a heading or a quotation.
fn starts_a_block(word: &str) -> bool {
    let numbered = word.strip_suffix(['.', ')']).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    numbered || ["-", "+", "*", "#", ">", "="].iter().any(|mark| word.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(text: &str) -> String {
        wrapped(text, "  ")
    }

    #[test]
    fn lines_break_between_words_and_begin_no_list() {
        let (long, rest) = ("x".repeat(WIDTH - 2), "y".repeat(4));
        assert_eq!(item(&format!("{long} {rest}")), format!("{long}\n  {rest}"));
        assert_eq!(item(&format!("{long} - {rest}")), format!("{long} -\n  {rest}"));
        assert_eq!(item(&format!("{long} 10. {rest}")), format!("{long} 10.\n  {rest}"));
        assert_eq!(item(&"z".repeat(2 * WIDTH)), "z".repeat(2 * WIDTH));
        assert_eq!(item("short, and whole"), "short, and whole");
    }
}
