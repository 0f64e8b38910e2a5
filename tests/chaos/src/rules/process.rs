//! What a process costs: memory, threads, sockets.

use std::path::Path;

/// What a driver's process has at a time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sample {
    pub t: f64,
    pub rss_kib: u64,
    pub threads: usize,
    pub sockets: usize,
    /// How long its threads have waited for a processor, all together, in seconds.
    pub queued: f64,
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
        let sockets = open.filter_map(Result::ok).filter(|it| is_socket(&it.path())).count();
        let threads = usize::try_from(field("Threads:")?).ok()?;
        let rss_kib = field("VmRSS:")?;
        Some(Self { t, rss_kib, threads, sockets, queued: queued(&folder) })
    }
}

/// The second number of `schedstat`, of all threads that there are.
#[expect(clippy::cast_precision_loss, reason = "nanoseconds of some minutes")]
fn queued(folder: &Path) -> f64 {
    let of = |task: &Path| {
        let numbers = std::fs::read_to_string(task.join("schedstat")).ok()?;
        numbers.split(' ').nth(1)?.parse::<u64>().ok()
    };
    let tasks = std::fs::read_dir(folder.join("task")).into_iter().flatten();
    let all: u64 = tasks.filter_map(|task| of(&task.ok()?.path())).sum();
    all as f64 / 1e9
}

/// How much memory may grow over the last half.
const GROWTH_KIB: i64 = 2048;
/// In a run that is over before a virtual machine has warmed up.
const WARMING_KIB: i64 = 6144;
const WARM: f64 = 280.0;
/// A client's threads, its language's own included (Node brings about a dozen).
const THREADS: usize = 24;
/// Beside one socket for everything that is under way.
const SOCKETS: usize = 16;

#[derive(Debug, Default)]
pub struct Costs {
    /// After the garbage was collected.
    pub settled: Vec<Sample>,
    pub most_threads: usize,
    pub most_sockets: usize,
}

impl Costs {
    /// A look in between, with so much under way, and so many threads of the driver's own.
    pub fn sampled(&mut self, sample: Sample, under_way: usize, own: usize) -> Option<String> {
        self.most_threads = self.most_threads.max(sample.threads);
        self.most_sockets = self.most_sockets.max(sample.sockets);
        let most = THREADS + own;
        if sample.threads > most {
            return Some(format!("{} threads; {most} are the most", sample.threads));
        }
        let most = SOCKETS + under_way;
        (sample.sockets > most)
            .then(|| format!("{} sockets with {under_way} under way", sample.sockets))
    }

    pub fn settled(&mut self, sample: Sample) {
        self.settled.push(sample);
    }

    /// How much memory has grown over the last half, in KiB: the middle of the last third of it
    /// beside the middle of its first third.
    pub fn growth(&self) -> Option<i64> {
        let half = &self.settled[self.settled.len() / 2..];
        let third = half.len() / 3;
        if third == 0 {
            return None;
        }
        let middle = |samples: &[Sample]| {
            let mut sizes: Vec<u64> = samples.iter().map(|sample| sample.rss_kib).collect();
            sizes.sort_unstable();
            i64::try_from(sizes[sizes.len() / 2]).unwrap_or(i64::MAX)
        };
        Some(middle(&half[half.len() - third..]) - middle(&half[..third]))
    }

    /// At the end.
    pub fn broken(&self) -> Option<String> {
        let growth = self.growth()?;
        let lasted = self.settled.last()?.t - self.settled.first()?.t;
        let most = if lasted < WARM { WARMING_KIB } else { GROWTH_KIB };
        (growth > most).then(|| format!("memory has grown by {growth} KiB over the last half"))
    }
}
