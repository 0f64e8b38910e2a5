//! Which instance is meant.

use clap::Args;

use crate::environment;
use crate::failure::Failure;

/// The variables that name an instance; the second is that of the official Laravel package.
pub(crate) const VARIABLES: [&str; 2] =
    ["HYPERSENDER_INSTANCE", "HYPERSENDER_WHATSAPP_INSTANCE_ID"];

/// An instance, by its id.
#[derive(Debug, Clone, Args)]
pub(crate) struct InstanceArgument {
    /// The instance's id, a UUID, as in the dashboard and in `hypersender instances`. Without it:
    /// `HYPERSENDER_INSTANCE`
    #[arg(value_name = "INSTANCE")]
    id: Option<String>,
}

impl InstanceArgument {
    /// The id that was given, or that the environment names.
    pub(crate) fn id(&self) -> Result<String, Failure> {
        self.known().ok_or_else(|| {
            Failure::argument(
                "instance",
                "Which instance? Give its id, or set HYPERSENDER_INSTANCE; `hypersender instances` lists them.",
            )
        })
    }

    /// The same where it may be missing.
    pub(crate) fn known(&self) -> Option<String> {
        self.id.clone().or_else(|| environment::first(&VARIABLES).map(|(_, id)| id))
    }
}
