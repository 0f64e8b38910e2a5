//! A call from its plan, and what it gives.

use hypersender::{Client, Health, Instance, InstanceWithQr, QrCode, Restarted, Result};
use scenario_server::format::Operation;
use scenario_server::plan::CallPlan;
use serde_json::Value;

use crate::client::{cooldown, seconds};

/// What a call gives.
pub(crate) enum Answer {
    WithQr(Box<InstanceWithQr>),
    Health(Health),
    List(Vec<Instance>),
    Restarted(Restarted),
    Cooldown(f64),
}

impl Answer {
    pub(crate) fn qr_code(&self) -> Option<&QrCode> {
        match self {
            Self::WithQr(answer) => Some(&answer.qr_code),
            _ => None,
        }
    }
}

pub(crate) async fn made(client: &Client, plan: &CallPlan) -> Result<Answer> {
    let arg = |name: &str| plan.args.get(name).and_then(Value::as_str).map(str::to_owned);
    let needed = |name: &str| arg(name).unwrap_or_default();
    let option = |name: &str| plan.options.get(name);
    let timeout = option("timeout").map(seconds);
    /// Hands what was given to the request, and leaves it alone otherwise.
    macro_rules! with {
        ($request:expr $(, $method:ident = $value:expr)*) => {{
            let mut request = $request;
            $(if let Some(value) = $value { request = request.$method(value); })*
            request
        }};
    }
    let instance = needed("instance");
    Ok(match plan.operation {
        Operation::RequestNewQrCode => {
            let request = with!(
                client.request_new_qr_code(instance),
                timeout = timeout,
                cooldown = option("cooldown").map(cooldown),
                max_wait = option("max_wait").map(seconds)
            );
            Answer::WithQr(Box::new(request.await?))
        }
        Operation::Health => {
            Answer::Health(with!(client.health(instance), timeout = timeout).await?)
        }
        Operation::ListInstances => {
            let request = with!(
                client.list_instances(),
                timeout = timeout,
                uuid = arg("uuid"),
                name = arg("name"),
                phone = arg("phone"),
                status = arg("status").as_deref()
            );
            Answer::List(request.await?)
        }
        Operation::CreateInstance => {
            let request = with!(
                client.create_instance(needed("phone"), needed("name")),
                timeout = timeout,
                webhook_url = arg("webhook_url")
            );
            Answer::WithQr(Box::new(request.await?))
        }
        Operation::Restart => {
            Answer::Restarted(with!(client.restart(instance), timeout = timeout).await?)
        }
        Operation::QrCooldown => Answer::Cooldown(client.qr_cooldown(instance)?.as_secs_f64()),
    })
}
