//! What an interrupted run leaves behind: nothing half-written. Files are written beside their targets and
//! renamed; an interrupt takes the unfinished ones away, and waits while finished ones are put in place. A run
//! that streams writes everything it has before it reads more, and an interrupt waits for that.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, Once, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use tempfile::NamedTempFile;

/// The exit code of a run that was interrupted: 128 and the number of the signal, as shells have it.
const INTERRUPTED: i32 = 130;
/// How long an interrupt waits at most: whoever reads a stream may have stopped reading.
const PATIENCE: Duration = Duration::from_secs(2);
const STEP: Duration = Duration::from_millis(5);

static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static BUSY: Mutex<()> = Mutex::new(());
static INSTALLED: Once = Once::new();

/// Makes a file that is removed when the run is interrupted. Where no handler can be installed, a hidden file
/// would be left; its target is never half-written.
pub fn unfinished(make: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<NamedTempFile> {
    install();
    let mut known = lock(&UNFINISHED);
    let file = make()?;
    known.push(file.path().to_owned());
    Ok(file)
}

/// While this is held, an interrupt waits.
pub fn hold() -> MutexGuard<'static, ()> {
    lock(&BUSY)
}

/// An input of a run that streams: an interrupt waits, except during reads.
pub struct Streamed<R> {
    input: R,
    held: Option<MutexGuard<'static, ()>>,
}

impl<R: Read> Streamed<R> {
    /// Holds interrupts off from here to the first read.
    pub fn new(input: R) -> Streamed<R> {
        install();
        Streamed { input, held: Some(hold()) }
    }
}

impl<R: Read> Read for Streamed<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.held = None;
        let read = self.input.read(room);
        self.held = Some(hold());
        read
    }
}

fn install() {
    INSTALLED.call_once(|| {
        let _ = ctrlc::set_handler(end);
    });
}

fn end() {
    let _held = wait();
    for file in lock(&UNFINISHED).iter() {
        let _ = std::fs::remove_file(file);
    }
    std::process::exit(INTERRUPTED);
}

fn wait() -> Option<MutexGuard<'static, ()>> {
    let mut waited = Duration::ZERO;
    loop {
        match BUSY.try_lock() {
            Ok(held) => return Some(held),
            Err(TryLockError::Poisoned(held)) => return Some(held.into_inner()),
            Err(TryLockError::WouldBlock) if waited >= PATIENCE => return None,
            Err(TryLockError::WouldBlock) => thread::sleep(STEP),
        }
        waited = waited.saturating_add(STEP);
    }
}

fn lock<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
