//! A file that is there whole, or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// Writes into a new file beside `path`, which only its owner can read, and puts it in its place.
///
/// # Errors
/// The system's, with its number; `InvalidInput` if there is a device, a pipe or a link.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, |file| file.write_all(bytes))
}

/// Whether a file could be put there: a code is not asked for only to be lost.
///
/// # Errors
/// What [`write_whole`] would say before it writes.
pub fn could_write_whole(path: &Path) -> io::Result<()> {
    beside(path).map(drop)
}

pub(super) fn write_with(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = beside(path)?;
    // The file itself: around it, errors have no number, and name a file that nobody asked for.
    content(file.as_file_mut())?;
    file.as_file_mut().flush()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A new file in the same folder. Dropped before it is in place, it is deleted.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    // It would be gone, and the code lie in a file in its place: `/dev/stdout` is a link, too.
    if let Some(there) = not_to_be_replaced(path) {
        let why = format!("it is {there}, which a file would replace");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    Builder::new().make_in(folder, open)
}

fn not_to_be_replaced(path: &Path) -> Option<&'static str> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return Some("a device or a pipe");
    }
    fs::symlink_metadata(path).is_ok_and(|there| there.is_symlink()).then_some("a link")
}

/// By hand, since an error then is the system's own, with its number.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}
