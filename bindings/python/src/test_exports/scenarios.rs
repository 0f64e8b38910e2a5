//! The scenarios' server, on the runtime of the clients that are tested.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, mpsc};

use hypersender::ClientBuilder;
use hypersender::clock::Clock;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use scenario_server::Control;

use crate::{gate, runtime};

static CONTROLS: Mutex<Option<HashMap<String, Control>>> = Mutex::new(None);

/// By which clock the clients go that are made from now on.
static CLOCK: Mutex<Option<Clock>> = Mutex::new(None);

/// Starts the server for a runner, and gives its address.
#[pyfunction]
pub(crate) fn scenarios(py: Python<'_>, runner: String) -> PyResult<String> {
    let (started, starting) = mpsc::channel();
    let language = runner.clone();
    runtime::handle().spawn(async move {
        let _ = started.send(Control::for_language(&language).await);
    });
    let control = gate::outside(py, move || starting.recv());
    let control = control.map_err(|error| PyRuntimeError::new_err(error.to_string()))??;
    let address = control.address().to_string();
    let mut controls = CONTROLS.lock().unwrap_or_else(PoisonError::into_inner);
    controls.get_or_insert_default().insert(runner, control);
    Ok(address)
}

/// Clients that are made from now on are of that run; without one they go by the machine's clock.
#[pyfunction]
pub(crate) fn play_scenario(runner: &str, run: Option<&str>) {
    let controls = CONTROLS.lock().unwrap_or_else(PoisonError::into_inner);
    let control = controls.as_ref().and_then(|controls| controls.get(runner));
    let clock = control.zip(run).and_then(|(control, run)| control.clock(run));
    drop(controls);
    *CLOCK.lock().unwrap_or_else(PoisonError::into_inner) = clock;
}

pub(crate) fn with_its_clock(builder: ClientBuilder) -> ClientBuilder {
    match CLOCK.lock().unwrap_or_else(PoisonError::into_inner).clone() {
        Some(clock) => builder.clock(clock),
        None => builder,
    }
}
