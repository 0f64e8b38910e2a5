//! The one task of a token's sessions: it sends what the machine orders, tells it what came of it,
//! and wakes it when its moment comes.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::future::{AbortHandle, Abortable, Aborted, BoxFuture};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use super::errand::{Lost, Work};
use super::machine::{Input, RequestId};
use super::station::{Errand, Station};
use crate::clock::{Clock, Moment};

/// Runs until nobody listens any more and nothing is under way.
///
/// The duty is taken before the task begins, so that it also ends if the task never gets its turn.
pub(super) async fn drive(mut duty: Duty) {
    let served = AssertUnwindSafe(serve(&mut duty, |_| ())).catch_unwind().await;
    if served.is_err() {
        duty.station.broken();
    }
    duty.done = true;
}

/// What a driver was woken by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// A request ended.
    Answer,
    /// Something else happened: somebody joined, left, or called.
    Bell,
    /// The moment came for which the machine wanted to be woken.
    Time,
}

async fn serve(duty: &mut Duty, mut woken: impl FnMut(Cause)) {
    let station = Arc::clone(&duty.station);
    while let Some((errands, wake)) = station.errands(duty.under_way.lost.len()) {
        for errand in errands {
            duty.under_way.take_on(&station, errand);
        }
        tokio::select! {
            biased;
            Some((request, told)) = duty.under_way.requests.next() => {
                woken(Cause::Answer);
                duty.under_way.lost.remove(&request);
                station.step(told);
            }
            () = station.rung() => woken(Cause::Bell),
            () = moment(station.clock(), wake) => {
                woken(Cause::Time);
                station.step(Input::Wake);
            }
        }
    }
}

async fn moment(clock: &Clock, wake: Option<Moment>) {
    match wake {
        Some(wake) => clock.sleep_until(wake).await,
        None => std::future::pending().await,
    }
}

/// The requests of a station that are on their way.
#[derive(Default)]
struct UnderWay {
    requests: FuturesUnordered<BoxFuture<'static, (RequestId, Input)>>,
    /// What to do about each if it is dropped, and what to tell if it is lost.
    lost: HashMap<RequestId, (AbortHandle, Arc<Lost>)>,
}

impl UnderWay {
    fn take_on(&mut self, station: &Arc<Station>, errand: Errand) {
        if let Errand::Drop(request) = &errand
            && let Some((handle, _)) = self.lost.get(request)
        {
            handle.abort();
        }
        let Some(Work { request, run, lost }) = Work::of(station, errand) else { return };
        let (handle, registration) = AbortHandle::new_pair();
        let run = Abortable::new(AssertUnwindSafe(run).catch_unwind(), registration);
        let lost = Arc::new(lost);
        self.lost.insert(request, (handle, Arc::clone(&lost)));
        let station = Arc::clone(station);
        self.requests.push(Box::pin(async move {
            let told = match run.await {
                Ok(Ok(told)) => told,
                Ok(Err(_)) => lost.panicked(&station),
                Err(Aborted) => lost.dropped(&station),
            };
            (request, told)
        }));
    }
}

/// A driver's time at work. If it is not done at its end, the runtime ended under it, and the
/// machine has to hear that the requests went down with it.
pub(super) struct Duty {
    station: Arc<Station>,
    under_way: UnderWay,
    /// Another driver may be at work by now.
    done: bool,
}

impl Duty {
    pub(super) fn at(station: &Arc<Station>) -> Self {
        Self { station: Arc::clone(station), under_way: UnderWay::default(), done: false }
    }
}

impl Drop for Duty {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        self.under_way.requests.clear();
        let lost: Vec<_> = self.under_way.lost.drain().map(|(_, (_, lost))| lost).collect();
        self.station.abandoned(|station| lost.iter().map(|lost| lost.broken(station)).collect());
    }
}

#[cfg(test)]
mod tests;
