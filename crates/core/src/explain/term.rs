//! An expression with its numbers: what a reader sees of a quantity.

use rust_decimal::Decimal;

use crate::diag::Span;
use crate::scenario::Ranged;

/// A number with its name, and how it comes about.
///
/// A term without a name stands inside the formula of the one above it; a named one is shown by its name there
/// and explained on a line of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What it is; empty inside a formula.
    pub name: String,
    /// Its value in the month and scenario; `None` when it leaves the range of numbers.
    pub value: Option<Decimal>,
    /// Its unit, for the reader; may be empty.
    pub unit: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Where the user wrote it.
    pub span: Option<Span>,
    /// Its readings, where the scenarios differ.
    pub range: Option<Ranged<Decimal>>,
    /// How its parts make it.
    pub op: Op,
    /// What it is made of.
    pub parts: Vec<Term>,
    /// What the formula cannot say, a sentence each.
    pub notes: Vec<String>,
}

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The user wrote it.
    Given,
    /// A stated default.
    Assumed,
    /// A definition: 3,600 seconds in an hour.
    Defined,
    /// Computed from others.
    Computed,
}

impl Origin {
    /// `given`, `assumed`, `by definition` or `computed`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Origin::Given => "given",
            Origin::Assumed => "assumed",
            Origin::Defined => "by definition",
            Origin::Computed => "computed",
        }
    }
}

/// How the parts of a term make its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// It has no parts.
    Number,
    /// All multiplied, left to right.
    Times,
    /// All added.
    Plus,
    /// The first over the second.
    Over,
    /// The first less the second, not below zero.
    Above,
    /// The largest.
    Largest,
    /// The smallest.
    Smallest,
    /// Rounded up to a whole number.
    Ceil,
    /// As the notes say: the parts are what they speak of.
    Described,
}

/// A number with all its digits and no more.
pub(super) fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

impl Term {
    /// A named number that is computed from others.
    pub(super) fn computed(name: String, value: Option<Decimal>, unit: &str) -> Term {
        Term {
            name,
            value,
            unit: unit.to_owned(),
            origin: Origin::Computed,
            span: None,
            range: None,
            op: Op::Number,
            parts: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// With a name; what already has one becomes its formula.
    pub(super) fn called(self, name: String) -> Term {
        if self.name.is_empty() {
            return Term { name, ..self };
        }
        let outer = Term::computed(name, self.value, &self.unit);
        Term { op: Op::Times, parts: vec![self], ..outer }
    }

    /// The formula with names: `replica hours x vCPU`. Empty for a plain number.
    #[must_use]
    pub fn formula(&self) -> String {
        self.joined(&|term| if term.name.is_empty() { None } else { Some(term.name.clone()) })
    }

    /// The formula with numbers: `1488 x 2`. Empty for a plain number.
    #[must_use]
    pub fn numbers(&self) -> String {
        self.joined(&|term| {
            let shown = !term.name.is_empty() || matches!(term.op, Op::Number | Op::Described);
            shown.then(|| term.shown_value())
        })
    }

    /// The value with all its digits, or a question mark where it is out of range.
    #[must_use]
    pub fn shown_value(&self) -> String {
        self.value.map_or_else(|| "?".to_owned(), plain)
    }

    /// The named terms of its formula, and those that explain them, outermost first, each once.
    #[must_use]
    pub fn named(&self) -> Vec<&Term> {
        let mut named: Vec<&Term> = Vec::new();
        let mut waiting: std::collections::VecDeque<&Term> = self.parts.iter().collect();
        while let Some(term) = waiting.pop_front() {
            if term.name.is_empty() {
                term.parts.iter().rev().for_each(|part| waiting.push_front(part));
            } else if !named.contains(&term) {
                named.push(term);
                waiting.extend(&term.parts);
            }
        }
        named
    }

    /// The assumed numbers in it.
    #[must_use]
    pub fn assumptions(&self) -> Vec<&Term> {
        self.named().into_iter().chain([self]).filter(|term| term.origin == Origin::Assumed).collect()
    }

    fn joined(&self, shown: &dyn Fn(&Term) -> Option<String>) -> String {
        let part =
            |at: usize| self.parts.get(at).map_or_else(String::new, |part| part.inside(self.op, at, shown));
        let all = |between: &str| (0..self.parts.len()).map(part).collect::<Vec<_>>().join(between);
        match self.op {
            Op::Number | Op::Described => String::new(),
            Op::Times => all(" x "),
            Op::Plus => all(" + "),
            Op::Over => all(" / "),
            Op::Above => format!("max(0, {})", all(" - ")),
            Op::Largest => format!("max({})", all(", ")),
            Op::Smallest => format!("min({})", all(", ")),
            Op::Ceil => format!("round-up({})", all(", ")),
        }
    }

    /// This term inside the formula of another, in parentheses where they are needed.
    fn inside(&self, outer: Op, at: usize, shown: &dyn Fn(&Term) -> Option<String>) -> String {
        if let Some(text) = shown(self) {
            return text;
        }
        let text = self.joined(shown);
        let loose = match outer {
            Op::Times => self.op == Op::Plus || (self.op == Op::Over && at > 0),
            Op::Over => self.op == Op::Plus || (at > 0 && matches!(self.op, Op::Times | Op::Over)),
            Op::Above => at > 0 && self.op == Op::Plus,
            _ => false,
        };
        if loose { format!("({text})") } else { text }
    }
}
