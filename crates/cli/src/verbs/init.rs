//! `init`: a workload to begin with, from a preset and, under `--guided`, a few answers.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use costmodel::PriceBook;
use costmodel::starter::{Again, Answers, Preset};

use crate::args::Init;
use crate::outcome::{Failure, Outcome};
use crate::rim::Rim;
use crate::{out_dir, output};

/// Runs `init`.
pub fn run(args: &Init, rim: &Rim) -> Outcome {
    let to_stdout = args.file == Path::new("-");
    if !to_stdout && !args.force && args.file.exists() {
        // Before anything is asked: nobody answers six questions for nothing.
        return Err(out_dir::is_there(&args.file));
    }
    let book = rim.book()?;
    let answers = if args.guided { guided(args.preset, book)? } else { args.preset.answers() };
    let text = args.preset.write(&answers, book);
    if to_stdout {
        return output::print(|out| out.write_all(text.as_bytes()));
    }
    out_dir::write_new(&args.file, args.force, &|out| out.write_all(text.as_bytes()))?;
    let file = args.file.display();
    output::say(&format!("wrote {file}: {}", args.preset.summary));
    output::say(&format!("next: costmodel simulate {file}"));
    if let Some(budget) = answers.budget {
        output::say(&verdict(&text, book, budget));
    }
    Ok(())
}

fn guided(preset: &Preset, book: &PriceBook) -> Result<Answers, Failure> {
    let (stdin, mut stderr) = (io::stdin(), io::stderr());
    if !stdin.is_terminal() || !stderr.is_terminal() {
        let message = "--guided asks questions and needs a terminal\n  help: without it the preset's own answers \
                       are taken: edit them in the file";
        return Err(Failure::Input(message.to_owned()));
    }
    ask(preset, book, &mut stdin.lock(), &mut stderr)
}

/// Asks what the preset needs, each question until its answer can be taken. An empty line is the answer in
/// brackets.
fn ask(
    preset: &Preset,
    book: &PriceBook,
    from: &mut dyn BufRead,
    to: &mut dyn Write,
) -> Result<Answers, Failure> {
    let unsaid = |error: io::Error| Failure::Io(format!("cannot ask: {error}"));
    let mut answers = preset.answers();
    for question in preset.questions() {
        let mut offers: Vec<String> = Vec::new();
        loop {
            write!(to, "{} ", question.text(preset, &answers)).and_then(|()| to.flush()).map_err(unsaid)?;
            let mut line = String::new();
            if from.read_line(&mut line).map_err(unsaid)? == 0 {
                return Err(Failure::Input(
                    "stopped before the last question: nothing is written".to_owned(),
                ));
            }
            let reply = line.trim();
            let picked = reply.parse::<usize>().ok().and_then(|at| offers.get(at.checked_sub(1)?).cloned());
            match question.take(picked.as_deref().unwrap_or(reply), &mut answers, book) {
                Ok(()) => break,
                Err(Again { message, offers: offered }) => {
                    writeln!(to, "  {message}").map_err(unsaid)?;
                    for (number, offer) in (1..).zip(&offered) {
                        writeln!(to, "  {number}) {offer}").map_err(unsaid)?;
                    }
                    offers = offered;
                }
            }
        }
    }
    Ok(answers)
}

/// How what was written compares with the budget.
fn verdict(text: &str, book: &PriceBook, budget: u32) -> String {
    let Some(workload) = costmodel::load(text, book).workload else {
        return "the budget cannot be compared: costmodel check says why".to_owned();
    };
    let simulation = workload.simulate();
    let months = i64::from(simulation.model().months);
    let [low, expected, high] = simulation.totals().map(|total| total.costs.effective);
    let all = costmodel::Money::from_units(i64::from(budget).saturating_mul(months));
    let words = if all < low {
        "below even the low scenario"
    } else if all < expected {
        "below the expected scenario"
    } else if all < high {
        "enough for the expected scenario, not for the high one"
    } else {
        "enough for all three scenarios"
    };
    let floor =
        if simulation.coverage().unpriced.is_empty() { "" } else { "; some lines have no price there" };
    format!("the budget of {budget} USD a month is {words}, over {months} months{floor}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use costmodel::starter::preset;

    fn asked(name: &str, replies: &str) -> (Result<Answers, Failure>, String) {
        let mut told = Vec::new();
        let book = costmodel::prices::embedded();
        let answers = ask(preset(name).unwrap(), &book, &mut replies.as_bytes(), &mut told);
        (answers, String::from_utf8(told).unwrap())
    }

    #[test]
    fn empty_lines_are_the_answers_in_brackets() {
        let (answers, told) = asked("rag", "\n\n\n\n\n\n");
        assert_eq!(answers.unwrap(), preset("rag").unwrap().answers());
        for part in ["How many people", "chats", "documents", "Which model", "[aws/us-east-1]", "USD"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        let (_, told) = asked("self-hosted", "\n\n\n\n\n\n");
        assert!(!told.contains("Which model") && !told.contains("documents"), "{told}");
    }

    #[test]
    fn answers_are_read_as_people_write_them() {
        let (answers, _) = asked("rag", "1,200\n2.5\n3M\nanthropic/claude-sonnet-5\neu-central-1\n$5k\n");
        let answers = answers.unwrap();
        assert_eq!((answers.users, answers.documents, answers.budget), (1_200, 3_000_000, Some(5_000)));
        assert_eq!((answers.at.as_str(), answers.per_day.to_string().as_str()), ("aws/eu-central-1", "2.5"));
    }

    #[test]
    fn what_cannot_be_taken_is_asked_again_with_what_could_be_meant() {
        let replies = "many\n0\n-3\n10\n\n\nsonnet 5\n1\nus-esat-1\n1\n\n";
        let (answers, told) = asked("rag", replies);
        let answers = answers.unwrap();
        assert_eq!(answers.users, 10);
        assert!(told.contains("`many` is not a number above zero"), "{told}");
        assert!(told.contains("which model is `sonnet 5`?") && told.contains("\n  1) "), "{told}");
        assert!(answers.model.contains("sonnet") && answers.model.contains('5'), "{}", answers.model);
        assert!(told.contains("no region `aws/us-esat-1`") && answers.at == "aws/us-east-1", "{told}");
        let book = costmodel::prices::embedded();
        let text = preset("rag").unwrap().write(&answers, &book);
        assert!(costmodel::load(&text, &book).workload.is_some(), "{text}");
    }

    #[test]
    fn a_closed_input_writes_nothing() {
        let (answers, _) = asked("rag", "100\n");
        assert!(matches!(answers, Err(Failure::Input(message)) if message.contains("nothing is written")));
    }

    #[test]
    fn the_budget_is_compared_with_all_three() {
        let book = costmodel::prices::embedded();
        let rag = preset("rag").unwrap();
        let text = rag.write(&rag.answers(), &book);
        assert!(verdict(&text, &book, 1).contains("below even the low"));
        assert!(verdict(&text, &book, 4_000_000_000).contains("enough for all three"));
        assert!(verdict("nonsense", &book, 1).contains("cannot be compared"));
    }
}
