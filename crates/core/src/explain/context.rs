//! From an expression to a term: the same tree, with names and values.

use rust_decimal::Decimal;

use super::row_id::RowIds;
use super::term::{Op, Origin, Term, plain};
use crate::model::{Expr, FleetId, FleetMeasure, Leaf, Model, SeriesId, TalkId, TokenLeaf};
use crate::month::{Active, Month, Week};
use crate::price::Charge;
use crate::project::Projected;

/// All that an explanation reads.
pub(super) struct Context<'a> {
    pub model: &'a Model,
    pub charges: &'a [Charge],
    pub ids: &'a RowIds,
    pub projected: &'a Projected<'a>,
    pub month: u16,
}

/// When the owner of an expression exists and runs.
#[derive(Clone, Copy)]
pub(super) struct Times<'a> {
    pub active: &'a Active,
    pub schedule: Option<&'a Week>,
}

impl Context<'_> {
    pub(super) fn when(&self) -> Month {
        self.model.start.plus(self.month)
    }

    pub(super) fn term(&self, expr: &Expr, times: Times<'_>) -> Term {
        let value = self.projected.evaluate(expr, times.active, times.schedule, self.month);
        match expr {
            Expr::Leaf(leaf) => self.leaf(leaf),
            Expr::Series(id) => self.series_term(*id),
            Expr::Fleet(id, measure) => self.fleet_term(*id, *measure),
            Expr::Tokens { talk, step, leaf } => self.tokens_term(*talk, *step, *leaf, value),
            Expr::Hours => self.hours_term(times, value),
            Expr::ActiveShare => self.share_term(times.active, value),
            Expr::Product(parts) => self.inner(Op::Times, parts.iter(), times, value),
            Expr::Sum(parts) => self.inner(Op::Plus, parts.iter(), times, value),
            Expr::Over(a, b) => self.inner(Op::Over, [&**a, &**b].into_iter(), times, value),
            Expr::Above(a, b) => self.inner(Op::Above, [&**a, &**b].into_iter(), times, value),
            Expr::Largest(parts) => self.inner(Op::Largest, parts.iter(), times, value),
            Expr::Smallest(parts) => self.inner(Op::Smallest, parts.iter(), times, value),
            Expr::Ceil(part) => self.inner(Op::Ceil, [&**part].into_iter(), times, value),
        }
    }

    fn inner<'e>(
        &self,
        op: Op,
        parts: impl Iterator<Item = &'e Expr>,
        times: Times<'_>,
        value: Option<Decimal>,
    ) -> Term {
        let parts = parts.map(|part| self.term(part, times)).collect();
        Term { op, parts, ..Term::computed(String::new(), value, "") }
    }

    fn leaf(&self, leaf: &Leaf) -> Term {
        let origin = match (leaf.assumed, &leaf.span) {
            (true, _) => Origin::Assumed,
            (false, Some(_)) => Origin::Given,
            (false, None) => Origin::Defined,
        };
        Term {
            origin,
            span: leaf.span.clone(),
            range: leaf.value.is_ranged().then_some(leaf.value),
            ..Term::computed(leaf.name.clone(), Some(*leaf.value.get(self.projected.scenario())), &leaf.unit)
        }
    }

    fn hours_term(&self, times: Times<'_>, value: Option<Decimal>) -> Term {
        let month = self.when();
        let (first, end) = times.active.days_in(month);
        let mut note = format!("{month} has {} hours", month.hours());
        if (first, end) != (0, month.days()) {
            note.push_str(&format!("; it exists on days {} to {end}", first + 1));
        }
        if let Some(schedule) = times.schedule {
            note.push_str(&format!("; it runs in the hours of `{}`", schedule.name));
        }
        if self.model.hours == crate::month::HoursRule::Flat730 {
            note.push_str(&format!("; by the rule of 730 hours a month: hours x 730 / {}", month.hours()));
        }
        Term { notes: vec![note], ..Term::computed("hours".to_owned(), value, "Hours") }
    }

    fn share_term(&self, active: &Active, value: Option<Decimal>) -> Term {
        let month = self.when();
        let (first, end) = active.days_in(month);
        let note = format!("{} of the {} days of {month}", end - first, month.days());
        Term { notes: vec![note], ..Term::computed("share of the month".to_owned(), value, "") }
    }

    fn series_term(&self, id: SeriesId) -> Term {
        super::series::series_term(self, id)
    }

    fn fleet_term(&self, id: FleetId, measure: FleetMeasure) -> Term {
        super::fleet::fleet_term(self, id, measure)
    }

    fn tokens_term(&self, talk: TalkId, step: u8, leaf: TokenLeaf, value: Option<Decimal>) -> Term {
        super::tokens::tokens_term(self, talk, step, leaf, value)
    }

    /// A number the user wrote that has no place in the expression tree: a share, a growth rate.
    pub(super) fn ranged(&self, name: &str, value: &crate::scenario::Ranged<Decimal>, unit: &str) -> Term {
        Term {
            origin: Origin::Given,
            range: value.is_ranged().then_some(*value),
            ..Term::computed(name.to_owned(), Some(*value.get(self.projected.scenario())), unit)
        }
    }

    /// The reading of this scenario, with all its digits.
    pub(super) fn read(&self, value: &crate::scenario::Ranged<Decimal>) -> String {
        plain(*value.get(self.projected.scenario()))
    }
}
