//! Durations, which people write as numbers of seconds.

use std::time::Duration;

use clap::Args;

/// A positive number of seconds, up to a day.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let number = text.strip_suffix('s').unwrap_or(text).parse().unwrap_or(f64::NAN);
    hypersender::seconds("timeout", number)
        .map_err(|_| "a number of seconds is wanted, above 0 and at most 86400".to_owned())
}

/// The deadline of one call.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Service")]
pub(crate) struct CallTimeout {
    /// How long the call may take in all, with its retries
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) timeout: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_positive_and_finite() {
        assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
        assert_eq!(seconds("90s"), Ok(Duration::from_secs(90)));
        for text in ["", "0", "-1", "nan", "inf", "1e300", "5 minutes", "86400.1", "9ss", "s"] {
            seconds(text).unwrap_err();
        }
    }
}
