//! A file that is there whole, or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// Writes into a new file beside `path`, which only its owner can read, and puts it in its place. Where
/// `path` is a link, that is the place it leads to.
///
/// # Errors
/// The system's, with its number; `InvalidInput` if there is a device, a pipe, or a link to what a
/// process has open, such as `/dev/stdout`.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, |file| file.write_all(bytes))
}

/// Whether a file could be put there: a code is not asked for only to be lost.
///
/// # Errors
/// What [`write_whole`] would say before it writes.
pub fn could_write_whole(path: &Path) -> io::Result<()> {
    beside(&place(path)?).map(drop)
}

pub(super) fn write_with(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let place = place(path)?;
    let mut file = beside(&place)?;
    // The file itself: around it, errors have no number, and name a file that nobody asked for.
    content(file.as_file_mut())?;
    file.as_file_mut().flush()?;
    file.persist(place).map_err(|error| error.error)?;
    Ok(())
}

/// Where the file will be: a link stays, and its target is exchanged, or made.
fn place(path: &Path) -> io::Result<PathBuf> {
    // A device or a pipe would be gone, and the code lie in a file in its place.
    if !may_be_replaced(fs::metadata(path))? {
        let why = "it is a device or a pipe, which a file would replace";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    let mut place = path.to_owned();
    while let Ok(target) = fs::read_link(&place) {
        place = place.parent().unwrap_or(Path::new("")).join(target);
        if place.starts_with("/proc") || place.starts_with("/dev/fd") {
            let why = "it leads to what a process has open, which a file would not be written to";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
    }
    Ok(place)
}

/// Whether a file may take the place of what is there, if anything is.
fn may_be_replaced(there: io::Result<fs::Metadata>) -> io::Result<bool> {
    match there {
        Ok(there) => Ok(there.is_file() || there.is_dir()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        // No file has a name with NUL in it. The system says so with a number, later; Rust without.
        Err(error) if error.raw_os_error().is_none() => Ok(true),
        Err(error) => Err(error), // such as links that lead in a circle
    }
}

/// A new file in the same folder. Dropped before it is in place, it is deleted.
fn beside(place: &Path) -> io::Result<NamedTempFile> {
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    Builder::new().make_in(folder, open)
}

/// By hand, since an error then is the system's own, with its number.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}
