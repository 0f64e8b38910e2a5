//! What a process costs: threads, sockets, other descriptors; its memory is judged by itself.

use std::collections::BTreeMap;
use std::path::Path;

use super::memory::Memory;

/// What a driver's process has at a time.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    pub t: f64,
    pub rss_kib: u64,
    pub threads: usize,
    pub sockets: usize,
    /// Descriptors that are no sockets: pipes, event counters, files.
    pub others: usize,
    /// How long each of its threads has waited for a processor by now, in seconds.
    pub queued: BTreeMap<u32, f64>,
}

impl Sample {
    /// Of the process of that number; none if it is gone.
    pub fn of(process: u32, t: f64) -> Option<Self> {
        let folder = Path::new("/proc").join(process.to_string());
        let status = std::fs::read_to_string(folder.join("status")).ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        let is_socket = |path: &Path| {
            std::fs::read_link(path).is_ok_and(|to| to.to_string_lossy().starts_with("socket:"))
        };
        let open = std::fs::read_dir(folder.join("fd")).ok()?;
        let (sockets, others): (Vec<_>, Vec<_>) =
            open.filter_map(Result::ok).partition(|it| is_socket(&it.path()));
        let (sockets, others) = (sockets.len(), others.len());
        let threads = usize::try_from(field("Threads:")?).ok()?;
        let rss_kib = field("VmRSS:")?;
        Some(Self { t, rss_kib, threads, sockets, others, queued: queued(&folder) })
    }
}

/// The second number of `schedstat`, of each thread.
#[expect(clippy::cast_precision_loss, reason = "nanoseconds of some minutes")]
fn queued(folder: &Path) -> BTreeMap<u32, f64> {
    let of = |task: &Path| {
        let number = task.file_name()?.to_str()?.parse().ok()?;
        let numbers = std::fs::read_to_string(task.join("schedstat")).ok()?;
        let waited = numbers.split(' ').nth(1)?.parse::<u64>().ok()?;
        Some((number, waited as f64 / 1e9))
    };
    let tasks = std::fs::read_dir(folder.join("task")).into_iter().flatten();
    tasks.filter_map(|task| of(&task.ok()?.path())).collect()
}

/// A client's threads, its language's own included (Node brings about a dozen).
const THREADS: usize = 24;
/// Beside one socket for everything that is under way.
const SOCKETS: usize = 16;
/// Of its language and the clocks, before the first session.
const OTHERS: usize = 48;

#[derive(Debug, Default)]
pub struct Costs {
    pub memory: Memory,
    pub most_threads: usize,
    pub most_sockets: usize,
    pub most_others: usize,
}

impl Costs {
    /// A look in between, with so much under way, and so many threads of the driver's own.
    pub fn sampled(&mut self, sample: &Sample, under_way: usize, own: usize) -> Option<String> {
        self.most_threads = self.most_threads.max(sample.threads);
        self.most_sockets = self.most_sockets.max(sample.sockets);
        let had_too_many = self.most_others > OTHERS;
        self.most_others = self.most_others.max(sample.others);
        let most = THREADS + own;
        if sample.threads > most {
            return Some(format!("{} threads; {most} are the most", sample.threads));
        }
        let most = SOCKETS + under_way;
        if sample.sockets > most {
            return Some(format!("{} sockets with {under_way} under way", sample.sockets));
        }
        // Those that are not closed are there each time.
        (sample.others > OTHERS && !had_too_many)
            .then(|| format!("{} other descriptors; {OTHERS} are the most", sample.others))
    }
}
