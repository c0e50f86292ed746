//! The guides of docs/guides: read from top to bottom, each block does what the page says. A block
//! ```` ```toml NAME ```` writes a file, ```` ```toml NAME + ```` adds to it, ```` ```console ```` is run line by
//! line, and what follows a command is what it prints. `UPDATE_EXPECT=1 cargo test -p costmodel-cli --test
//! guides` writes the outputs anew.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fenced block: what stands behind its fence, and its lines.
struct Block {
    info: String,
    first_line: usize,
    lines: Vec<String>,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut inside = false;
    for (at, line) in page.lines().enumerate() {
        match (inside, line.strip_prefix("```")) {
            (false, Some(info)) => {
                inside = true;
                found.push(Block { info: info.trim().to_owned(), first_line: at + 1, lines: Vec::new() });
            }
            (true, Some(_)) => inside = false,
            (true, None) => found.last_mut().unwrap().lines.push(line.to_owned()),
            (false, None) => {}
        }
    }
    assert!(!inside, "a block lacks its closing fence");
    found
}

/// The words of a command; what stands in quotes is one.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in command.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Runs a line: `costmodel …`, `head -N FILE`, `ls FOLDER`. A simulation prints what it prints to a terminal: a
/// table.
fn output(folder: &Path, command: &str) -> String {
    let words = words(command);
    let (program, arguments) = words.split_first().unwrap();
    match (program.as_str(), arguments) {
        ("costmodel", arguments) => {
            let says_how = arguments.iter().any(|word| word == "--out" || word == "--format");
            let to_terminal = arguments[0] == "simulate" && !says_how;
            let ran = Command::new(env!("CARGO_BIN_EXE_costmodel"))
                .args(arguments)
                .args(if to_terminal { &["--format", "table"][..] } else { &[] })
                .current_dir(folder)
                .env_remove("COSTMODEL_PRICES")
                .env("COSTMODEL_COLOR", "never")
                .output()
                .unwrap();
            let code = match ran.status.code() {
                Some(0) => String::new(),
                code => format!("? {}\n", code.unwrap()),
            };
            let told = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
            format!("{}{}{code}", told[0], told[1])
        }
        ("head", [lines, file]) => {
            let count: usize = lines.trim_start_matches('-').parse().unwrap();
            let text = fs::read_to_string(folder.join(file)).unwrap();
            text.lines().take(count).fold(String::new(), |all, line| all + line + "\n")
        }
        ("ls", [of]) => {
            let mut names: Vec<String> = fs::read_dir(folder.join(of))
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names.join("\n") + "\n"
        }
        _ => panic!("a guide runs costmodel, head and ls, not `{command}`"),
    }
}

/// A page with the outputs that its commands print today.
fn renewed(page: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
    // From the last to the first when they are put in, from the first to the last when they run.
    let mut edits = Vec::new();
    for block in blocks(page) {
        let info: Vec<&str> = block.info.split(' ').collect();
        match info.as_slice() {
            ["toml" | "csv", name] => fs::write(folder.path().join(name), text(&block.lines)).unwrap(),
            ["toml" | "csv", name, "+"] => {
                let file = folder.path().join(name);
                let before = fs::read_to_string(&file).unwrap();
                fs::write(file, before + "\n" + &text(&block.lines)).unwrap();
            }
            ["console"] => {
                edits.push((block.first_line, block.lines.len(), ran(folder.path(), &block.lines)))
            }
            other => {
                panic!("line {}: a block of a guide is toml, csv or console, not {other:?}", block.first_line)
            }
        }
    }
    for (first, count, new) in edits.into_iter().rev() {
        lines.splice(first..first + count, new);
    }
    text(&lines)
}

/// The lines of a console block with what its commands print now. An output that ends in `...` is shown so far.
fn ran(folder: &Path, lines: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].starts_with("$ ")).collect();
    for (n, &start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(lines.len());
        let shown = &lines[start + 1..end];
        let printed = output(folder, lines[start].trim_start_matches("$ "));
        let printed = without_hashes(&printed);
        all.push(lines[start].clone());
        match shown.last().map(String::as_str) {
            Some("...") => {
                all.extend(printed.lines().take(shown.len() - 1).map(str::to_owned));
                all.push("...".to_owned());
            }
            _ => all.extend(printed.lines().map(str::to_owned)),
        }
    }
    all
}

/// A text without the hashes of price books, which are others after every price change: 12 or 64 digits.
fn without_hashes(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_alphanumeric()) {
        let (before, word) = rest.split_at(start);
        let end = word.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        let is_hash = [12, 64].contains(&word.len())
            && word.chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f'))
            && word.chars().any(|digit| digit.is_ascii_alphabetic());
        clean.push_str(before);
        clean.push_str(if is_hash { "[HASH]" } else { word });
        rest = after;
    }
    clean + rest
}

fn text(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |all, line| all + line + "\n")
}

#[test]
fn the_guides_are_true() {
    let guides = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides");
    let mut pages = 0;
    for entry in fs::read_dir(guides).unwrap() {
        let path = entry.unwrap().path();
        let page = fs::read_to_string(&path).unwrap();
        let now = renewed(&page);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &now).unwrap();
        } else {
            let differs = page.lines().zip(now.lines()).position(|(old, new)| old != new);
            assert!(
                page == now,
                "{} differs from line {:?}; UPDATE_EXPECT=1 rewrites it",
                path.display(),
                differs.map(|at| at + 1)
            );
        }
        pages += 1;
    }
    assert!(pages > 0, "there is no guide");
}
