//! A thousand sessions in one client, against the sandbox, on virtual time.

#![allow(clippy::unwrap_used, reason = "a failed set-up fails the test")]

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use futures_util::future::join_all;
use hypersender::clock::Moment;
use hypersender::{Client, LinkEvent, Operation};
use hypersender_sandbox::deed::{Deed, Manner, NewInstance, Scan};
use hypersender_sandbox::timeline::{Event, When};
use hypersender_sandbox::{Entry, Sandbox};

const SESSIONS: usize = 1000;
const SECOND: Duration = Duration::from_secs(1);

/// What the person in front of the screen does. One in ten has some trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Person {
    Scans,
    NeverScans,
    Refuses,
    ScansTheSecondCode,
    ScansWithAnotherPhone,
    HasAPasskey,
}

impl Person {
    fn number(index: usize) -> Self {
        match index % 50 {
            7 => Self::NeverScans,
            17 => Self::Refuses,
            27 => Self::ScansTheSecondCode,
            37 => Self::ScansWithAnotherPhone,
            47 => Self::HasAPasskey,
            _ => Self::Scans,
        }
    }

    fn manner(self, code: u32) -> Option<Manner> {
        match (self, code) {
            (Self::NeverScans, _) | (Self::ScansTheSecondCode, 1) => None,
            (Self::Refuses, _) => Some(Manner::Refuse),
            (Self::ScansWithAnotherPhone, _) => Some(Manner::OtherPhone("+4915112345678".into())),
            (Self::HasAPasskey, _) => Some(Manner::Passkey),
            _ => Some(Manner::Accept),
        }
    }

    fn ends_in(self) -> &'static str {
        match self {
            Self::NeverScans | Self::Refuses | Self::HasAPasskey => "link_timeout",
            _ => "linked",
        }
    }
}

/// Runs one session, and says how it ended and which pictures it showed.
async fn session(
    sandbox: &Sandbox,
    started: Moment,
    client: &Client,
    index: usize,
    id: &str,
) -> (String, Vec<Vec<u8>>) {
    let person = Person::number(index);
    let mut session = client.link(id).timeout(15 * 60 * SECOND);
    let mut pictures = Vec::new();
    loop {
        match session.next().await.expect("an end") {
            Ok(LinkEvent::QrCode { qr_code, number, .. }) => {
                assert!(!qr_code.is_expired());
                pictures.push(qr_code.png().to_vec());
                if let Some(manner) = person.manner(number) {
                    let scan = Scan { instance: Some(id.to_owned()), manner, ..Scan::default() };
                    let takes = Duration::from_millis(4000 + 13 * index as u64 % 15_000);
                    sandbox.expect(Event {
                        when: When::At { at: sandbox.clock().now().since(started) + takes },
                        deed: Deed::Scan(scan),
                    });
                }
            }
            Ok(LinkEvent::Linked { .. }) => break ("linked".to_owned(), pictures),
            Ok(_) => {}
            Err(error) => break (error.code().to_owned(), pictures),
        }
    }
}

/// The most requests that were on their way at once.
fn most_at_once(entries: &[&Entry]) -> usize {
    let mut changes: Vec<(Moment, i32)> = Vec::new();
    for entry in entries {
        changes.push((entry.at, 1));
        changes.push((entry.ended.unwrap(), -1));
    }
    changes.sort_unstable();
    let mut now = 0;
    let most = changes.iter().map(|(_, change)| {
        now += change;
        now
    });
    usize::try_from(most.max().unwrap_or(0)).unwrap()
}

/// The most of them in any minute.
fn most_in_a_minute(entries: &[&Entry]) -> usize {
    let times: Vec<Moment> = entries.iter().map(|entry| entry.at).collect();
    let within = |start: &Moment| {
        times.iter().filter(|at| (*start..*start + 60 * SECOND).contains(at)).count()
    };
    times.iter().map(within).max().unwrap_or(0)
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn a_thousand_sessions_make_the_polls_of_two_and_each_gets_its_own_code() {
    let instances = (0..SESSIONS).map(|index| NewInstance::named(format!("Shop {index}")));
    let sandbox = Sandbox::builder()
        .virtual_time()
        .seed(7)
        .latency(SECOND / 2)
        .instances(instances)
        .start()
        .await
        .unwrap();
    let (start, client) = (sandbox.clock().now(), sandbox.client());
    let ids: Vec<String> = sandbox.instances().into_iter().map(|instance| instance.id).collect();
    assert_eq!(ids.len(), SESSIONS);

    let (before, began) = (resident_kib(), std::time::Instant::now());
    let ends = join_all(
        ids.iter().enumerate().map(|(index, id)| session(&sandbox, start, &client, index, id)),
    )
    .await;
    let (grown, took) = (resident_kib().saturating_sub(before), began.elapsed());

    let mut counts: BTreeMap<(Person, &str), usize> = BTreeMap::new();
    let mut pictures = HashSet::new();
    for (index, (end, shown)) in ends.iter().enumerate() {
        let person = Person::number(index);
        *counts.entry((person, end)).or_default() += 1;
        assert_eq!(end, person.ends_in(), "{person:?}, session {index}");
        for picture in shown {
            assert!(pictures.insert(picture), "a code was shown for two instances or twice");
        }
    }

    let log = sandbox.requests();
    let posts: Vec<&Entry> =
        log.iter().filter(|entry| entry.operation == Some(Operation::RequestNewQrCode)).collect();
    let polls: Vec<&Entry> = log.iter().filter(|entry| entry.method == "GET").collect();
    assert!(most_at_once(&posts) <= 8, "{} POSTs at once", most_at_once(&posts));
    assert!(most_in_a_minute(&polls) <= 9, "{} polls in a minute", most_in_a_minute(&polls));
    assert!(log.iter().all(|entry| entry.status == Some(200)), "a limit of the service was hit");
    assert!(grown < 50 * 1024, "{grown} KiB");
    eprintln!(
        "{SESSIONS} sessions: {:.0} s of virtual time in {took:.1?}, {} codes, {} polls, {grown} KiB more (the sandbox's included), {counts:?}",
        sandbox.clock().now().since(start).as_secs_f64(),
        posts.len(),
        polls.len(),
    );
}
