//! A line while a kind makes it.

use std::sync::Arc;

use costmodel_core::book::Key;
use costmodel_core::model::{Basis, Expr, FleetId};
use costmodel_core::month::Week;
use costmodel_core::num::{Ratio, UnitPrice};
use costmodel_core::scenario::Ranged;
use costmodel_core::unit::Unit;

/// A line being made.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) name: String,
    pub(super) key: Key,
    pub(super) quantity: Expr,
    pub(super) unit: Unit,
    pub(super) basis: Basis,
    pub(super) driver: Option<String>,
    pub(super) note: String,
    pub(super) shape: Option<FleetId>,
    pub(super) schedule: Option<Arc<Week>>,
    pub(super) step: Option<u64>,
    pub(super) uplift: Option<(Ratio, String)>,
    pub(super) stated: Option<Ranged<UnitPrice>>,
}

impl Draft {
    /// A line for a meter: its name, its price, how much of it in which unit.
    #[must_use]
    pub fn new(name: &str, key: Key, quantity: Expr, unit: Unit) -> Draft {
        Draft {
            name: name.to_owned(),
            key,
            quantity,
            unit,
            basis: Basis::Usage,
            driver: None,
            note: String::new(),
            shape: None,
            schedule: None,
            step: None,
            uplift: None,
            stated: None,
        }
    }

    /// Added by a stated default.
    #[must_use]
    pub fn assumed(mut self) -> Draft {
        self.basis = Basis::Assumed;
        self
    }

    /// Independent of demand.
    #[must_use]
    pub fn deterministic(mut self) -> Draft {
        self.basis = Basis::Deterministic;
        self
    }

    /// The driver that moves it.
    #[must_use]
    pub fn driver(mut self, name: &str) -> Draft {
        self.driver = Some(name.to_owned());
        self
    }

    /// What the reader must know about it; several notes are joined.
    #[must_use]
    pub fn note(mut self, note: impl AsRef<str>) -> Draft {
        if !self.note.is_empty() && !note.as_ref().is_empty() {
            self.note.push_str("; ");
        }
        self.note.push_str(note.as_ref());
        self
    }

    /// Its hours follow a fleet.
    #[must_use]
    pub fn shape(mut self, fleet: FleetId) -> Draft {
        self.shape = Some(fleet);
        self
    }

    /// It runs in some hours of the week only.
    #[must_use]
    pub fn schedule(mut self, schedule: Option<Arc<Week>>) -> Draft {
        self.schedule = schedule;
        self
    }

    /// Its tokens are in the long-context step that this many tokens of input reach.
    #[must_use]
    pub fn step(mut self, tokens: Option<u64>) -> Draft {
        self.step = tokens;
        self
    }

    /// Its money is multiplied, for a reason.
    #[must_use]
    pub fn uplift(mut self, uplift: Option<(Ratio, String)>) -> Draft {
        self.uplift = uplift;
        self
    }

    /// It costs what the user says.
    #[must_use]
    pub fn stated(mut self, cost: Ranged<UnitPrice>) -> Draft {
        self.stated = Some(cost);
        self
    }
}
