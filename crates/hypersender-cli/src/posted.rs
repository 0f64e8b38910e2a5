//! A code in files: written whole, readable by its owner alone, and gone when the code is dead.

use std::path::Path;
use std::sync::{Arc, Mutex, Weak};

use hypersender::{QrCode, could_write_whole, write_whole};

use crate::failure::Failure;
use crate::options::Places;

/// Whether files can be made there at all: a code is not asked for only to be lost.
pub(crate) fn check(places: &Places) -> Result<(), Failure> {
    for path in [&places.png, &places.svg].into_iter().flatten() {
        if path.is_dir() {
            return Err(Failure::File(format!("{} is a folder.", path.display())));
        }
        could_write_whole(path).map_err(|error| Failure::file(path, &error))?;
    }
    Ok(())
}

/// Writes the code into the files that are named. One that can't be written stops no other: which
/// files have it now, and the last failure.
pub(crate) fn write(code: &QrCode, places: &Places) -> (Places, Option<Failure>) {
    let mut written = places.clone();
    let mut failure = None;
    if let Some(path) = &places.png
        && let Err(error) = code.save(path)
    {
        written.png = None;
        failure = Some(Failure::file(path, &error));
    }
    if let Some(path) = &places.svg
        && let Err(error) = write_svg(code, path)
    {
        written.svg = None;
        failure = Some(error);
    }
    (written, failure)
}

fn write_svg(code: &QrCode, path: &Path) -> Result<(), Failure> {
    let svg = code.svg()?;
    write_whole(path, svg.as_bytes()).map_err(|error| Failure::file(path, &error))
}

/// A code in files, until this is dropped.
#[derive(Debug)]
pub(crate) struct Posted(Arc<Files>);

#[derive(Debug)]
struct Files {
    code: QrCode,
    places: Places,
}

/// All of them that there are: for when this process is stopped.
static POSTED: Mutex<Vec<Weak<Files>>> = Mutex::new(Vec::new());

impl Posted {
    pub(crate) fn new(code: &QrCode, places: &Places) -> Result<Self, Failure> {
        // Of two files one may be there already when the other can't be written.
        let posted = Self(Arc::new(Files { code: code.clone(), places: places.clone() }));
        if let (_, Some(failure)) = write(code, places) {
            return Err(failure);
        }
        if let Ok(mut all) = POSTED.lock() {
            all.retain(|files| files.strong_count() > 0);
            all.push(Arc::downgrade(&posted.0));
        }
        Ok(posted)
    }
}

impl Drop for Posted {
    fn drop(&mut self) {
        self.0.remove();
    }
}

impl Files {
    fn remove(&self) {
        for path in [&self.places.png, &self.places.svg].into_iter().flatten() {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Takes the codes away that are in files: nobody would do it once they are dead.
pub(crate) fn take_away() {
    on_each(Files::remove);
}

/// Puts those back that still live.
pub(crate) fn put_back() {
    on_each(|files| {
        if !files.code.is_expired() {
            let _ = write(&files.code, &files.places);
        }
    });
}

fn on_each(act: impl Fn(&Files)) {
    if let Ok(all) = POSTED.lock() {
        all.iter().filter_map(Weak::upgrade).for_each(|files| act(&files));
    }
}
