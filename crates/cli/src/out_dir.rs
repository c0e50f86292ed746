//! One file in its place, or several into a folder: all of them or none.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::interrupt;
use crate::outcome::Failure;

/// What writes the content of a file.
pub type Writer<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

/// Writes each file beside its target, then puts all in place. On a failure nothing is left behind: files that
/// were there stay as they were, and a folder made for the purpose is taken away again.
pub fn write_all(folder: &Path, files: &[(&str, Writer<'_>)]) -> Result<(), Failure> {
    let made = !folder.exists();
    fs::create_dir_all(folder).map_err(|error| Failure::at(folder, "make the folder", &error))?;
    let written = prepare(folder, files).and_then(|prepared| {
        // Whoever interrupts now waits: it is all of them or none.
        let _held = interrupt::hold();
        put_in_place(folder, prepared)
    });
    if written.is_err() && made {
        // Only when it is empty: nobody else's files are touched.
        let _ = fs::remove_dir(folder);
    }
    written
}

/// Says that a file is there and stays as it is.
pub fn is_there(file: &Path) -> Failure {
    Failure::Input(format!("{} is there already; remove it, or write to another file", file.display()))
}

/// Writes one file, whole or not at all. One that is there is replaced only under `force`.
pub fn write_new(file: &Path, force: bool, write: Writer<'_>) -> Result<(), Failure> {
    if !force && fs::symlink_metadata(file).is_ok() {
        return Err(is_there(file));
    }
    let Some(name) = file.file_name().and_then(|name| name.to_str()) else {
        return Err(Failure::Input(format!("{} is no name of a file", file.display())));
    };
    write_all(folder_of(file), &[(name, write)])
}

/// A new file beside a target, that disappears unless it is [`put`] in its place.
pub fn beside(target: &Path) -> Result<NamedTempFile, Failure> {
    if target.is_dir() {
        return Err(Failure::Io(format!("cannot write {}: a folder has that name", target.display())));
    }
    new_file(folder_of(target)).map_err(|error| Failure::at(target, "write", &error))
}

/// Puts a file in the place of its target.
pub fn put(file: NamedTempFile, target: &Path) -> Result<(), Failure> {
    let _held = interrupt::hold();
    file.persist(target).map(drop).map_err(|error| Failure::at(target, "write", &error.error))
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

type Prepared = Vec<(PathBuf, NamedTempFile)>;

fn prepare(folder: &Path, files: &[(&str, Writer<'_>)]) -> Result<Prepared, Failure> {
    let mut prepared = Vec::with_capacity(files.len());
    for (name, write) in files {
        let target = folder.join(name);
        if target.is_dir() {
            return Err(Failure::Io(format!("cannot write {}: a folder has that name", target.display())));
        }
        let failed = |error: io::Error| Failure::at(&target, "write", &error);
        let mut file = new_file(folder).map_err(failed)?;
        let mut out = BufWriter::with_capacity(64 * 1024, file.as_file_mut());
        write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
        drop(out);
        prepared.push((target, file));
    }
    Ok(prepared)
}

fn put_in_place(folder: &Path, prepared: Prepared) -> Result<(), Failure> {
    let mut done: Vec<(PathBuf, Option<NamedTempFile>)> = Vec::new();
    for (target, file) in prepared {
        match replace(folder, &target, file) {
            Ok(before) => done.push((target, before)),
            Err(error) => {
                // Back to how it was, in reverse.
                for (target, before) in done.into_iter().rev() {
                    let _ = match before {
                        Some(before) => before.persist(&target).map(drop).map_err(|error| error.error),
                        None => fs::remove_file(&target),
                    };
                }
                return Err(Failure::at(&target, "write", &error));
            }
        }
    }
    Ok(())
}

/// Puts a file in its place; gives back what was there before.
fn replace(folder: &Path, target: &Path, file: NamedTempFile) -> io::Result<Option<NamedTempFile>> {
    let before = match fs::exists(target)? {
        true => {
            let kept = new_file(folder)?;
            fs::copy(target, kept.path())?;
            Some(kept)
        }
        false => None,
    };
    file.persist(target).map_err(|error| error.error)?;
    Ok(before)
}

/// A file that disappears unless it is put in place, readable as any other.
fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".costmodel-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    interrupt::unfinished(|| builder.tempfile_in(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_writer_that_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.csv"), "old").unwrap();
        let good: Writer<'_> = &|out| out.write_all(b"new");
        let bad: Writer<'_> = &|_| Err(io::Error::other("full"));
        assert!(write_all(folder.path(), &[("a.csv", good), ("b.csv", bad)]).is_err());
        assert_eq!(names(folder.path()), ["a.csv"]);
        assert_eq!(fs::read_to_string(folder.path().join("a.csv")).unwrap(), "old");
        let inner = folder.path().join("made");
        assert!(write_all(&inner, &[("b.csv", bad)]).is_err());
        assert!(!inner.exists());
    }

    #[test]
    fn a_name_that_is_taken_by_a_folder_stops_all() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b.csv")).unwrap();
        let good: Writer<'_> = &|out| out.write_all(b"new");
        assert!(write_all(folder.path(), &[("a.csv", good), ("b.csv", good)]).is_err());
        assert_eq!(names(folder.path()), ["b.csv"]);
        assert!(write_all(folder.path(), &[("a.csv", good), ("c.csv", good)]).is_ok());
        assert_eq!(names(folder.path()), ["a.csv", "b.csv", "c.csv"]);
    }
}
