//! The driver for Rust: does as it is told, and tells what it sees.

mod clients;
mod work;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fs::File;
use std::io::Write as _;
use std::rc::Rc;
use std::time::Duration;

use hypersender::clock::Clock;
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio::sync::Notify;
use tokio::task::{spawn_local, yield_now};

use crate::clock;
use crate::protocol::{Command, Misdeed, Report};
use clients::Client;

/// How often its own timer goes off, in seconds.
const TICK: f64 = 0.01;

/// How something that is under way is told to end.
#[derive(Default)]
struct Cancels {
    /// By dropping it.
    dropped: Notify,
    /// By a session's own `cancel()`; of a call there is none.
    itself: Notify,
}

#[derive(Default)]
struct Driver {
    clocks: RefCell<HashMap<usize, Clock>>,
    clients: RefCell<HashMap<u64, Client>>,
    under_way: RefCell<HashMap<u64, Rc<Cancels>>>,
    kept: RefCell<Vec<Vec<u8>>>,
    open: RefCell<Vec<File>>,
    failed: Cell<bool>,
}

/// Until it is told to quit.
///
/// # Panics
/// If it is told nonsense.
pub async fn drive() {
    std::panic::set_hook(Box::new(|panic| tell(&Report::Unhandled { text: panic.to_string() })));
    let driver = Rc::new(Driver::default());
    spawn_local(watch());
    let mut lines = BufReader::new(stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let command = serde_json::from_str(&line).expect("a command");
        if command == Command::Quit {
            return;
        }
        driver.act(command).await;
    }
}

impl Driver {
    async fn act(self: &Rc<Self>, command: Command) {
        match command {
            Command::Clock { world, speed } => {
                self.clocks.borrow_mut().insert(world, Clock::accelerated(speed));
            }
            Command::SetWall { world, seconds } => {
                let by = Duration::from_secs_f64(seconds.abs());
                self.clocks.borrow()[&world].set_wall(by, seconds < 0.0);
            }
            Command::Sleep { world, seconds } => {
                self.clocks.borrow()[&world].suspend(Duration::from_secs_f64(seconds));
            }
            Command::Client { client, world, url, token, asks } => {
                let clock = self.clocks.borrow()[&world].clone();
                let made = Client::new(&url, token, asks, clock);
                self.clients.borrow_mut().insert(client, made);
            }
            Command::Token { client, token } => {
                if let Some(client) = self.clients.borrow().get(&client) {
                    *client.answer.lock().expect("nobody panics with it") = token;
                }
            }
            Command::Close { client } => {
                if let Some(client) = self.clients.borrow_mut().remove(&client) {
                    client.client.close();
                }
            }
            Command::Forget { client } => drop(self.clients.borrow_mut().remove(&client)),
            Command::Link { number, .. } | Command::Call { number, .. } => {
                let cancels = Rc::new(Cancels::default());
                self.under_way.borrow_mut().insert(number, Rc::clone(&cancels));
                spawn_local(Rc::clone(self).work(number, command, cancels));
            }
            Command::Cancel { number, itself } => {
                if let Some(cancels) = self.under_way.borrow().get(&number) {
                    tell(&Report::Cancelling { number, t: clock::now() });
                    if itself { cancels.itself.notify_one() } else { cancels.dropped.notify_one() }
                }
            }
            Command::Settle => {
                yield_now().await;
                tell(&Report::Settled { t: clock::now() });
            }
            Command::Misbehave { how: Misdeed::Keep, kib } => {
                self.kept.borrow_mut().push(vec![1; 1024 * kib]);
            }
            Command::Misbehave { how: Misdeed::KeepOpen, .. } => {
                self.open.borrow_mut().push(File::open("/dev/null").expect("it can be opened"));
            }
            Command::Misbehave { how: Misdeed::LeaveAFailure, .. } => {
                if !self.failed.replace(true) {
                    spawn_local(async { panic!("nobody looks at this") });
                }
            }
            Command::Quit => {}
        }
    }
}

/// A line on stdout, at once.
fn tell(report: &Report) {
    let mut line = serde_json::to_vec(report).expect("a report can be written");
    line.push(b'\n');
    // Who does not listen is gone.
    let _ = std::io::stdout().write_all(&line).and_then(|()| std::io::stdout().flush());
}

/// How late a timer of this process is.
async fn watch() {
    let (mut worst, mut told) = (0.0_f64, clock::now());
    loop {
        let before = clock::now();
        tokio::time::sleep(Duration::from_secs_f64(TICK)).await;
        let now = clock::now();
        worst = worst.max(now - before - TICK);
        if worst > 0.02 || now > told + 0.2 {
            tell(&Report::Lag { t: now, lag: worst });
            (worst, told) = (0.0, now);
        }
    }
}
