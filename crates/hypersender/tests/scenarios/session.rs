//! A session from its plan: hands each event over, and reports how it ended.

use hypersender::{LinkEvent, LinkSession, Result};
use scenario_server::plan::{Action, LinkPlan};
use scenario_server::{SessionEvent, StepResult};
use serde_json::Value;

use crate::caller::Caller;
use crate::client::duration;
use crate::outcome;

impl Caller {
    pub(crate) async fn link(&self, step: &Action, plan: &LinkPlan) -> Vec<String> {
        let began = self.guide.clock().now();
        let mut session = self.session(plan);
        let ended = if plan.wait {
            self.waited(step, &session).await
        } else {
            self.followed(step, plan, &mut session).await
        };
        let mut result = match &ended {
            Some(Ok(linked)) => outcome::of_value(linked),
            Some(Err(error)) => outcome::of_error(error),
            None => StepResult { cancelled: true, ..StepResult::default() },
        };
        result.renderings.push(self.log.so_far());
        result.took = Some(self.guide.clock().now().since(began).as_secs_f64());
        self.run.check(&plan.id, &result)
    }

    fn session(&self, plan: &LinkPlan) -> LinkSession {
        let mut session = self.clients[&plan.client].link(plan.instance.clone());
        let options = &plan.options;
        if let Some(timeout) = options.timeout {
            session = session.timeout(duration(timeout));
        }
        if let Some(codes) = options.max_qr_codes {
            session = session.max_qr_codes(codes);
        }
        if let Some(lifetime) = options.qr_lifetime {
            session = session.qr_lifetime(duration(lifetime));
        }
        if let Some(restart) = options.restart_on_failed {
            session = session.restart_on_failed(restart);
        }
        session
    }

    /// Waits for the end alone.
    async fn waited(&self, step: &Action, session: &LinkSession) -> Option<Result<LinkEvent>> {
        let end = session.linked();
        tokio::pin!(end);
        tokio::select! {
            biased;
            end = &mut end => return Some(end),
            () = self.guide.cancelled(step) => session.cancel(),
        }
        Some(end.await)
    }

    /// Reads all events; none if the session was cancelled.
    async fn followed(
        &self,
        step: &Action,
        plan: &LinkPlan,
        session: &mut LinkSession,
    ) -> Option<Result<LinkEvent>> {
        let cancelled = self.guide.cancelled(step);
        tokio::pin!(cancelled);
        let (mut may_cancel, mut read, mut linked) = (true, 0, None);
        loop {
            let item = tokio::select! {
                biased;
                item = session.next() => item,
                () = &mut cancelled, if may_cancel => {
                    may_cancel = false;
                    session.cancel();
                    continue;
                }
            };
            let Some(item) = item else { return linked };
            let event = match item {
                Ok(event) => event,
                Err(error) => {
                    assert!(session.next().await.is_none(), "something came after the error");
                    return Some(Err(error));
                }
            };
            if !self.run.event(&plan.id, &self.report(&event)) {
                session.cancel();
            }
            if matches!(event, LinkEvent::Linked { .. }) {
                linked = Some(Ok(event));
            }
            read += 1;
            if let Some(pause) = plan.pause.filter(|pause| pause.after == read) {
                self.guide.reach(pause.until).await;
            }
        }
    }

    fn report(&self, event: &LinkEvent) -> SessionEvent {
        let Value::Object(written) = outcome::normal_form(event) else { unreachable!() };
        SessionEvent {
            event: written,
            t: self.guide.passed().as_secs_f64(),
            now: self.guide.wall(),
            renderings: vec![format!("{event:?}"), format!("{event:#?}")],
            precision: 0.0,
        }
    }
}
