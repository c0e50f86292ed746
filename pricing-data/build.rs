//! Lists every table under this folder, with its SHA-256, as one sorted static slice.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script reads files and talks to cargo"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest, Sha256};

/// Folders that hold no tables.
const NOT_TABLES: [&str; 2] = ["src", "target"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?).join("tables.rs");
    // A folder stands for everything in it, so new and deleted tables are seen too.
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=.");

    let mut paths = Vec::new();
    find(&root, "", &mut paths)?;
    paths.sort();

    let (mut list, mut all) = (String::new(), Sha256::new());
    for path in &paths {
        let hash = hex(&Sha256::digest(fs::read(root.join(path))?));
        all.update(format!("{path} {hash}\n"));
        let text = format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?}))", format!("/{path}"));
        writeln!(list, "    Table {{ path: {path:?}, text: {text}, sha256: {hash:?} }},")?;
    }
    let hash = hex(&all.finalize());
    fs::write(
        out,
        format!(
            "/// Every table, sorted by path.\npub static TABLES: &[Table] = &[\n{list}];\n\n\
             /// SHA-256 over a line `<path> <sha256>` for each table, in hex.\n\
             pub const HASH: &str = {hash:?};\n"
        ),
    )?;
    Ok(())
}

/// The paths of all tables in a folder, relative to the root, with `/` on every system.
fn find(root: &Path, folder: &str, paths: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name =
            entry.file_name().into_string().map_err(|name| format!("not UTF-8: {}", name.display()))?;
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if entry.file_type()?.is_dir() {
            let skip = name.starts_with('.') || (folder.is_empty() && NOT_TABLES.contains(&name.as_str()));
            if !skip {
                find(root, &path, paths)?;
            }
        } else if name.ends_with(".csv") && !name.starts_with('.') {
            paths.push(path);
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
