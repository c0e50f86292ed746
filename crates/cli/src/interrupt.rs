//! What an interrupted run leaves behind: nothing. Files are written beside their targets and renamed; an
//! interrupt takes the unfinished ones away, and waits while finished ones are put in place.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tempfile::NamedTempFile;

/// The exit code of a run that was interrupted: 128 and the number of the signal, as shells have it.
const INTERRUPTED: i32 = 130;

static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static IN_PLACE: Mutex<()> = Mutex::new(());
static INSTALLED: Once = Once::new();

/// Makes a file that is removed when the run is interrupted. Where no handler can be installed, a hidden file
/// would be left; its target is never half-written.
pub fn unfinished(make: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<NamedTempFile> {
    INSTALLED.call_once(|| {
        let _ = ctrlc::set_handler(|| {
            let _held = hold();
            for file in lock(&UNFINISHED).iter() {
                let _ = std::fs::remove_file(file);
            }
            std::process::exit(INTERRUPTED);
        });
    });
    let mut known = lock(&UNFINISHED);
    let file = make()?;
    known.push(file.path().to_owned());
    Ok(file)
}

/// While this is held, an interrupt waits.
pub fn hold() -> MutexGuard<'static, ()> {
    lock(&IN_PLACE)
}

fn lock<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
