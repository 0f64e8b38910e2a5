//! The project's folder and the files in it that are under version control.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;

/// The folder with everything.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

/// A text file under version control.
#[derive(Debug, Clone)]
pub(crate) struct TextFile {
    /// Its path from the root, with `/` on every system.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl TextFile {
    /// What comes after the last dot of its name.
    pub(crate) fn extension(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

impl Workspace {
    /// The workspace that this crate is a part of.
    pub(crate) fn find() -> Result<Self, String> {
        let this_crate = std::env::var_os("CARGO_MANIFEST_DIR")
            .ok_or("Please start this with `cargo xtask`.")?;
        let root =
            Path::new(&this_crate).ancestors().nth(2).ok_or("crates/xtask has been moved")?;
        Ok(Self { root: root.to_path_buf() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where cargo puts a program of this workspace.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        let folder = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.root.join(folder).join("debug").join(file)
    }

    /// The same of a program that was built with `--release`.
    pub(crate) fn released(&self, name: &str) -> PathBuf {
        let debug = self.program(name);
        let folder = debug.parent().and_then(Path::parent).unwrap_or(&self.root);
        folder.join("release").join(debug.file_name().unwrap_or_default())
    }

    /// Where cargo puts a dynamic library of this workspace.
    pub(crate) fn library(&self, name: &str) -> PathBuf {
        use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
        self.program(name).with_file_name(format!("{DLL_PREFIX}{name}{DLL_SUFFIX}"))
    }

    /// A folder of that name among what cargo builds, for what need not be kept.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.program("").with_file_name("xtask").join(name)
    }

    /// The text of one file.
    pub(crate) fn read(&self, path: &str) -> Result<String, String> {
        std::fs::read_to_string(self.root.join(path)).map_err(|error| format!("{path}: {error}"))
    }

    /// Every text file under version control, or new and not ignored.
    pub(crate) fn text_files(&self) -> Result<Vec<TextFile>, String> {
        let mut git = Command::new("git");
        git.args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(&self.root);
        let mut files = Vec::new();
        for path in process::output(&mut git)?.lines() {
            // What is not UTF-8 is a picture; what is gone was deleted and not yet committed.
            if let Ok(text) = std::fs::read_to_string(self.root.join(path)) {
                files.push(TextFile { path: path.to_owned(), text });
            }
        }
        Ok(files)
    }
}
