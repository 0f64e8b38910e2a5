//! A file that is there whole, or not at all.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Writes into a new file beside `path`, which only its owner can read, and puts it in its place.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, |file| file.write_all(bytes))
}

pub(super) fn write_with(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    // A device or a pipe would be gone, and the code lie in a file in its place.
    if std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        let why = "it is a device or a pipe, which a file would replace";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Dropped before it is in place, it is deleted.
    let mut file = NamedTempFile::new_in(folder).map_err(of_the_system)?;
    content(file.as_file_mut())?;
    file.as_file_mut().flush()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The system's own error, with its number. Around it is one that names a file which nobody asked
/// for and which is not there any more.
fn of_the_system(error: io::Error) -> io::Error {
    let inner = error.get_ref().and_then(|around| around.source());
    let number = inner.and_then(|inner| inner.downcast_ref::<io::Error>()?.raw_os_error());
    number.map_or(error, io::Error::from_raw_os_error)
}
