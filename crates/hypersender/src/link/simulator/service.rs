//! The service: instances with a status, and limits.

use std::collections::BTreeMap;
use std::time::Duration;

use super::s;
use crate::link::machine::{Connected, InstanceId, Seen};
use crate::{Operation, Status};

/// What the service says to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Reply {
    /// What was asked for; with the instances that it names.
    Fine,
    Status(u16),
    Limited(u64),
}

#[derive(Debug, Default)]
pub(in super::super) struct Service {
    accounts: BTreeMap<InstanceId, Account>,
    /// One counter for everything that the user does, as Laravel's unnamed throttle has it.
    pub(in super::super) shared_counter: bool,
    /// What a look at the list is answered, if not the list.
    pub(in super::super) list: Option<u16>,
    /// What a QR POST is answered in `FAILED` and `STOPPED`, if not a code.
    pub(in super::super) down_post: Option<u16>,
    /// The status that a QR POST leaves the instance in, if not `SCAN_QR_CODE`.
    pub(in super::super) after_post: Option<Status>,
    window: Option<(Duration, u64)>,
}

#[derive(Debug, Clone)]
struct Account {
    status: Status,
    connected: Connected,
    listed: bool,
    counted: Option<Duration>,
}

impl Service {
    fn account(&mut self, instance: &str) -> &mut Account {
        self.accounts.entry(InstanceId::new(instance)).or_insert(Account {
            status: Status::ScanQrCode,
            connected: Connected::Never,
            listed: true,
            counted: None,
        })
    }

    pub(in super::super) fn set(&mut self, instance: &str, status: &str) {
        self.account(instance).status = Status::from(status);
    }

    pub(in super::super) fn set_connected(&mut self, instance: &str, connected: Connected) {
        self.account(instance).connected = connected;
    }

    pub(in super::super) fn unlist(&mut self, instance: &str) {
        self.account(instance).listed = false;
    }

    pub(in super::super) fn list_again(&mut self, instance: &str) {
        self.account(instance).listed = true;
    }

    pub(in super::super) fn status(&mut self, instance: &str) -> Status {
        self.account(instance).status.clone()
    }

    /// Another program of the same user asks for something.
    pub(super) fn hit(&mut self, now: Duration) {
        match &mut self.window {
            Some((began, hits)) if now < *began + s(60) => *hits += 1,
            _ => self.window = Some((now, 1)),
        }
    }

    pub(super) fn one(&mut self, instance: &str) -> Seen {
        let account = self.account(instance);
        Seen {
            status: account.status.clone(),
            connected: account.connected,
            instance: InstanceId::new(instance),
        }
    }

    pub(super) fn all(&self) -> Vec<Seen> {
        let listed = self.accounts.iter().filter(|(_, account)| account.listed);
        listed
            .map(|(id, account)| Seen {
                instance: id.clone(),
                status: account.status.clone(),
                connected: Connected::Untold,
            })
            .collect()
    }

    /// Takes a request in.
    pub(super) fn take(&mut self, operation: Operation, instance: &str, now: Duration) -> Reply {
        if let Some(wait) = self.limit(operation, instance, now) {
            return Reply::Limited(wait);
        }
        match operation {
            Operation::ListInstances => self.list.map_or(Reply::Fine, Reply::Status),
            Operation::RequestNewQrCode => {
                let down_post = self.down_post;
                let account = self.account(instance);
                match account.status {
                    Status::Failed | Status::Stopped if down_post.is_some() => {
                        account.counted = None;
                        Reply::Status(down_post.unwrap_or_default())
                    }
                    _ => {
                        let status = self.after_post.clone().unwrap_or(Status::ScanQrCode);
                        self.account(instance).status = status;
                        Reply::Fine
                    }
                }
            }
            Operation::Restart => {
                self.account(instance).status = Status::Starting;
                Reply::Fine
            }
            _ => Reply::Fine,
        }
    }

    /// The seconds to wait, if it is too early.
    fn limit(&mut self, operation: Operation, instance: &str, now: Duration) -> Option<u64> {
        let left = |since: Duration| (since + s(60)).saturating_sub(now);
        let seconds = |left: Duration| left.as_secs() + u64::from(left.subsec_nanos() > 0);
        if self.shared_counter {
            let most = if operation == Operation::RequestNewQrCode { 1 } else { 10 };
            if let Some((began, hits)) = self.window
                && now < began + s(60)
                && hits >= most
            {
                return Some(seconds(left(began)));
            }
            self.hit(now);
            return None;
        }
        if operation != Operation::RequestNewQrCode {
            return None;
        }
        let account = self.account(instance);
        match account.counted {
            Some(counted) if now < counted + s(60) => Some(seconds(left(counted))),
            _ => {
                account.counted = Some(now);
                None
            }
        }
    }
}
