//! What the one thread of a binding does: it begins what others send it.

use std::pin::Pin;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::{select, time};

/// What is to be run there.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Sooner than the deadlines of calls, but for those that somebody chose to be short.
const SOONER: Duration = Duration::from_secs(10);

/// Runs what comes, for as long as something may come.
///
/// To be woken costs a thread more than most of what it does for a call: it is, by the first of
/// the tasks that come while it sleeps, and not by each. And tokio wakes its own thread, for nothing,
/// whenever there is a timer that is due before all others, such as the deadline of an only call. So
/// while there are calls there is one that is due sooner.
pub async fn run(mut tasks: UnboundedReceiver<Task>) {
    while let Some(task) = tasks.recv().await {
        drop(tokio::spawn(task));
        let mut sooner = std::pin::pin!(time::sleep(SOONER));
        loop {
            select! {
                biased;
                task = tasks.recv() => match task {
                    Some(task) => drop(tokio::spawn(task)),
                    None => return,
                },
                () = &mut sooner => break,
            }
        }
    }
}
