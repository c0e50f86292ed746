//! `costmodel.lock` on disk: written, asked, or looked at in passing.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use costmodel::{Lock, LockChange, Locked};

use crate::outcome::{Failure, Outcome};
use crate::{out_dir, output};

/// Its name, beside the workload.
const NAME: &str = "costmodel.lock";
/// Changes named one by one in passing.
const NAMED: usize = 5;

/// The lock of a workload: where it stands, and the name the workload has in it.
#[derive(Debug)]
pub struct LockFile {
    path: PathBuf,
    workload: String,
}

impl LockFile {
    /// The lock beside a workload, unless it is to stand elsewhere. A workload from stdin has none of its own.
    pub fn of(workload: &Path, elsewhere: Option<&Path>) -> Option<LockFile> {
        let beside = || (workload != Path::new("-")).then(|| workload.with_file_name(NAME));
        let path = elsewhere.map(Path::to_owned).or_else(beside)?;
        let name = workload.file_name().map_or_else(|| "stdin".into(), |name| name.to_string_lossy());
        let workload = if workload == Path::new("-") { "stdin".to_owned() } else { name.into_owned() };
        Some(LockFile { path, workload })
    }

    /// Writes what the workload uses now, and leaves other workloads of the file alone.
    pub fn write(&self, now: Locked) -> Outcome {
        let mut lock = self.read()?.unwrap_or_default();
        lock.workloads.insert(self.workload.clone(), now);
        out_dir::write_new(&self.path, true, &|out| write!(out, "{lock}"))?;
        output::say(&format!("wrote {}", self.path.display()));
        Ok(())
    }

    /// Fails where a price is not as it was locked.
    pub fn hold(&self, now: &Locked) -> Outcome {
        let Some(lock) = self.read()? else {
            return Err(Failure::Input(format!(
                "there is no lock {}; --lock writes it",
                self.path.display()
            )));
        };
        let Some(locked) = lock.workloads.get(&self.workload) else {
            let (path, name) = (self.path.display(), &self.workload);
            return Err(Failure::Input(format!("{path} holds no prices of {name}; --lock adds them")));
        };
        let changes = locked.changes(now);
        if changes.is_empty() {
            return Ok(());
        }
        let said: Vec<String> = changes.iter().map(|change| format!("  {change}")).collect();
        let tables = tables(locked, now);
        let head = self.head(&changes);
        Err(Failure::Strict(format!("--locked: {head}\n{}{tables}", said.join("\n"))))
    }

    /// Says in passing what is not as it was locked; a lock that cannot be read is no reason not to price.
    pub fn mention(&self, now: impl FnOnce() -> Locked) {
        let lock = match self.read() {
            Ok(None) => return,
            Ok(Some(lock)) => lock,
            Err(_) => {
                return output::say(&format!("warning: {} cannot be read as a lock", self.path.display()));
            }
        };
        let Some(locked) = lock.workloads.get(&self.workload) else { return };
        let changes = locked.changes(&now());
        if changes.is_empty() {
            return;
        }
        output::say(&format!("note: {}", self.head(&changes)));
        for change in changes.iter().take(NAMED) {
            output::say(&format!("  {change}"));
        }
        if changes.len() > NAMED {
            output::say(&format!("  and {} more; --locked names them all", changes.len() - NAMED));
        }
    }

    fn head(&self, changes: &[LockChange]) -> String {
        let count = match changes.len() {
            1 => "1 price is".to_owned(),
            count => format!("{count} prices are"),
        };
        format!("{count} not as in {}", self.path.display())
    }

    /// The lock, where there is one.
    fn read(&self) -> Result<Option<Lock>, Failure> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::at(&self.path, "read", &error)),
        };
        let wrong = |why: String| Failure::Input(format!("{} is no lock: {why}", self.path.display()));
        Lock::parse(&text).map(Some).map_err(wrong)
    }
}

fn tables(locked: &Locked, now: &Locked) -> String {
    match locked.changed_shards(now).as_slice() {
        [] => String::new(),
        changed => format!("\n  tables that changed: {}", changed.join(", ")),
    }
}
