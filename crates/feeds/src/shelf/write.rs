//! The folder replaced as a whole: whoever reads it sees all of the old or all of the new.
//!
//! The new folder is written beside the old one, brought to the disk, and then takes its place in one step of the
//! file system. A run that is killed before leaves a hidden folder, which the next run takes away; one that is
//! killed after leaves the old tables there.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Shelf, UNFINISHED};

/// Writes a folder in the place of another, or where none is; `before` is how it stood when the new one was
/// thought out.
///
/// # Errors
/// When it cannot be written, or somebody else has written it meanwhile; the old folder is as it was.
pub fn write(folder: &Path, before: &Shelf, shelf: &Shelf) -> io::Result<()> {
    let (parent, name) = parts(folder)?;
    fs::create_dir_all(&parent)?;
    let _lock = Lock::take(&parent, &name)?;
    if Shelf::load(folder).map_err(io::Error::other)? != *before {
        return Err(io::Error::other("it was changed by somebody else meanwhile; run the update again"));
    }
    sweep(&parent, &name)?;
    let new = tempfile::Builder::new().prefix(&unfinished(&name)).tempdir_in(&parent)?;
    fill(new.path(), shelf)?;
    // From here on the folder is either put in its place or taken away by hand.
    let path = new.keep();
    let put = put(&path, folder);
    let _ = fs::remove_dir_all(&path);
    File::open(&parent)?.sync_all()?;
    put
}

fn parts(folder: &Path) -> io::Result<(PathBuf, String)> {
    let name = folder.file_name().and_then(|name| name.to_str()).ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidInput, "the folder of prices needs a name of its own")
    })?;
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((parent.to_owned(), name.to_owned()))
}

fn unfinished(name: &str) -> String {
    format!("{UNFINISHED}{name}-")
}

/// What killed runs left behind. Nobody else is at work: the lock is held.
fn sweep(parent: &Path, name: &str) -> io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(&unfinished(name)) && entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn fill(folder: &Path, shelf: &Shelf) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Made for one's own eyes, it is to be readable as any other folder.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    for (path, text) in &shelf.files {
        let target = folder.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut file = File::create_new(&target)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    File::open(folder)?.sync_all()
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn put(new: &Path, folder: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};

    if !folder.exists() {
        return fs::rename(new, folder);
    }
    match renameat_with(CWD, new, CWD, folder, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // A file system that cannot exchange two names.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            put_in_two_steps(new, folder)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn put(new: &Path, folder: &Path) -> io::Result<()> {
    if folder.exists() { put_in_two_steps(new, folder) } else { fs::rename(new, folder) }
}

/// The old folder is out of its place for a moment, whole and beside it.
fn put_in_two_steps(new: &Path, folder: &Path) -> io::Result<()> {
    let (parent, name) = parts(folder)?;
    let aside = parent.join(format!("{name}.before-update"));
    fs::rename(folder, &aside)?;
    match fs::rename(new, folder) {
        Ok(()) => fs::remove_dir_all(&aside),
        Err(error) => {
            fs::rename(&aside, folder)?;
            Err(error)
        }
    }
}

/// Two updates of one folder do not run at a time.
struct Lock(#[allow(dead_code)] File);

impl Lock {
    fn take(parent: &Path, name: &str) -> io::Result<Lock> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(parent.join(format!(".{name}.costmodel-lock")))?;
        #[cfg(unix)]
        rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).map_err(|error| {
            match error {
                rustix::io::Errno::WOULDBLOCK => io::Error::other("another update of this folder is at work"),
                other => other.into(),
            }
        })?;
        Ok(Lock(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(text: &str) -> Shelf {
        Shelf { files: [("a/b/c.csv".to_owned(), text.to_owned())].into() }
    }

    #[test]
    fn a_folder_takes_the_place_of_another() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("own");
        fs::create_dir(parent.path().join(format!("{UNFINISHED}own-dead"))).unwrap();
        for (before, text) in [(Shelf::default(), "one"), (shelf("one"), "two")] {
            write(&folder, &before, &shelf(text)).unwrap();
            assert_eq!(Shelf::load(&folder), Ok(shelf(text)));
        }
        let mut left: Vec<_> = fs::read_dir(&parent).unwrap().map(|e| e.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [".own.costmodel-lock", "own"]);
    }

    #[test]
    fn a_folder_that_is_being_updated_is_left_alone() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("own");
        write(&folder, &Shelf::default(), &shelf("one")).unwrap();
        let held = Lock::take(parent.path(), "own").unwrap();
        assert!(
            write(&folder, &shelf("one"), &shelf("two")).unwrap_err().to_string().contains("another update")
        );
        assert_eq!(Shelf::load(&folder), Ok(shelf("one")));
        drop(held);
        write(&folder, &shelf("one"), &shelf("two")).unwrap();
        let error = write(&folder, &shelf("one"), &shelf("three")).unwrap_err();
        assert!(error.to_string().contains("somebody else"));
    }

    #[test]
    fn what_cannot_be_written_leaves_the_old() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("own");
        write(&folder, &Shelf::default(), &shelf("one")).unwrap();
        let mut bad = shelf("two");
        bad.files.insert("a/b".to_owned(), "a file where a folder has to be".to_owned());
        assert!(write(&folder, &shelf("one"), &bad).is_err());
        assert_eq!(Shelf::load(&folder), Ok(shelf("one")));
    }
}
