//! The scenario server, on the runtime of the calls, and the clients of its runs.

use std::fmt;
use std::sync::Arc;

use hypersender_uniffi::{
    ClientRecord, ErrorDetails, NativeClient, NativeError, Secret, TokenSource, handle, provider,
};
use scenario_server::Control;

/// A running scenario server.
#[derive(uniffi::Object)]
pub struct Scenarios(Control);

#[uniffi::export]
impl Scenarios {
    /// Starts it, for the results of that language.
    #[uniffi::constructor]
    pub fn start(language: &str) -> Result<Arc<Self>, NativeError> {
        let started = handle().block_on(Control::for_language(language));
        Ok(Arc::new(Self(started.map_err(|error| defect(error.to_string()))?)))
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://{}", self.0.address())
    }

    /// A client of a run, which goes by the run's clock; with a token or somebody to ask for one.
    pub fn client(
        &self,
        run: &str,
        token: Option<Secret>,
        source: Option<Arc<dyn TokenSource>>,
        options: ClientRecord,
    ) -> Result<Arc<NativeClient>, NativeError> {
        let clock = self.0.clock(run).ok_or_else(|| defect(format!("there is no run {run}")))?;
        match (token, source) {
            (_, Some(source)) => NativeClient::with_clock(provider(source), options, clock),
            (Some(token), None) => NativeClient::with_clock(token.0, options, clock),
            (None, None) => Err(defect("there is neither a token nor a callback".to_owned())),
        }
    }
}

fn defect(text: String) -> NativeError {
    let code = "internal".to_owned();
    NativeError::Failed { details: Box::new(ErrorDetails { code, text, ..Default::default() }) }
}

impl fmt::Debug for Scenarios {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
