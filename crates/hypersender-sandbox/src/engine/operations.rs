//! The five operations, for those who may.

use std::time::Duration;

use hypersender::Operation;
use hypersender::clock::Moment;
use serde_json::json;

use super::answer::{php_json, time};
use super::instance::Instance;
use super::list::Filters;
use super::receive::{error, with_json};
use super::tokens::Bearer;
use super::written::{Written, WrittenHealth, WrittenWithQr};
use super::{Engine, code, create, tokens};
use crate::settings::{AccessToken, InstanceTokens};
use crate::wire::{Request, Response};

impl Engine {
    pub(super) fn operate(
        &mut self,
        request: &Request,
        head: Response,
        now: Moment,
        (operation, instance): (Operation, Option<&str>),
        bearer: Bearer,
    ) -> Response {
        match operation {
            Operation::ListInstances => return self.list(request, head, bearer),
            Operation::CreateInstance => return self.create(request, head, now, bearer),
            _ => {}
        }
        let Some(at) = instance.and_then(|id| self.find(id, bearer)) else {
            return error(head, 404);
        };
        match operation {
            Operation::RequestNewQrCode => self.new_qr(at, head, now),
            Operation::Restart => {
                let (times, codes) = (&self.settings.times, &self.settings.codes);
                self.instances[at].restart(now, times, codes);
                let message = "WhatsApp instance restarted successfully.";
                with_json(head, 200, php_json(&json!({ "message": message })))
            }
            _ => self.health(at, head),
        }
    }

    /// The place of the instance with that id, if this token may see it.
    fn find(&self, id: &str, bearer: Bearer) -> Option<usize> {
        let fits = |instance: &Instance| instance.id.eq_ignore_ascii_case(id);
        let at = self.instances.iter().position(fits)?;
        self.sees(bearer, at).then_some(at)
    }

    fn sees(&self, bearer: Bearer, at: usize) -> bool {
        match bearer {
            Bearer::Account(account) => self.instances[at].account == account,
            Bearer::Instance { at: own, .. } => own == at,
        }
    }

    fn health(&self, at: usize, head: Response) -> Response {
        let instance = &self.instances[at];
        let health = WrittenHealth {
            instance_id: &instance.id,
            connected_at: instance.connected.map(|at| time(self.wall(at))),
            status: instance.stage.status(),
        };
        with_json(head, 200, php_json(&health))
    }

    fn list(&self, request: &Request, head: Response, bearer: Bearer) -> Response {
        let may_not = self.settings.instance_tokens == InstanceTokens::DontList;
        if may_not && matches!(bearer, Bearer::Instance { .. }) {
            return error(head, 403);
        }
        let filters = match Filters::of(request.query().unwrap_or_default()) {
            Ok(filters) => filters,
            Err(unknown) => {
                let message = format!(
                    "Requested filter(s) `{}` are not allowed. Allowed filter(s) are `uuid, name, \
                     phone, status`.",
                    unknown.join(", ")
                );
                return with_json(head, 400, php_json(&json!({ "message": message })));
            }
        };
        let seen = self
            .instances
            .iter()
            .enumerate()
            .filter(|(at, instance)| self.sees(bearer, *at) && filters.fit(instance));
        let seen: Vec<_> = seen.map(|(_, instance)| self.written(instance)).collect();
        with_json(head, 200, php_json(&seen))
    }

    fn create(
        &mut self,
        request: &Request,
        head: Response,
        now: Moment,
        bearer: Bearer,
    ) -> Response {
        let Bearer::Account(account) = bearer else {
            return error(head, 403);
        };
        let exists = |name: &str| {
            self.instances.iter().any(|instance| {
                instance.account == account && instance.name.eq_ignore_ascii_case(name)
            })
        };
        let wanted = match create::read(request, exists) {
            Ok(wanted) => wanted,
            Err(body) => return with_json(head, 422, php_json(&body)),
        };
        let (id, token) = (tokens::uuid(&mut self.rng), tokens::token(&mut self.rng));
        let mut instance = Instance::new(id, account, token, self.rng.u64(..), now);
        instance.name = wanted.name;
        instance.phone = wanted.phone;
        instance.webhook_url = wanted.webhook_url;
        let times = &self.settings.times;
        instance.create(now, times, &self.settings.codes);
        let after = times.pending + times.starting;
        self.instances.push(instance);
        let (at, status) = (self.instances.len() - 1, self.settings.create_status);
        self.with_code(at, head, status, now, after)
    }

    /// The instance as it will be `after` some time, with the code that it then has.
    pub(super) fn with_code(
        &mut self,
        at: usize,
        head: Response,
        status: u16,
        now: Moment,
        after: Duration,
    ) -> Response {
        let (then, code) = self.code_after(at, now, after);
        let qr_code = code.map(|text| base64_simd::STANDARD.encode_to_string(code::picture(&text)));
        let instance = self.written(&then);
        let body = php_json(&WrittenWithQr { instance, qr_code });
        with_json(head, status, body).after(after)
    }

    /// The instance as it will be `after` some time, and the text of the code that is handed out
    /// then.
    pub(super) fn code_after(
        &mut self,
        at: usize,
        now: Moment,
        after: Duration,
    ) -> (Instance, Option<String>) {
        let when = now + after;
        let mut then = self.instances[at].clone();
        then.evolve(when, &self.settings.codes);
        let code = then.code(when, &self.settings.codes);
        let text = code.map(|(cycle, place)| self.show(at, cycle, place, when));
        (then, text)
    }

    fn written<'a>(&self, instance: &'a Instance) -> Written<'a> {
        let tells = match self.settings.access_token {
            AccessToken::Always => true,
            AccessToken::WhenLinked => instance.connected.is_some(),
            AccessToken::Never => false,
        };
        Written {
            id: &instance.id,
            name: &instance.name,
            phone: &instance.phone,
            service_type: "whatsapp",
            status: instance.stage.status(),
            access_token: tells.then_some(&*instance.access_token),
            created_at: time(self.wall(instance.created)),
        }
    }
}
