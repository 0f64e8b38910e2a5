//! One run: worlds, a driver, what it is told at random, and the rules.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::time::Duration;

use fastrand::Rng;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use crate::clock;
use crate::director::Director;
use crate::host::{Host, Line};
use crate::options::{Injected, Options};
use crate::protocol::{Command, Misdeed, Report};
use crate::rules::Rules;
use crate::rules::memory::Memory;
use crate::rules::process::Sample;
use crate::spoiler::Spoiler;
use crate::world::{World, worlds};

const ACT: Duration = Duration::from_millis(40);
const LOOK: Duration = Duration::from_millis(50);
/// Garbage is collected so often, and memory looked at.
const SETTLE: Duration = Duration::from_secs(1);
/// So many codes are remembered, to be shown again.
const OLD: usize = 8;
/// How long all that was cancelled or closed may take to end, and the process after that.
const LAST: Duration = Duration::from_secs(10);
/// What is leaked on purpose is so much more than may be: enough above what else memory does.
const LEAK: f64 = 1.5;
/// So long nothing may come after all has ended.
const QUIET: Duration = Duration::from_secs(1);
/// In seconds: so long everything goes well before something is done wrong.
const INJECT_AFTER: f64 = 3.0;

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    pub rules: Rules,
    /// Hours of the first world's time.
    pub hours: f64,
    pub seed: u64,
}

/// Runs it.
///
/// # Errors
/// If the sandboxes or the driver can't be started, or what happened can't be kept.
pub async fn run(options: &Options) -> io::Result<Outcome> {
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..1_000_000));
    let mut rng = Rng::with_seed(seed);
    let worlds = worlds(&mut rng, options.speed)?;
    let host = Host::start(&options.driver)?;
    let diary = Diary::new(options, seed)?;
    let mut rules = Rules::default();
    rules.a_thread_each = options.threads;
    let director = Director::new(rng);
    let mut run = Run {
        worlds,
        host,
        rules,
        director,
        diary,
        spoiler: Spoiler::default(),
        leaked: None,
        old: Vec::new(),
        options,
    };
    run.begin().await?;
    run.middle().await?;
    run.end().await?;
    let hours = options.seconds * options.speed / 3600.0;
    run.diary.end(&run.rules.violations)?;
    Ok(Outcome { rules: run.rules, hours, seed })
}

struct Run<'a> {
    options: &'a Options,
    worlds: Vec<World>,
    host: Host,
    rules: Rules,
    director: Director,
    diary: Diary,
    spoiler: Spoiler,
    /// When memory was kept the last time.
    leaked: Option<f64>,
    /// The first codes that were shown, to be shown again.
    old: Vec<Report>,
}

impl Run<'_> {
    async fn begin(&mut self) -> io::Result<()> {
        for command in self.director.begin(&self.worlds) {
            self.tell(command).await?;
        }
        Ok(())
    }

    async fn middle(&mut self) -> io::Result<()> {
        let begun = clock::now();
        let mut injected = false;
        let (mut act, mut look, mut settle) = (every(ACT), every(LOOK), every(SETTLE));
        while clock::now() < begun + self.options.seconds && !self.is_noticed() {
            tokio::select! {
                line = self.host.line() => {
                    let Some(line) = line else {
                        self.rules.break_with("the driver has ended");
                        return Ok(());
                    };
                    self.hear(line);
                }
                _ = act.tick() => {
                    self.director.people(clock::now(), &mut self.worlds);
                    if let Some(command) = self.director.act(&mut self.worlds) {
                        self.tell(command).await?;
                    }
                }
                _ = look.tick() => self.look(),
                _ = settle.tick() => {
                    self.tell(Command::Settle).await?;
                    if injected {
                        self.inject_again().await?;
                    }
                }
            }
            if !injected && clock::now() > begun + INJECT_AFTER.min(self.options.seconds / 3.0) {
                injected = true;
                self.inject().await?;
            }
        }
        Ok(())
    }

    /// Everything is cancelled or closed, and has to end.
    async fn end(&mut self) -> io::Result<()> {
        for command in self.director.end() {
            self.tell(command).await?;
        }
        let until = clock::now() + LAST.as_secs_f64();
        let mut look = every(LOOK);
        while self.rules.under_way() > 0 && clock::now() < until {
            tokio::select! {
                line = self.host.line() => match line {
                    Some(line) => self.hear(line),
                    None => break,
                },
                _ = look.tick() => self.look(),
            }
        }
        // Whatever goes on though nobody waits for it.
        let until = clock::now() + QUIET.as_secs_f64();
        while clock::now() < until {
            look.tick().await;
            self.look();
        }
        self.tell(Command::Settle).await?;
        self.tell(Command::Quit).await?;
        let rest = async {
            while let Some(line) = self.host.line().await {
                self.hear(line);
            }
            self.host.end().await
        };
        match timeout(LAST, rest).await {
            Ok(Ok(status)) if status.success() => {}
            Ok(Ok(status)) => self.rules.break_with(format!("the driver ended with {status}")),
            Ok(Err(error)) => return Err(error),
            Err(_) => self.rules.break_with("the driver does not end"),
        }
        self.look();
        self.rules.close();
        Ok(())
    }

    async fn tell(&mut self, command: Command) -> io::Result<()> {
        self.diary.note(&command)?;
        self.rules.ordered(clock::now(), &command, &self.worlds);
        if self.host.tell(&command).await.is_err() {
            self.rules.break_with("the driver does not listen any more");
        }
        Ok(())
    }

    fn hear(&mut self, line: Line) {
        match line {
            Line::Report(report) => {
                // What can't be kept is no reason to stop.
                let _ = self.diary.note(&report);
                self.director.told(clock::now(), &report, &self.worlds);
                for report in self.spoiler.pass(report, &self.rules) {
                    self.hear_report(&report);
                }
            }
            Line::Stray(text) => self.rules.break_with(text),
        }
    }

    fn hear_report(&mut self, report: &Report) {
        self.rules.told(report, &self.worlds);
        let is_code = matches!(report, Report::Event { kind, .. } if kind == "qr_code");
        if is_code && self.old.len() < OLD {
            self.old.push(report.clone());
        }
        if let (Report::Settled { .. }, Some(process)) = (report, self.host.process()) {
            self.sample(process);
        }
    }

    fn look(&mut self) {
        for at in 0..self.worlds.len() {
            for entry in self.worlds[at].news() {
                let _ = self.diary.note(&(at, &entry));
                self.rules.received(at, &entry, &self.worlds);
            }
        }
        if let Some(process) = self.host.process() {
            self.sample(process);
        }
        self.rules.tick(clock::now(), &self.worlds);
    }

    fn sample(&mut self, process: u32) {
        if let Some(sample) = Sample::of(process, clock::now()) {
            self.rules.sampled(sample);
        }
    }

    async fn inject(&mut self) -> io::Result<()> {
        for injected in &self.options.inject {
            match injected {
                Injected::EarlyPost => {
                    for command in self.director.early_post(&self.worlds) {
                        self.tell(command).await?;
                    }
                }
                Injected::Unhandled => {
                    self.misbehave(Misdeed::LeaveAFailure, 0).await?;
                }
                Injected::OldCode | Injected::Leak | Injected::Descriptors => {}
                spoilt => self.spoiler.begin(*spoilt),
            }
        }
        Ok(())
    }

    /// What is done wrong each second.
    async fn inject_again(&mut self) -> io::Result<()> {
        for injected in &self.options.inject {
            match injected {
                Injected::OldCode => self.show_again(),
                Injected::Leak => {
                    let half = self.options.seconds / 2.0;
                    let now = clock::now();
                    // However late this turn is.
                    let since = now - self.leaked.replace(now).unwrap_or(now - 1.0);
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "some thousand"
                    )]
                    let kib = (LEAK * Memory::limit(2.0 * half) * since / half) as usize;
                    self.misbehave(Misdeed::Keep, kib).await?;
                }
                Injected::Descriptors => {
                    for _ in 0..8 {
                        self.misbehave(Misdeed::KeepOpen, 0).await?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    async fn misbehave(&mut self, how: Misdeed, kib: usize) -> io::Result<()> {
        self.tell(Command::Misbehave { how, kib }).await
    }

    /// What the driver told of codes, told once more: one of them is dead by now.
    fn show_again(&mut self) {
        if self.rules.has_noticed(Injected::OldCode) {
            return;
        }
        for old in self.old.clone() {
            let Report::Event { number, kind, code, .. } = old else { continue };
            let t = clock::now();
            self.rules.told(&Report::Event { number, t, kind, code }, &self.worlds);
        }
    }

    /// Whether all that was done wrong has been seen. Memory is judged at the end.
    fn is_noticed(&self) -> bool {
        let inject = &self.options.inject;
        !inject.is_empty() && inject.iter().all(|injected| self.rules.has_noticed(*injected))
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// What was told and seen, for whoever has to understand a failure.
struct Diary {
    file: BufWriter<File>,
    path: std::path::PathBuf,
}

impl Diary {
    fn new(options: &Options, seed: u64) -> io::Result<Self> {
        fs::create_dir_all(&options.keep)?;
        let path = options.keep.join(format!("{}-{seed}.jsonl", options.language));
        Ok(Self { file: BufWriter::new(File::create(&path)?), path })
    }

    fn note(&mut self, what: &impl serde::Serialize) -> io::Result<()> {
        write!(self.file, "{:.6}\t", clock::now())?;
        serde_json::to_writer(&mut self.file, what)?;
        self.file.write_all(b"\n")
    }

    /// Kept only if something was wrong.
    fn end(&mut self, violations: &[String]) -> io::Result<()> {
        self.file.flush()?;
        if violations.is_empty() { fs::remove_file(&self.path) } else { Ok(()) }
    }
}
