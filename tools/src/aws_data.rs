//! Decisions about databases, caches, queues, streams and files of AWS.

use crate::ledger::Ledger;
use crate::ledger_text::Decision;

pub const DECISIONS: &[Decision] = &[];

pub fn notes(ledger: &mut Ledger) {
    for note in [] as [&str; 0] {
        ledger.note("AWS data services", note);
    }
}
