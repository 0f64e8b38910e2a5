//! What is on the disk after `save`, and after one that failed.

use std::fs;
use std::io;
use std::path::Path;

use super::arrived_bytes;
use super::pictures::Drawing;
use crate::qr::{QrCode, save};

fn code() -> QrCode {
    arrived_bytes(&Drawing::of("2@short").grey()).unwrap()
}

fn files_in(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn the_file_is_the_png_and_its_owner_s_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("code.png");
    code().save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), code().png());
    assert_eq!(files_in(folder.path()), 1);
    assert_is_private(&path);
}

#[cfg(unix)]
fn assert_is_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[cfg(not(unix))]
fn assert_is_private(_: &Path) {}

#[test]
fn a_file_that_is_there_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("code.png");
    fs::write(&path, "something longer than nothing").unwrap();
    code().save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), code().png());
    assert_is_private(&path);
}

#[test]
fn a_failure_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("code.png");
    fs::write(&path, "old").unwrap();
    let full_disk = save::write_with(&path, |file| {
        file.write_all(b"half of i")?;
        Err(io::ErrorKind::StorageFull.into())
    });
    assert_eq!(full_disk.unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(files_in(folder.path()), 1);
}

#[cfg(unix)]
#[test]
fn a_failure_has_the_system_s_number_and_names_no_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let error = code().save(folder.path().join("missing").join("code.png")).unwrap_err();
    assert_eq!(error.raw_os_error(), Some(2));
    assert_eq!(error.to_string(), io::Error::from_raw_os_error(2).to_string());
}

#[test]
fn what_can_t_be_written_is_an_error_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let occupied = folder.path().join("a folder");
    fs::create_dir(&occupied).unwrap();
    code().save(&occupied).unwrap_err();
    let missing = folder.path().join("missing").join("code.png");
    assert_eq!(code().save(missing).unwrap_err().kind(), io::ErrorKind::NotFound);
    code().save("").unwrap_err();
    assert_eq!(files_in(folder.path()), 1);
    assert_eq!(files_in(&occupied), 0);
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_not_replaced_by_a_file() {
    use std::os::unix::fs::FileTypeExt;
    use std::os::unix::net::UnixListener;

    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    let link = folder.path().join("link to a device");
    std::os::unix::fs::symlink("/dev/null", &link).unwrap();
    for path in [&socket, &link] {
        assert_eq!(code().save(path).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
    assert!(fs::symlink_metadata(&socket).unwrap().file_type().is_socket());
    assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
    assert_eq!(files_in(folder.path()), 2);
}

#[cfg(unix)]
#[test]
fn a_link_and_what_it_leads_to_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("target");
    fs::write(&target, "old").unwrap();
    for (name, to) in
        [("there", "target"), ("not there", "nothing"), ("in a circle", "in a circle")]
    {
        let link = folder.path().join(name);
        std::os::unix::fs::symlink(to, &link).unwrap();
        assert_eq!(code().save(&link).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
    assert_eq!(fs::read(&target).unwrap(), b"old");
    assert_eq!(files_in(folder.path()), 4);
}

/// As by `/dev/fd/1`, where what is printed goes into a file.
#[cfg(target_os = "linux")]
#[test]
fn a_file_by_the_number_that_it_is_open_under_is_left_alone() {
    use std::os::fd::AsRawFd;

    let folder = tempfile::tempdir().unwrap();
    let open = fs::File::create(folder.path().join("open")).unwrap();
    for place in ["/proc/self/fd", "/dev/fd"] {
        let place = Path::new(place).join(open.as_raw_fd().to_string());
        assert_eq!(code().save(place).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
    assert_eq!((open.metadata().unwrap().len(), files_in(folder.path())), (0, 1));
}
