//! A world for the machine: a service, phones, a network, clocks. All of it virtual, so that half an
//! hour takes no time, and every step is watched by a referee.

#[cfg(fuzzing)]
mod bytes;
mod network;
mod referee;
mod service;
mod story;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, UNIX_EPOCH};

#[cfg(fuzzing)]
pub use bytes::play;
pub(super) use network::{Fate, Fault};
pub(super) use referee::brief;
pub(super) use service::Service;

use self::network::Travelling;
use self::referee::Referee;
use super::LinkOptions;
use super::machine::{
    Action, ClientId, Code, Failure, Hub, Input, InstanceId, ListenerId, Phase, RequestId, Seen,
};
use crate::clock::{Clock, Moment, Reading};
use crate::{Operation, QrCode};

pub(super) const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Something that happens at its time.
enum Happening {
    Arrives(u64),
    Answered(u64),
    Scripted(Box<dyn FnOnce(&mut World)>),
}

pub(super) struct World {
    now: Duration,
    asleep: Duration,
    /// How far the wall clock was set, in seconds.
    wall_set: i64,
    pub(super) hub: Hub,
    wake: Option<Moment>,
    agenda: BTreeMap<(Duration, u64), Happening>,
    order: u64,
    pub(super) service: Service,
    /// What befalls the coming requests, in their order; then all goes well.
    pub(super) fates: Vec<Fate>,
    /// What befalls the next request of a kind.
    faults: Vec<(Operation, Fault)>,
    travelling: BTreeMap<u64, Travelling>,
    /// What the registry of cooldowns would say.
    registry: BTreeMap<InstanceId, Moment>,
    pub(super) referee: Referee,
    listeners: u64,
    steps: u64,
    /// From which state a session went to which.
    pub(super) walked: BTreeSet<(Phase, Phase)>,
}

const START: Duration = s(1_000);

impl World {
    pub(super) fn new() -> Self {
        Self::with_seed(0)
    }

    pub(super) fn with_seed(seed: u64) -> Self {
        Self {
            now: START,
            asleep: Duration::ZERO,
            wall_set: 0,
            hub: Hub::new(seed),
            wake: None,
            agenda: BTreeMap::new(),
            order: 0,
            service: Service::default(),
            fates: Vec::new(),
            faults: Vec::new(),
            travelling: BTreeMap::new(),
            registry: BTreeMap::new(),
            referee: Referee::default(),
            listeners: 0,
            steps: 0,
            walked: BTreeSet::new(),
        }
    }

    pub(super) fn reading(&self) -> Reading {
        let wall = UNIX_EPOCH + s(1_800_000_000) + self.now + self.asleep;
        let by = s(self.wall_set.unsigned_abs());
        Reading {
            now: Moment::from_start(self.now),
            awake_or_asleep: Moment::from_start(self.now + self.asleep),
            wall: if self.wall_set < 0 { wall - by } else { wall + by },
        }
    }

    /// Lets `what` happen `after` so long from now.
    pub(super) fn after(&mut self, after: Duration, what: impl FnOnce(&mut World) + 'static) {
        self.plan(after, Happening::Scripted(Box::new(what)));
    }

    fn plan(&mut self, after: Duration, what: Happening) {
        self.order += 1;
        self.agenda.insert((self.now + after, self.order), what);
    }

    /// Lets time pass in which the machine is not woken.
    pub(super) fn stall(&mut self, by: Duration) {
        self.now += by;
        self.step(Input::Wake);
    }

    /// Lets time pass.
    pub(super) fn run(&mut self, by: Duration) {
        let until = self.now + by;
        loop {
            let planned = self.agenda.keys().next().map(|(at, _)| *at);
            let wake = self.wake.map(Moment::since_start);
            let Some(at) = planned.into_iter().chain(wake).min().filter(|at| *at <= until) else {
                self.now = until;
                return;
            };
            self.now = self.now.max(at);
            if planned == Some(at) {
                let (_, happening) = self.agenda.pop_first().unwrap();
                self.happen(happening);
            } else {
                self.step(Input::Wake);
            }
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Arrives(number) => self.arrive(number),
            Happening::Answered(number) => self.answered(number),
            Happening::Scripted(what) => what(self),
        }
    }

    /// One step of the machine, and everything that it wants done.
    pub(super) fn step(&mut self, input: Input) {
        self.steps += 1;
        assert!(self.steps < 200_000, "the machine runs in circles");
        let reading = self.reading();
        let before: BTreeMap<_, _> = self.hub.phases().map(|(id, it)| (id.clone(), it)).collect();
        let step = self.hub.step(input, reading);
        for (id, phase) in self.hub.phases() {
            let was = before.get(id).copied().unwrap_or(Phase::Looking);
            if was != phase {
                self.walked.insert((was, phase));
            }
        }
        self.wake = step.wake;
        for action in step.actions {
            self.referee.sees(&reading, &action);
            self.act(action);
        }
        self.referee.judges(&reading, step.wake);
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Look { request, target, deadline, .. } => {
                self.send_look(request, target, deadline);
            }
            Action::Ask { request, instance, .. } => {
                self.send_post(Operation::RequestNewQrCode, request, &instance);
            }
            Action::Restart { request, instance, .. } => {
                self.send_post(Operation::Restart, request, &instance);
            }
            Action::Drop { request } => self.drop_request(request),
            Action::Emit { .. } | Action::Finish { .. } => {}
        }
    }

    // What callers do.

    pub(super) fn link(&mut self, instance: &str) -> ListenerId {
        self.link_with(instance, LinkOptions::default())
    }

    pub(super) fn link_with(&mut self, instance: &str, options: LinkOptions) -> ListenerId {
        self.link_through(ClientId(1), instance, options)
    }

    pub(super) fn link_through(
        &mut self,
        client: ClientId,
        instance: &str,
        options: LinkOptions,
    ) -> ListenerId {
        self.listeners += 1;
        let listener = ListenerId(self.listeners);
        let id = InstanceId::new(instance);
        self.service.status(instance); // from now on there is one
        let allowed_at = self.registry.get(&id).copied().unwrap_or_default();
        self.referee.joins(&self.reading(), listener, client, &id, options);
        let (instance, began) = (instance.into(), self.reading().now);
        self.step(Input::Join { listener, client, instance, options, began, allowed_at });
        listener
    }

    pub(super) fn cancel(&mut self, listener: ListenerId) {
        self.referee.leaves(listener);
        self.step(Input::Leave(listener));
    }

    pub(super) fn close(&mut self, client: ClientId) {
        self.step(Input::Close(client));
    }

    /// An explicit call of the program, outside of any session.
    pub(super) fn call(&mut self, operation: Operation, instance: &str) {
        self.send_call(operation, instance);
    }

    // What happens to the machine it runs on.

    pub(super) fn sleep(&mut self, by: Duration) {
        self.asleep += by;
        self.referee.sleeps();
    }

    pub(super) fn set_wall(&mut self, seconds: i64) {
        self.wall_set += seconds;
        self.referee.sleeps();
    }

    // What happens at the service, and on the way.

    pub(super) fn set(&mut self, instance: &str, status: &str) {
        self.service.set(instance, status);
    }

    pub(super) fn fail(&mut self, operation: Operation, fault: Fault) {
        self.faults.push((operation, fault));
    }

    /// Another program of the same user asks for something.
    pub(super) fn hit(&mut self) {
        self.service.hit(self.now);
    }

    pub(super) fn cool_down(&mut self, instance: &str, by: Duration) {
        let id = InstanceId::new(instance);
        self.registry.insert(id, self.reading().now + by);
    }
}

fn code(requested: Reading) -> Code {
    let clock = Clock::virtual_time();
    let qr_code = QrCode::from_base64(PIXEL, requested, s(60), &clock).unwrap();
    Code { qr_code, requested }
}

/// A PNG of one pixel.
pub(super) const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
