//! Watches every step, and knows the promises: nothing here is taken from the machine's own state.

mod answers;
mod report;

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::time::Duration;

use super::s;
use crate::clock::{Moment, Reading};
use crate::link::machine::{
    Action, ClientId, Connected, InstanceId, ListenerId, RequestId, Seen, Target,
};
use crate::link::{LinkEvent, LinkOptions};
use crate::{Error, Operation, Outcome, Status};

pub(in crate::link) use report::brief;

const START: Moment = Moment::from_start(super::START);

#[derive(Debug, Default)]
pub(in super::super) struct Referee {
    /// Everything, for a person who has to understand a failure.
    pub(in super::super) diary: Vec<String>,
    sessions: BTreeMap<ListenerId, Session>,
    instances: BTreeMap<InstanceId, Watched>,
    in_flight: BTreeMap<RequestId, Flight>,
    polls_sent: VecDeque<Moment>,
    polls_arrived: VecDeque<Moment>,
    /// A 429 on a QR POST: from then on POSTs may go without a look.
    may_skip_looks: bool,
    polls_not_before: Moment,
    restarted: u32,
    now: Moment,
    /// The clocks that run through sleep jumped, and nobody has woken up since.
    overslept: bool,
}

#[derive(Debug)]
struct Session {
    client: ClientId,
    instance: InstanceId,
    options: LinkOptions,
    joined: Moment,
    events: Vec<(Moment, LinkEvent)>,
    end: Option<(Moment, Result<LinkEvent, Error>)>,
    cancelled: bool,
    on_show: Option<(u32, Reading, Duration)>,
    shown: u32,
}

#[derive(Debug, Default)]
struct Watched {
    allowed_at: Moment,
    counted_at_service: Option<Moment>,
    /// When the last POST was sent that counts.
    sent: Option<Moment>,
    /// When it got to the service.
    arrived: Option<Moment>,
    look: Option<Look>,
    /// When the session began.
    since: Moment,
    code_ended: Option<Moment>,
}

#[derive(Debug, Clone)]
struct Look {
    sent: Moment,
    answered: Moment,
    status: Status,
    /// A newer answer came before it, or it is a POST's own.
    overtaken: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Flight {
    Look(Option<InstanceId>),
    Post(InstanceId),
    Restart(InstanceId),
}

impl Session {
    fn is_over(&self) -> bool {
        self.end.is_some() || self.cancelled
    }
}

impl Referee {
    fn note(&mut self, now: Moment, text: &str) {
        let time = now.since(START).as_secs_f64();
        self.diary.push(format!("{time:8.2}  {text}"));
    }

    #[track_caller]
    fn demand(&self, holds: bool, promise: &str) {
        assert!(holds, "{promise}\n{}", self.diary.join("\n"));
    }

    pub(super) fn joins(
        &mut self,
        now: &Reading,
        listener: ListenerId,
        client: ClientId,
        instance: &InstanceId,
        options: LinkOptions,
    ) {
        self.note(now.now, &format!("{listener:?} joins {instance:?} {options:?}"));
        let mut listening = self.sessions.values().filter(|it| !it.is_over());
        if !listening.any(|it| it.instance == *instance) {
            let watched = self.instances.entry(instance.clone()).or_default();
            watched.look = None;
            watched.since = now.now;
        }
        self.sessions.insert(
            listener,
            Session {
                client,
                instance: instance.clone(),
                options,
                joined: now.now,
                events: Vec::new(),
                end: None,
                cancelled: false,
                on_show: None,
                shown: 0,
            },
        );
    }

    pub(super) fn leaves(&mut self, listener: ListenerId) {
        self.note(self.now, &format!("{listener:?} leaves"));
        if let Some(session) = self.sessions.get_mut(&listener) {
            session.cancelled = true;
            session.on_show = None;
        }
    }

    pub(super) fn sleeps(&mut self) {
        self.note(self.now, "the clocks jump");
        self.overslept = true;
    }

    /// What the registry of cooldowns was told.
    pub(super) fn registers(&mut self, instance: &InstanceId, allowed_at: Moment) {
        self.instances.entry(instance.clone()).or_default().allowed_at = allowed_at;
    }

    /// The POST that was dropped had not gone out.
    pub(super) fn never_left(&mut self, instance: &InstanceId) {
        self.instances.entry(instance.clone()).or_default().sent = None;
    }

    pub(super) fn sees(&mut self, now: &Reading, action: &Action) {
        self.now = now.now;
        match action {
            Action::Look { request, target, client, .. } => {
                self.is_open(*client);
                let instance = match target {
                    Target::Health(instance) => Some(InstanceId::new(instance)),
                    Target::List => None,
                };
                self.note(now.now, &format!("look {instance:?}"));
                self.poll_is_sent(now.now);
                self.in_flight.insert(*request, Flight::Look(instance));
            }
            Action::Ask { request, instance, client } => {
                self.is_open(*client);
                let instance = InstanceId::new(instance);
                self.note(now.now, &format!("POST {instance:?}"));
                self.post_is_sent(now.now, &instance);
                self.in_flight.insert(*request, Flight::Post(instance));
            }
            Action::Restart { request, instance, client } => {
                self.is_open(*client);
                let instance = InstanceId::new(instance);
                self.note(now.now, &format!("restart {instance:?}"));
                let watched = self.instances.entry(instance.clone()).or_default();
                self.restarted += 1;
                watched.sent = None;
                self.in_flight.insert(*request, Flight::Restart(instance));
            }
            Action::Drop { request } => {
                self.note(now.now, &format!("drop {request:?}"));
                self.in_flight.remove(request);
            }
            Action::Emit { listener, event, life } => {
                let life = life.map(|life| (life.requested, life.lifetime));
                self.note(now.now, &format!("  {listener:?} {}", brief(event)));
                self.is_told(now, *listener, event, life);
            }
            Action::Finish { listener, end } => {
                let text = match end {
                    Ok(event) => brief(event),
                    Err(error) => format!("error {}", error.code()),
                };
                self.note(now.now, &format!("  {listener:?} ends: {text}"));
                self.is_finished(now.now, *listener, end);
            }
        }
    }

    fn is_open(&self, client: ClientId) {
        let mut listening = self.sessions.values().filter(|it| !it.is_over());
        let is_open = listening.any(|it| it.client == client);
        self.demand(is_open, "requests go through the client of one who listens");
    }

    fn poll_is_sent(&mut self, now: Moment) {
        self.demand(now >= self.polls_not_before, "no poll before a 429's Retry-After");
        let overlaps = self.in_flight.values().any(|it| matches!(it, Flight::Look(_)));
        self.demand(!overlaps, "polls never overlap");
        self.polls_sent.push_back(now);
        let few = within_a_minute(&mut self.polls_sent, now) <= 9;
        self.demand(few, "never more than nine polls a minute");
    }

    fn post_is_sent(&mut self, now: Moment, instance: &InstanceId) {
        let posts = self.in_flight.values().filter(|it| matches!(it, Flight::Post(_)));
        self.demand(posts.count() < 8, "at most eight POSTs are in flight");
        let own = Flight::Post(instance.clone());
        let overlaps = self.in_flight.values().any(|it| *it == own);
        self.demand(!overlaps, "one POST at a time for an instance");
        let watched = self.instances.entry(instance.clone()).or_default();
        let (allowed_at, look, ended) =
            (watched.allowed_at, watched.look.clone(), watched.code_ended);
        let spaced = watched.sent.is_none_or(|sent| now >= sent + s(61));
        watched.sent = Some(now);
        self.demand(now >= allowed_at, "no POST before the cooldown has run out");
        self.demand(spaced, "no POST within 61 s of one that was sent");
        let Some(look) = look else {
            return self.demand(false, "no POST without a look");
        };
        let between = !matches!(
            look.status.known(),
            Some(Status::ScanQrCode | Status::Failed | Status::Stopped)
        );
        self.demand(!between, "no POST after a look that said a scan may be in progress");
        if !self.may_skip_looks {
            let patience = if self.instances.len() > 8 { s(7) } else { s(1) };
            self.demand(now <= look.answered + patience, "a POST follows on a look");
            let shown = ended.is_none_or(|ended| look.sent >= ended + s(3));
            self.demand(shown, "the look is sent 3 s after the code's end");
        }
        let shows =
            self.sessions.values().any(|it| it.instance == *instance && it.on_show.is_some());
        self.demand(!shows, "no POST while a code is on show");
    }

    /// A request of the machine's gets to the service.
    pub(super) fn arrives(&mut self, now: Moment, operation: Operation, instance: &InstanceId) {
        if operation == Operation::RequestNewQrCode {
            let watched = self.instances.entry(instance.clone()).or_default();
            let counted = watched.counted_at_service;
            watched.arrived = Some(now);
            let spaced = counted.is_none_or(|counted| now >= counted + s(60));
            self.demand(spaced, "a minute between POSTs, seen from the service");
        }
        if matches!(operation, Operation::Health | Operation::ListInstances) {
            self.polls_arrived.push_back(now);
            let few = within_a_minute(&mut self.polls_arrived, now) <= 9;
            self.demand(few, "never more than nine polls a minute, seen from the service");
        }
    }

    fn is_told(
        &mut self,
        now: &Reading,
        listener: ListenerId,
        event: &LinkEvent,
        life: Option<(Reading, Duration)>,
    ) {
        let session = &self.sessions[&listener];
        self.demand(!session.is_over(), "nothing after the end");
        self.demand(!matches!(event, LinkEvent::Linked { .. }), "linked comes as the end alone");
        let (on_show, shown, most) = (session.on_show, session.shown, session.options.max_qr_codes);
        match event {
            LinkEvent::QrCode { number, .. } => {
                let (requested, lifetime) = life.expect("a code comes with its life");
                self.demand(on_show.is_none(), "qr_expired comes before the next code");
                self.demand(*number == shown + 1 && *number <= most, "codes are counted");
                self.demand(!is_dead(now, requested, lifetime), "no dead code is handed out");
            }
            LinkEvent::QrExpired { number } => {
                self.demand(on_show.is_some_and(|it| it.0 == *number), "what goes off was on show");
            }
            _ => {}
        }
        let session = self.sessions.get_mut(&listener).unwrap();
        match event {
            LinkEvent::QrCode { number, .. } => {
                session.on_show = life.map(|(requested, lifetime)| (*number, requested, lifetime));
                session.shown += 1;
            }
            LinkEvent::QrExpired { .. } => {
                session.on_show = None;
                let instance = session.instance.clone();
                self.instances.entry(instance).or_default().code_ended = Some(now.now);
            }
            _ => {}
        }
        let session = self.sessions.get_mut(&listener).unwrap();
        session.events.push((now.now, event.clone()));
    }

    fn is_finished(&mut self, now: Moment, listener: ListenerId, end: &Result<LinkEvent, Error>) {
        let session = &self.sessions[&listener];
        self.demand(!session.is_over(), "a session ends once");
        let session = self.sessions.get_mut(&listener).unwrap();
        session.on_show = None;
        session.end = Some((now, end.clone()));
    }

    /// What has to hold after each step.
    pub(super) fn judges(&mut self, now: &Reading, wake: Option<Moment>) {
        self.now = now.now;
        self.overslept = false;
        let listening: Vec<_> = self.sessions.values().filter(|it| !it.is_over()).collect();
        self.demand(
            listening.is_empty() || wake.is_some_and(|wake| wake > now.now),
            "who listens is woken again",
        );
        for session in &listening {
            let deadline = session.joined + session.options.timeout;
            self.demand(now.now < deadline, "every session ends in its time");
            let look = self.instances.get(&session.instance).and_then(|it| it.look.as_ref());
            let works = look.is_some_and(|look| {
                look.status.is_working() && look.answered == now.now && !look.overtaken
            });
            self.demand(!works || session.joined == now.now, "WORKING ends in linked");
            self.demand(wake <= Some(deadline), "a session's end is not slept through");
            if let Some((_, requested, lifetime)) = session.on_show {
                self.demand(!is_dead(now, requested, lifetime), "no dead code stays on show");
                let checked = wake <= Some(now.now + s(5));
                self.demand(checked, "a code's end is checked every 5 s");
            }
        }
        for flight in self.in_flight.values() {
            let is_wanted =
                |instance: &InstanceId| listening.iter().any(|it| it.instance == *instance);
            let wanted = match flight {
                Flight::Look(None) => !listening.is_empty(),
                Flight::Look(Some(instance))
                | Flight::Post(instance)
                | Flight::Restart(instance) => is_wanted(instance),
            };
            self.demand(wanted, "a request that nobody waits for is dropped");
        }
    }

    /// After everything: every session has ended.
    pub(in super::super) fn closes(&self) {
        let all_over = self.sessions.values().all(Session::is_over);
        self.demand(all_over, "every session ends");
        self.demand(self.in_flight.is_empty(), "nothing is left under way");
    }
}

fn within_a_minute(times: &mut VecDeque<Moment>, now: Moment) -> usize {
    times.retain(|time| *time + s(60) > now);
    times.len()
}

fn is_dead(now: &Reading, requested: Reading, lifetime: Duration) -> bool {
    let by_boot = now.awake_or_asleep >= requested.awake_or_asleep + lifetime;
    by_boot || now.wall >= requested.wall + lifetime
}
