//! The few questions that matter: what is asked, what an answer means, what is said when it cannot be taken.
//! Who asks, and how answers are read, is up to the caller.

use costmodel_core::book::PriceBook;
use rust_decimal::Decimal;

use super::ranges::number;
use super::{Answers, Preset};
use crate::nearest;

/// Models or regions offered at once.
const OFFERED: usize = 6;

/// A question to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// People who use it.
    Users,
    /// What each does on a day.
    PerDay,
    /// What is kept at the start.
    Documents,
    /// Which model answers.
    Model,
    /// Where it runs.
    Region,
    /// What it may cost in a month.
    Budget,
}

/// Why an answer cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// What is wrong with it, in a sentence.
    pub message: String,
    /// Answers that could be meant; the number of one, from 1, is an answer too.
    pub offers: Vec<String>,
}

impl Preset {
    /// What to ask, in order; what nothing in this preset follows is not asked.
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        use Question::{Budget, Documents, Model, PerDay, Region, Users};
        let people = !self.demand.driver.is_empty();
        [
            (Users, people),
            (PerDay, people),
            (Documents, self.kept.is_some()),
            (Model, self.asks_model),
            (Region, true),
            (Budget, true),
        ]
        .into_iter()
        .filter_map(|(question, asked)| asked.then_some(question))
        .collect()
    }
}

impl Question {
    /// The question, with the answer in brackets that an empty line stands for.
    #[must_use]
    pub fn text(self, preset: &Preset, answers: &Answers) -> String {
        let Answers { users, per_day, documents, model, at, .. } = answers;
        let driver = preset.demand.driver;
        match self {
            Question::Users => format!("How many people will use it? [{}]", number((*users).into())),
            Question::PerDay => {
                let days = if preset.demand.days < 30 { "a working day" } else { "a day" };
                format!("How many {driver} does each make on {days}? [{}]", per_day.normalize())
            }
            Question::Documents => {
                let kept = preset.kept.map_or("documents", |kept| kept.driver);
                format!("How many {kept} are there today? [{}]", number((*documents).into()))
            }
            Question::Model => format!("Which model answers? A part of its name will do. [{model}]"),
            Question::Region => format!("Where does it run? [{at}]"),
            Question::Budget => "What may it cost in a month, in USD? [not decided]".to_owned(),
        }
    }

    /// Takes an answer; an empty one leaves what is there.
    ///
    /// # Errors
    /// When it cannot be taken, with what could be meant.
    pub fn take(self, reply: &str, answers: &mut Answers, book: &PriceBook) -> Result<(), Again> {
        let reply = reply.trim();
        if reply.is_empty() {
            return Ok(());
        }
        match self {
            Question::Users => answers.users = whole(reply)?,
            Question::PerDay => answers.per_day = above_zero(reply)?.round_dp(3),
            Question::Documents => answers.documents = whole(reply)?,
            Question::Budget => answers.budget = Some(whole(reply.trim_start_matches(['$', ' ']))?),
            Question::Model => answers.model = one_of(reply, models(book), "model")?,
            Question::Region => {
                let regions = book.regions("aws").into_iter().filter(|region| *region != "global");
                let named = if reply.contains('/') { reply.to_owned() } else { format!("aws/{reply}") };
                answers.at =
                    one_of(&named, regions.map(|region| format!("aws/{region}")).collect(), "region")?;
            }
        }
        Ok(())
    }
}

/// Models of vendors that are sold by tokens in and out, and not withdrawn.
fn models(book: &PriceBook) -> Vec<String> {
    let mut all = Vec::new();
    for (provider, service, region) in book.tables().into_iter().filter(|table| table.1 == "models") {
        for sku in book.skus(provider, service, region) {
            let retires = book.model(provider, sku).and_then(|facts| facts.retires);
            if retires.is_some_and(|day| day <= book.date) {
                continue;
            }
            let meters = book.meters(provider, service, region, sku);
            if ["input", "output"].iter().all(|meter| meters.iter().any(|own| own == meter)) {
                all.push(format!("{provider}/{sku}"));
            }
        }
    }
    all
}

/// The name that is meant: itself, or the only one that has all the words.
fn one_of(reply: &str, names: Vec<String>, what: &str) -> Result<String, Again> {
    if let Some(exact) = names.iter().find(|name| name.eq_ignore_ascii_case(reply)) {
        return Ok(exact.clone());
    }
    let lower = reply.to_lowercase();
    let words: Vec<&str> = lower.split([' ', '/']).filter(|word| !word.is_empty()).collect();
    let mut fitting: Vec<&String> =
        names.iter().filter(|name| words.iter().all(|word| name.to_lowercase().contains(word))).collect();
    if let [only] = fitting.as_slice() {
        return Ok((*only).clone());
    }
    // The plainest name first: dated and special editions are longer.
    fitting.sort_by_key(|name| (name.len(), (*name).clone()));
    let mut offers: Vec<String> = fitting.into_iter().take(OFFERED).cloned().collect();
    if offers.is_empty() {
        // People leave the seller out.
        let own = |name: &String| name.rsplit('/').next().unwrap_or_default().to_owned();
        let bare: Vec<String> = names.iter().map(own).collect();
        let near = nearest(&lower, bare.iter().map(String::as_str));
        let meant = names.iter().filter(|name| near.iter().any(|near| own(name) == *near));
        offers.extend(meant.cloned());
        offers.extend(nearest(reply, names.iter().map(String::as_str)).into_iter().map(str::to_owned));
        offers.sort_by_key(|name| (name.len(), name.clone()));
        offers.dedup();
        offers.truncate(OFFERED);
        let message = format!("there is no {what} `{reply}` in the price book");
        return Err(Again { message, offers });
    }
    Err(Again { message: format!("which {what} is `{reply}`?"), offers })
}

/// A number of people or things: `1200`, `1_200`, `1,200`, `1.2k`, `3M`.
fn whole(reply: &str) -> Result<u32, Again> {
    let value = above_zero(reply)?;
    let whole = u32::try_from(value.round()).ok().filter(|whole| *whole > 0);
    whole.ok_or_else(|| again(format!("`{reply}` is not a number from 1 to {}", number(u32::MAX.into()))))
}

fn above_zero(reply: &str) -> Result<Decimal, Again> {
    let (digits, times) = match reply.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (reply.get(..at), 1_000_u32),
        Some((at, 'm' | 'M')) => (reply.get(..at), 1_000_000),
        _ => (Some(reply), 1),
    };
    let plain: String =
        digits.unwrap_or_default().chars().filter(|c| !matches!(c, '_' | ',' | ' ')).collect();
    let value = plain.parse::<Decimal>().ok().and_then(|value| value.checked_mul(times.into()));
    value
        .filter(|value| *value > Decimal::ZERO)
        .ok_or_else(|| again(format!("`{reply}` is not a number above zero; for example 500, 1_200 or 2k")))
}

fn again(message: String) -> Again {
    Again { message, offers: Vec::new() }
}
