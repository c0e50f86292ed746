//! Starters: workload files to begin with, from a few answers.
//!
//! A preset is a commented workload with slots; [`Preset::write`] fills them. Without a question asked the
//! answers are the preset's own, so that a starter always loads and has a price.
//!
//! ```
//! use costmodel::starter::{Answers, PRESETS};
//!
//! let rag = &PRESETS[0];
//! let book = costmodel::prices::embedded();
//! let text = rag.write(&Answers { users: 300, ..rag.answers() }, &book);
//! let workload = costmodel::load(&text, &book).workload.ok_or("it loads")?;
//! assert_eq!(workload.name(), "rag");
//! # Ok::<(), &str>(())
//! ```

mod questions;
mod ranges;

use costmodel_core::book::PriceBook;
use costmodel_core::month::Month;
use rust_decimal::Decimal;

pub use questions::{Again, Question};
use ranges::{added, monthly, number, stock};

/// What to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in a few words.
    pub summary: &'static str,
    /// The business number behind it: what people do.
    pub demand: Demand,
    /// What it keeps, if anything grows with documents.
    pub kept: Option<Kept>,
    /// Whether a vendor's model answers.
    pub asks_model: bool,
    template: &'static str,
}

/// What people do, in the words of the file.
#[derive(Clone, Copy, Debug)]
pub struct Demand {
    /// The driver: `chats`; empty where nothing follows people.
    pub driver: &'static str,
    /// People, unless said otherwise.
    pub users: u32,
    /// How many a day each, in tenths.
    pub tenths_per_day: u32,
    /// Days of a month on which they do: 21 working days, or all 30.
    pub days: u32,
}

/// What is kept, in the words of the file.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// The driver: `documents`.
    pub driver: &'static str,
    /// How many, unless said otherwise.
    pub count: u32,
    /// Added in a month, in percent of that: low, expected, high.
    pub added: [u32; 3],
}

/// What was asked, or what is taken unasked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// People who use it.
    pub users: u32,
    /// What each does on a day.
    pub per_day: Decimal,
    /// Documents, or records, at the start.
    pub documents: u32,
    /// `anthropic/claude-sonnet-5`.
    pub model: String,
    /// `aws/us-east-1`.
    pub at: String,
    /// US dollars a month.
    pub budget: Option<u32>,
}

/// All presets; the first is the one that nothing asks for.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "rag",
        summary: "an assistant that answers from a team's own documents",
        demand: Demand { driver: "chats", users: 500, tenths_per_day: 40, days: 21 },
        kept: Some(Kept { driver: "documents", count: 100_000, added: [1, 3, 6] }),
        asks_model: true,
        template: include_str!("rag.toml"),
    },
    Preset {
        name: "agents",
        summary: "agents that work in loops of tool calls",
        demand: Demand { driver: "tasks", users: 100, tenths_per_day: 60, days: 21 },
        kept: None,
        asks_model: true,
        template: include_str!("agents.toml"),
    },
    Preset {
        name: "batch",
        summary: "documents read by a model in batches: extracted, embedded, kept",
        demand: Demand { driver: "", users: 1, tenths_per_day: 10, days: 30 },
        kept: Some(Kept { driver: "documents", count: 500_000, added: [2, 5, 10] }),
        asks_model: true,
        template: include_str!("batch.toml"),
    },
    Preset {
        name: "self-hosted",
        summary: "an open model on GPUs of one's own, behind an API",
        demand: Demand { driver: "requests", users: 2_000, tenths_per_day: 200, days: 21 },
        kept: None,
        asks_model: false,
        template: include_str!("self-hosted.toml"),
    },
    Preset {
        name: "saas",
        summary: "a web product: users, an API, workers, a database, a model inside",
        demand: Demand { driver: "requests", users: 10_000, tenths_per_day: 600, days: 30 },
        kept: Some(Kept { driver: "records", count: 5_000_000, added: [1, 4, 8] }),
        asks_model: true,
        template: include_str!("saas.toml"),
    },
];

/// Where people are, by the beginning of a region's name: the zone whose hours are theirs.
const ZONES: [(&str, &str); 12] = [
    ("us-east", "America/New_York"),
    ("us-west", "America/Los_Angeles"),
    ("ca-", "America/Toronto"),
    ("sa-", "America/Sao_Paulo"),
    ("eu-west-2", "Europe/London"),
    ("eu-west-3", "Europe/Paris"),
    ("eu-west", "Europe/Dublin"),
    ("eu-", "Europe/Berlin"),
    ("ap-northeast-1", "Asia/Tokyo"),
    ("ap-southeast-1", "Asia/Singapore"),
    ("ap-southeast-2", "Australia/Sydney"),
    ("ap-south", "Asia/Kolkata"),
];

/// More documents than this have an index that outgrows the memory of the largest database machine, in the high
/// scenario of the `rag` preset: 12 passages each, 1,536 dimensions, twice as many at the start and 6 % a month.
const LARGEST_INDEX: u32 = 1_000_000;
const FEW_VECTORS: (&str, &str) =
    ("pgvector", "PostgreSQL; others: opensearch, pinecone, qdrant, weaviate, zilliz, s3-vectors");
const MANY_VECTORS: (&str, &str) = ("opensearch", "so many vectors need the memory of several machines");

/// The column in which comments begin.
const COMMENT: usize = 40;

/// A preset by its name.
#[must_use]
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

impl Preset {
    /// What is taken when nothing is asked.
    #[must_use]
    pub fn answers(&self) -> Answers {
        Answers {
            users: self.demand.users,
            per_day: Decimal::new(i64::from(self.demand.tenths_per_day), 1).normalize(),
            documents: self.kept.map_or(0, |kept| kept.count),
            model: "anthropic/claude-sonnet-5".to_owned(),
            at: "aws/us-east-1".to_owned(),
            budget: None,
        }
    }

    /// The workload. Its first month is the one after the book's date: a starter reads no clock.
    #[must_use]
    pub fn write(&self, answers: &Answers, book: &PriceBook) -> String {
        let start = Month::of(book.date).plus(1);
        let region = answers.at.split_once('/').map_or(answers.at.as_str(), |(_, region)| region);
        let zone = ZONES.iter().find(|(start, _)| region.starts_with(start)).map_or("UTC", |(_, zone)| zone);
        let budget = answers.budget.map_or_else(String::new, |budget| {
            format!(
                "# The budget, as answered: {} USD a month; compare it with the mean month.\n",
                number(budget.into())
            )
        });
        let documents = self.kept.map_or_else(String::new, |kept| {
            format!("{}\n\n{}", stock(kept, answers.documents), added(kept, answers.documents))
        });
        let (vectors, vectors_why) =
            if answers.documents > LARGEST_INDEX { MANY_VECTORS } else { FEW_VECTORS };
        let slots: [(&str, &str); 9] = [
            ("budget", &budget),
            ("start", &start.to_string()),
            ("at", &answers.at),
            ("zone", zone),
            ("requests", &monthly(self.demand, answers)),
            ("documents", &documents),
            ("model", &answers.model),
            ("vectors", vectors),
            ("vectors_why", vectors_why),
        ];
        let lines = self.template.split_inclusive('\n').map(|line| filled(line, &slots));
        lines.collect()
    }
}

/// A line of a template with its slots filled, its comment where those of other lines are.
fn filled(line: &str, slots: &[(&str, &str)]) -> String {
    if !line.contains("{{") {
        return line.to_owned();
    }
    let fill = |part: &str| {
        slots
            .iter()
            .fold(part.to_owned(), |text, (slot, value)| text.replace(&format!("{{{{{slot}}}}}"), value))
    };
    match line.split_once(" #") {
        Some((code, comment)) => commented(&fill(code.trim_end()), &fill(comment.trim_start())),
        None => fill(line),
    }
}

/// A line with its comment in the column of comments, or two blanks after it where it is longer.
fn commented(code: &str, comment: &str) -> String {
    let code = format!("{code}  ");
    format!("{code:<COMMENT$}# {comment}")
}
