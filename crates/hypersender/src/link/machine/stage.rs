//! What a status means to a session.

use crate::Status;

/// The statuses, sorted by what may be done about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// `SCAN_QR_CODE`: a code may be shown and asked for.
    AwaitsScan,
    /// `FAILED` or `STOPPED`: where an instance goes that nobody scanned in time.
    Down,
    /// `WORKING`: the phone is linked.
    Working,
    /// `STARTING` or `PENDING`: on its way, perhaps because somebody scanned.
    Starting,
    /// `PASSKEY_*`: a person has to do something on the phone.
    Passkey,
    /// One that nobody knew when this was written. Perhaps a scan is in progress.
    Unknown,
}

impl Stage {
    pub(super) fn of(status: &Status) -> Self {
        match status.known() {
            Some(Status::ScanQrCode) => Self::AwaitsScan,
            Some(Status::Failed | Status::Stopped) => Self::Down,
            Some(Status::Working) => Self::Working,
            Some(Status::Starting | Status::Pending) => Self::Starting,
            _ if status.wants_a_passkey() => Self::Passkey,
            _ => Self::Unknown,
        }
    }

    /// Whether a new code may be asked for, as far as the status goes.
    pub(super) fn allows_post(self) -> bool {
        matches!(self, Self::AwaitsScan | Self::Down)
    }

    /// Neither waiting for a scan nor given up: a POST now might destroy a scan in progress.
    pub(super) fn is_between(self) -> bool {
        matches!(self, Self::Starting | Self::Passkey | Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_stage_in_whatever_case() {
        for (text, stage) in [
            ("SCAN_QR_CODE", Stage::AwaitsScan),
            ("scan_qr_code", Stage::AwaitsScan),
            ("FAILED", Stage::Down),
            ("Stopped", Stage::Down),
            ("working", Stage::Working),
            ("STARTING", Stage::Starting),
            ("PENDING", Stage::Starting),
            ("PASSKEY_REQUIRED", Stage::Passkey),
            ("passkey_confirmation_required", Stage::Passkey),
            ("PASSKEY", Stage::Unknown),
            ("LOGGING_IN", Stage::Unknown),
            ("", Stage::Unknown),
        ] {
            assert_eq!(Stage::of(&Status::from(text)), stage, "{text}");
        }
    }

    #[test]
    fn between_is_what_may_be_a_scan_in_progress() {
        let between = [Stage::Starting, Stage::Passkey, Stage::Unknown];
        let not = [Stage::AwaitsScan, Stage::Down, Stage::Working];
        assert!(between.into_iter().all(Stage::is_between));
        assert!(!not.into_iter().any(Stage::is_between));
    }
}
