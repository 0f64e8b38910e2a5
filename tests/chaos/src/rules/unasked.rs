//! No request without somebody who waits for it: what was cancelled does not go on behind the scenes.

use hypersender_sandbox::Entry;

use super::dues::PATIENCE;
use super::{Rules, Truth};

impl Rules {
    /// What is wrong with a request, if nobody waits for what it asks, or has just ceased to.
    pub(super) fn unasked(
        &self,
        world: usize,
        entry: &Entry,
        truth: &impl Truth,
    ) -> Option<String> {
        let read = truth.real_time(world, entry.at);
        let sent = read - truth.late(world, read);
        let since = sent - PATIENCE - self.lags.between(sent - PATIENCE, read);
        let waits = self.work.values().any(|work| {
            let about = entry.instance.as_deref().is_none_or(|instance| work.is_about(instance));
            work.world == world && about && !work.was_over_at(since)
        });
        (!waits).then(|| {
            let (method, path) = (&entry.method, &entry.path);
            format!("world {world}: {method} {path} ({}), and nobody waits for it", entry.number)
        })
    }
}
