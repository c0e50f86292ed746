//! Seeded damage to texts.

use super::Random;

const LETTERS: &[char] = &[
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u',
    'v', 'w', 'x', 'y', 'z', '_',
];
const STRANGE: &[char] = &[
    '"',
    '\'',
    '[',
    ']',
    '{',
    '}',
    '=',
    '.',
    ',',
    '#',
    '\n',
    '\r',
    '\t',
    '\0',
    ' ',
    '\\',
    '-',
    '+',
    '_',
    '%',
    '/',
    ':',
    '0',
    '9',
    'e',
    'é',
    '→',
    '\u{feff}',
    '\u{a0}',
    '\u{1f980}',
];

/// A damaged copy of a text, and what was done to it.
pub fn damaged(text: &str, random: &mut Random) -> (&'static str, String) {
    let mut chars: Vec<char> = text.chars().collect();
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (at, other) = (random.below(chars.len()), random.below(chars.len()));
    let (line, other_line) = (random.below(lines.len()), random.below(lines.len()));
    let what = match random.below(14) {
        0 => {
            chars.remove(at);
            "character deleted"
        }
        1 => {
            chars.insert(at, chars[at]);
            "character doubled"
        }
        2 => {
            chars.swap(at, other);
            "characters swapped"
        }
        3 if at > 0 => {
            chars.swap(at, at - 1);
            "neighbours swapped"
        }
        4 => {
            lines.remove(line);
            return ("line deleted", lines.concat());
        }
        5 => {
            lines.insert(other_line, lines[line]);
            return ("line doubled", lines.concat());
        }
        6 => {
            lines.swap(line, other_line);
            return ("lines swapped", lines.concat());
        }
        7 | 8 => {
            return (
                "digit changed",
                one_of(
                    &chars,
                    |c| c.is_ascii_digit(),
                    |_, random| char::from(b'0' + u8::try_from(random.below(10)).unwrap()),
                    random,
                ),
            );
        }
        9 | 10 => {
            return (
                "letter changed",
                one_of(&chars, char::is_alphabetic, |_, random| *random.of(LETTERS), random),
            );
        }
        11 => {
            chars.insert(at, *random.of(STRANGE));
            "character inserted"
        }
        12 => {
            let end = (at + random.below(40)).min(chars.len());
            chars.drain(at..end);
            "part deleted"
        }
        _ => {
            chars.truncate(at);
            "truncated"
        }
    };
    (what, chars.into_iter().collect())
}

/// One character of a sort, replaced.
fn one_of(
    chars: &[char],
    sort: impl Fn(char) -> bool,
    by: impl Fn(char, &mut Random) -> char,
    random: &mut Random,
) -> String {
    let places: Vec<usize> = (0..chars.len()).filter(|&at| sort(chars[at])).collect();
    let place = *random.of(&places);
    let mut chars = chars.to_vec();
    chars[place] = by(chars[place], random);
    chars.into_iter().collect()
}

/// Misspellings of a word by one letter: left out, exchanged with the next, replaced, put in.
pub fn typos(word: &str, random: &mut Random) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut all = Vec::new();
    for at in 0..letters.len() {
        let mut less = letters.clone();
        less.remove(at);
        all.push(less);
        if at + 1 < letters.len() {
            let mut swapped = letters.clone();
            swapped.swap(at, at + 1);
            all.push(swapped);
        }
        for _ in 0..2 {
            let mut other = letters.clone();
            other[at] = *random.of(LETTERS);
            all.push(other);
            let mut more = letters.clone();
            more.insert(at + random.below(2), *random.of(LETTERS));
            all.push(more);
        }
    }
    let mut words: Vec<String> = all.into_iter().map(|letters| letters.into_iter().collect()).collect();
    words.retain(|typo: &String| typo != word && !typo.is_empty());
    words.sort();
    words.dedup();
    words
}
