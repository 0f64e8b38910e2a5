//! A driver's process: told on its stdin, heard on its stdout, watched on its stderr.

use std::io;
use std::process::{ExitStatus, Stdio};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command as Process};
use tokio::sync::mpsc;

use crate::protocol::{Command, Report};

/// A line of a driver's.
#[derive(Debug)]
pub enum Line {
    Report(Report),
    /// What is no report, or was written to stderr: nothing of that kind is ever right.
    Stray(String),
}

#[derive(Debug)]
pub struct Host {
    child: Child,
    stdin: ChildStdin,
    lines: mpsc::UnboundedReceiver<Line>,
}

impl Host {
    /// Starts a driver; without words, this program as the one for Rust.
    ///
    /// # Errors
    /// If it can't be started.
    pub fn start(driver: &[String]) -> io::Result<Self> {
        let mut process = if let [program, arguments @ ..] = driver {
            let mut process = Process::new(program);
            process.args(arguments);
            process
        } else {
            let mut process = Process::new(std::env::current_exe()?);
            process.arg("drive");
            process
        };
        process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        process.kill_on_drop(true);
        let mut child = process.spawn()?;
        let gone = || io::Error::other("the driver has no pipes");
        let (sender, lines) = mpsc::unbounded_channel();
        let stdin = child.stdin.take().ok_or_else(gone)?;
        let stdout = child.stdout.take().ok_or_else(gone)?;
        let stderr = child.stderr.take().ok_or_else(gone)?;
        tokio::spawn(read(stdout, sender.clone(), |line| match serde_json::from_str(&line) {
            Ok(report) => Line::Report(report),
            Err(error) => Line::Stray(format!("stdout: {line} ({error})")),
        }));
        tokio::spawn(read(stderr, sender, |line| Line::Stray(format!("stderr: {line}"))));
        Ok(Self { child, stdin, lines })
    }

    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// Tells it something.
    ///
    /// # Errors
    /// If it does not listen any more.
    pub async fn tell(&mut self, command: &Command) -> io::Result<()> {
        let mut line = serde_json::to_vec(command)?;
        line.push(b'\n');
        self.stdin.write_all(&line).await?;
        self.stdin.flush().await
    }

    /// The next line; none if it closed its ends.
    pub async fn line(&mut self) -> Option<Line> {
        self.lines.recv().await
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// If the system can't say how it ended.
    pub async fn end(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }
}

async fn read(
    stream: impl AsyncRead + Unpin,
    sender: mpsc::UnboundedSender<Line>,
    parse: impl Fn(String) -> Line,
) {
    let mut lines = BufReader::new(stream).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if sender.send(parse(line)).is_err() {
            return;
        }
    }
}
