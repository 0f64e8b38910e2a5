//! Whether memory is flat: how much it grows over the last half of a run.

/// How much it may grow.
const GROWTH_KIB: f64 = 2048.0;
/// In a run that is over before a virtual machine has warmed up.
const WARMING_KIB: f64 = 6144.0;
const WARM: f64 = 280.0;
/// So many looks at it at least make a half.
const LOOKS: usize = 5;

/// Looks at it, each after the garbage was collected.
#[derive(Debug, Default)]
pub struct Memory(Vec<Look>);

#[derive(Debug, Clone, Copy)]
struct Look {
    t: f64,
    kib: f64,
}

impl Memory {
    #[expect(clippy::cast_precision_loss, reason = "no process has so much")]
    pub fn seen(&mut self, t: f64, rss_kib: u64) {
        self.0.push(Look { t, kib: rss_kib as f64 });
    }

    /// About a dozen of the sizes, in KiB.
    pub fn sizes(&self) -> Vec<String> {
        let some = self.0.iter().step_by(self.0.len().div_ceil(12).max(1));
        some.map(|look| format!("{:.0}", look.kib)).collect()
    }

    /// How much it has grown over the last half, in KiB: as a straight line through it says, or as
    /// its end is above its beginning, if that is more. The first is right for what leaks all the
    /// time, the second for what happens once.
    pub fn growth(&self) -> Option<f64> {
        let half = &self.0[self.0.len() / 2..];
        let (first, last) = (half.first()?, half.last()?);
        if half.len() < LOOKS {
            return None;
        }
        let third = half.len() / 3;
        let middle = |looks: &[Look]| median(looks.iter().map(|look| look.kib).collect());
        let step = middle(&half[half.len() - third..]) - middle(&half[..third]);
        let pairs = half.iter().enumerate().flat_map(|(at, one)| {
            half[at + 1..].iter().map(move |other| (other.kib - one.kib) / (other.t - one.t))
        });
        let line = median(pairs.collect()) * (last.t - first.t);
        Some(line.max(step))
    }

    /// How much it may grow in a run that lasts so many seconds.
    pub fn limit(seconds: f64) -> f64 {
        if seconds < WARM { WARMING_KIB } else { GROWTH_KIB }
    }

    /// What is wrong at the end.
    pub fn broken(&self) -> Option<String> {
        let (Some(growth), Some(first), Some(last)) =
            (self.growth(), self.0.first(), self.0.last())
        else {
            return Some(format!("memory was looked at {} times, which is too few", self.0.len()));
        };
        (growth > Self::limit(last.t - first.t))
            .then(|| format!("memory has grown by {growth:.0} KiB over the last half"))
    }
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_unstable_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Memory;

    /// One look a second.
    fn looks(seconds: u32, size: impl Fn(u32) -> u64) -> Memory {
        let mut memory = Memory::default();
        (0..seconds).for_each(|t| memory.seen(f64::from(t), size(t)));
        memory
    }

    #[test]
    fn a_straight_leak_shows_all_of_itself() {
        let leaking = |each: u64| looks(600, move |t| 40_000 + u64::from(t) * each / 300);
        assert!((leaking(2500).growth().unwrap() - 2500.0).abs() < 60.0);
        assert!(leaking(2200).broken().is_some());
        assert_eq!(leaking(1900).broken(), None);
    }

    #[test]
    fn so_does_a_step_and_noise_shows_nothing() {
        let step = looks(600, |t| if t < 450 { 40_000 } else { 42_500 });
        assert!((step.growth().unwrap() - 2500.0).abs() < 100.0);
        let noise = looks(600, |t| 40_000 + u64::from(t * 7919 % 1500));
        assert!(noise.growth().unwrap().abs() < 200.0);
    }

    #[test]
    fn what_grows_only_at_the_beginning_is_no_leak() {
        let warming = looks(600, |t| 40_000 + u64::from(t.min(300)) * 100);
        assert_eq!(warming.broken(), None);
    }

    #[test]
    fn too_few_looks_say_nothing() {
        let few = looks(8, |_| 40_000);
        assert_eq!(few.growth(), None);
        assert!(few.broken().unwrap().contains("8 times"));
    }
}
