//! Tables gone through on several threads, where the order of what is found does not matter.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::place::TableKey;

/// Threads that go through tables.
const THREADS: usize = 4;
/// Fewer tables than this are gone through before a thread has begun.
const WORTH_A_THREAD: usize = 8;

/// What `of_one` finds in each table, in no order: whoever asks sorts it by something no two share.
pub(crate) fn in_no_order<T: Send>(
    tables: &[&TableKey],
    of_one: impl Fn(&TableKey) -> Vec<T> + Sync,
) -> Vec<T> {
    if tables.len() < WORTH_A_THREAD {
        return tables.iter().flat_map(|table| of_one(table)).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        while let Some(table) = tables.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.extend(of_one(table));
        }
        found
    };
    thread::scope(|scope| {
        // Where there are no threads, one does it all.
        let others: Vec<_> =
            (1..THREADS).filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
        let mut found = work();
        for other in others {
            found.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        found
    })
}
