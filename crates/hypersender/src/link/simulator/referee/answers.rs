//! What answers mean for the promises.

use super::*;

impl Referee {
    /// A request ends, well or not; explicit calls too.
    pub(in super::super) fn answers(
        &mut self,
        now: &Reading,
        operation: Operation,
        instance: &InstanceId,
        sent: Reading,
        waiting: &[Option<RequestId>],
        brings: &Result<Vec<Seen>, Error>,
    ) {
        self.now = now.now;
        let mut text = format!("{operation} {instance:?}: ");
        match brings {
            Ok(all) => {
                for seen in all {
                    let _ = write!(text, "{:?} {} ", seen.instance, seen.status);
                }
            }
            Err(error) => {
                let _ = write!(text, "{error} {:?} {:?}", error.status(), error.retry_after());
            }
        }
        self.note(now.now, &text);
        for request in waiting.iter().flatten() {
            self.in_flight.remove(request);
        }
        if let Err(error) = brings
            && error.status() == Some(429)
            && matches!(operation, Operation::Health | Operation::ListInstances)
        {
            let until = now.now + error.retry_after().unwrap_or_default();
            self.polls_not_before = self.polls_not_before.max(until);
        }
        let unusable = brings.as_ref().err().and_then(Error::instance);
        let is_ours = waiting.iter().any(Option::is_some);
        let unusable = unusable.filter(|_| is_ours && operation.is_post()).map(|instance| Seen {
            instance: InstanceId::new(&instance.id),
            status: instance.status.clone(),
            connected: Connected::Untold,
        });
        let looks = brings.iter().flatten().cloned().chain(unusable);
        for seen in looks.filter(|_| operation != Operation::Restart) {
            let watched = self.instances.entry(seen.instance).or_default();
            let is_post = operation.is_post();
            let sent = if is_post { now.now } else { sent.now };
            let newest = watched.look.as_ref().map_or(watched.since, |look| look.sent);
            let is_newer = sent >= newest;
            let is_between = !matches!(
                seen.status.known(),
                Some(Status::ScanQrCode | Status::Failed | Status::Stopped)
            );
            if is_newer || is_between {
                watched.look = Some(Look {
                    sent: sent.max(newest), // an overtaken one makes no other a newer one
                    answered: now.now,
                    status: seen.status,
                    overtaken: !is_newer || is_post,
                });
            }
        }
        if operation != Operation::RequestNewQrCode {
            return;
        }
        let watched = self.instances.entry(instance.clone()).or_default();
        match brings {
            Ok(_) => watched.counted_at_service = watched.arrived,
            Err(error) if error.status() == Some(429) => {
                watched.sent = None;
                self.may_skip_looks = true;
            }
            Err(error) if error.outcome() == Some(Outcome::NotSent) => watched.sent = None,
            Err(_) => {}
        }
    }
}
