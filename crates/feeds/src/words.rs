//! Names kept once, so that prices can refer to them by number.

use std::collections::BTreeMap;
use std::rc::Rc;

/// Names by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    numbers: BTreeMap<Rc<str>, u32>,
    names: Vec<Rc<str>>,
}

impl Names {
    /// The number of a name; a new one where it is new.
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Rc<str> = name.into();
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }

    /// The name of a number.
    pub(crate) fn name(&self, number: u32) -> &str {
        usize::try_from(number).ok().and_then(|at| self.names.get(at)).map_or("", AsRef::as_ref)
    }
}
