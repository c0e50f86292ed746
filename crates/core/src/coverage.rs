//! What of a kind of component has a price at a place.

use jiff::civil::Date;

use crate::book::Key;

/// A kind at a place, with every line that its examples make there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCoverage {
    /// The kind: `container`.
    pub kind: &'static str,
    /// The place: `aws/us-east-1`.
    pub at: String,
    /// Lines by name and price, each once, in the order of the examples.
    pub lines: Vec<LineCoverage>,
    /// Why examples make no lines there: `a container of gcp cannot be priced yet`.
    pub not_lowered: Vec<String>,
}

/// A line of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineCoverage {
    /// What it is: `vCPU`.
    pub line: String,
    /// The price it needs.
    pub key: Key,
    /// How well it is known.
    pub state: State,
    /// The oldest day a price of it was observed.
    pub as_of: Option<Date>,
    /// Why it has no price.
    pub why: String,
}

/// How well something is known, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As a vendor lists it, or stated by the user.
    Priced,
    /// At a price that is computed from others or printed rounded.
    Derived,
    /// Without a price.
    Hole,
}

impl State {
    /// All, the best first.
    pub const ALL: [State; 3] = [State::Priced, State::Derived, State::Hole];

    /// `priced`, `derived` or `hole`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            State::Priced => "priced",
            State::Derived => "derived",
            State::Hole => "hole",
        }
    }
}

impl KindCoverage {
    /// The state of its worst line; a hole where an example makes no lines.
    #[must_use]
    pub fn state(&self) -> State {
        if !self.not_lowered.is_empty() {
            return State::Hole;
        }
        self.lines.iter().map(|line| line.state).max().unwrap_or(State::Hole)
    }

    /// How many of its lines are in a state.
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }

    /// What is missing: each price with the lines that need it, then why examples make no lines.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let mut by_price: Vec<(&str, Vec<&str>)> = Vec::new();
        for hole in self.lines.iter().filter(|line| line.state == State::Hole) {
            match by_price.iter_mut().find(|(why, _)| *why == hole.why) {
                Some((_, lines)) => lines.push(&hole.line),
                None => by_price.push((&hole.why, vec![&hole.line])),
            }
        }
        let prices = by_price.into_iter().map(|(why, lines)| format!("{why} ({})", lines.join(", ")));
        prices.chain(self.not_lowered.iter().cloned()).collect()
    }
}
