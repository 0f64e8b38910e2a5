//! The sandbox as a value: started, asked, told, and stopped when it is dropped.

mod background;
mod builder;
mod faults;
mod phone;
mod wanted;

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use hypersender::clock::{Clock, Moment};
use hypersender::{Client, ClientBuilder, Operation, limits};

use crate::deed::{Deed, NewInstance, Outcome, SetStatus};
use crate::engine::{PREFIX, Snapshot};
use crate::log::Entry;
use crate::service::Service;
use crate::settings::Settings;
use crate::timeline::Event;
use crate::wire::{Connections, Plain, Server};
use background::Background;
pub use builder::Builder;
pub use faults::Faults;
pub use phone::Phone;
pub use wanted::Wanted;

/// A running sandbox. It stops when it is dropped.
///
/// ```
/// use hypersender_sandbox::Sandbox;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::start().await?;
/// assert!(sandbox.url().ends_with("/api/whatsapp/v2"));
/// println!("{} {} {}", sandbox.url(), sandbox.token(), sandbox.instance());
/// # Ok(())
/// # }
/// ```
pub struct Sandbox {
    service: Arc<Service>,
    url: String,
    server: Server,
    /// The thread that the server runs on, if it has one of its own. Dropped after the server.
    background: Option<Background>,
}

impl Sandbox {
    /// Starts one with the defaults on the runtime that this is called on.
    ///
    /// # Errors
    /// If no port can be had.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// One with settings of your own.
    pub fn builder() -> Builder {
        Builder::default()
    }

    async fn start_with(settings: Settings) -> io::Result<Self> {
        let (service, server) = serve(settings).await?;
        Ok(Self::new(service, server, None))
    }

    fn start_apart(settings: Settings) -> io::Result<Self> {
        if settings.virtual_time {
            let text = "virtual time wants the sandbox on the runtime of those who wait for it";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let (background, (service, server)) = Background::start(|| serve(settings))?;
        Ok(Self::new(service, server, Some(background)))
    }

    fn new(service: Arc<Service>, server: Server, background: Option<Background>) -> Self {
        let url = format!("{}{PREFIX}", service.origin());
        limits::forget(&url);
        Self { service, url, server, background }
    }

    /// The runtime of its own, if it has one.
    #[doc(hidden)]
    pub fn runtime(&self) -> Option<&tokio::runtime::Handle> {
        self.background.as_ref().map(|background| &background.runtime)
    }

    /// The base URL for clients.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Scheme, host and port: below it is `/_sandbox/`.
    pub fn origin(&self) -> &str {
        self.service.origin()
    }

    /// The token of the first account.
    pub fn token(&self) -> String {
        let state = self.service.state();
        let first = state.engine.settings().accounts.first();
        first.and_then(|account| state.engine.token(account)).unwrap_or_default().to_owned()
    }

    /// The token of an account, by the name that it has in [`Settings::accounts`].
    pub fn account_token(&self, account: &str) -> Option<String> {
        self.service.state().engine.token(account).map(str::to_owned)
    }

    /// Takes the token of the first account out of service. The new one.
    pub fn replace_token(&self) -> String {
        self.perform(&Deed::ReplaceToken { account: None });
        self.token()
    }

    /// A client with the first account's token that goes by the sandbox's clock.
    ///
    /// # Panics
    /// If the sandbox was given a token that can't be one.
    pub fn client(&self) -> Client {
        self.client_builder().build().expect("the sandbox's own address and token are good")
    }

    /// The same before it is built, for settings of your own.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder(self.token()).base_url(&self.url).clock(self.clock().clone())
    }

    /// The clock of the sandbox and its clients.
    pub fn clock(&self) -> &Clock {
        self.service.clock()
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.service.advance(by);
    }

    /// What it was started with; the seed is always there.
    pub fn settings(&self) -> Settings {
        self.service.state().engine.settings().clone()
    }

    /// The id of the first instance.
    ///
    /// # Panics
    /// If it was started without any and none was created since.
    pub fn instance(&self) -> String {
        let first = self.instances().into_iter().next();
        first.expect("this sandbox was started without instances").id
    }

    /// The instances as they are.
    pub fn instances(&self) -> Vec<Snapshot> {
        let now = self.service.moment();
        self.service.state().engine.instances(now)
    }

    /// Makes an instance without the API. Its id.
    ///
    /// # Panics
    /// If the account that it names does not exist, or an instance of its id does.
    pub fn create_instance(&self, new: NewInstance) -> String {
        match self.perform(&Deed::CreateInstance(new)) {
            Outcome::Created(id) => id,
            other => {
                panic!("an instance wants an account that exists, and an id of its own: {other:?}")
            }
        }
    }

    /// Puts an instance, by id or name, into a status: any text. It stays there until something
    /// else happens to it.
    pub fn set_status(&self, instance: &str, status: &str) -> Outcome {
        self.perform(&Deed::SetStatus(SetStatus {
            instance: Some(instance.to_owned()),
            status: status.to_owned(),
        }))
    }

    /// A phone that scans.
    pub fn phone(&self) -> Phone<'_> {
        Phone(self)
    }

    /// What goes wrong with answers.
    pub fn faults(&self) -> Faults<'_> {
        Faults(self)
    }

    /// Does something.
    pub fn perform(&self, deed: &Deed) -> Outcome {
        self.service.perform(deed)
    }

    /// Plans something.
    pub fn expect(&self, event: Event) {
        self.service.expect(event);
    }

    /// The requests to the API since the start, oldest first.
    pub fn requests(&self) -> Vec<Entry> {
        self.service.state().log.entries().cloned().collect()
    }

    /// Those that came after the one of that number.
    pub fn requests_after(&self, number: u64) -> Vec<Entry> {
        let state = self.service.state();
        let new = state.log.entries().skip_while(|entry| entry.number <= number);
        new.cloned().collect()
    }

    /// The one of that number, as it is by now.
    pub fn request(&self, number: u64) -> Option<Entry> {
        let state = self.service.state();
        state.log.entries().rev().find(|entry| entry.number == number).cloned()
    }

    /// When the life of a code ends that was handed out, by the sandbox's clock: if it is not
    /// replaced or scanned before.
    pub fn end_of_code(&self, payload: &str) -> Option<Moment> {
        self.service.state().engine.end_of_code(payload)
    }

    /// The id of the instance for which a code was handed out.
    pub fn instance_of_code(&self, payload: &str) -> Option<String> {
        self.service.state().engine.instance_of_code(payload).map(str::to_owned)
    }

    /// Those of one operation.
    pub fn requests_to(&self, operation: Operation) -> Vec<Entry> {
        let state = self.service.state();
        let entries = state.log.entries().filter(|entry| entry.operation == Some(operation));
        entries.cloned().collect()
    }

    /// Waits until there is a request that fits, and gives the first one. It has no limit of its own: a
    /// test that could wait for ever puts one around it.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use hypersender::Operation;
    /// # async fn example(sandbox: hypersender_sandbox::Sandbox) {
    /// // The connection of a call that was cancelled is closed.
    /// let call = sandbox.wait_for_request(|request| {
    ///     request.operation == Some(Operation::Health) && request.end.is_some()
    /// });
    /// let call = tokio::time::timeout(Duration::from_secs(5), call).await;
    /// println!("{:?}", call.expect("it ends").end);
    /// # }
    /// ```
    ///
    /// Waiting does not keep the sandbox: it stops when it is dropped, and then nothing comes.
    pub fn wait_for_request<F: Fn(&Entry) -> bool>(
        &self,
        fits: F,
    ) -> impl Future<Output = Entry> + use<F> {
        let service = Arc::clone(&self.service);
        async move {
            let mut changes = service.changes();
            loop {
                changes.mark_unchanged();
                if let Some(entry) = service.state().log.entries().find(|entry| fits(entry)) {
                    return entry.clone();
                }
                // The sender lives in the service, so this can't fail.
                let _ = changes.changed().await;
            }
        }
    }

    /// How many connections there were and are.
    pub fn connections(&self) -> Connections {
        self.server.connections()
    }

    /// Waits until the connections are as wanted.
    pub async fn wait_for_connections(&self, wanted: impl FnMut(&Connections) -> bool) {
        self.server.wait_for(wanted).await;
    }

    /// Makes everything as it was at the start: instances, tokens, limits, faults, log. The clock
    /// goes on.
    pub fn reset(&self) {
        self.service.reset();
        limits::forget(&self.url);
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        limits::forget(&self.url);
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url).finish_non_exhaustive()
    }
}

/// The service on a port of its own, on the runtime of the caller.
async fn serve(settings: Settings) -> io::Result<(Arc<Service>, Server)> {
    if let Some(defect) = settings.defect() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, defect));
    }
    let clock = if settings.virtual_time {
        Clock::virtual_time()
    } else {
        Clock::accelerated(settings.speed)
    };
    let address = (Ipv4Addr::LOCALHOST, settings.port);
    let service = Arc::new(Service::new(settings, clock.clone()));
    let server = Server::start(address, Plain, clock, Arc::clone(&service)).await?;
    service.set_origin(format!("http://{}", server.address()));
    Ok((service, server))
}
