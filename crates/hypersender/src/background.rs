//! What the one thread of a binding does: it begins what others send it.

use std::future::poll_fn;
use std::mem;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::{select, time};

/// What is to be run there.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Sooner than the deadlines of calls, but for those that somebody chose to be short.
const SOONER: Duration = Duration::from_secs(10);

/// Runs what comes, for as long as something may come: to be spawned, so that what is under way has
/// its turn between two tasks that are begun. Otherwise a thousand calls at once would make as many
/// connections, and not use those that others of them have done with.
///
/// To be woken costs a thread more than most of what it does for a call: it is, by the first of
/// the tasks that come while it sleeps, and not by each. And tokio wakes its own thread, for nothing,
/// whenever there is a timer that is due before all others, such as the deadline of an only call. So
/// while there are calls there is one that is due sooner.
pub async fn run(mut tasks: UnboundedReceiver<Task>) {
    while let Some(task) = tasks.recv().await {
        drop(tokio::spawn(task));
        let mut sooner = pin!(time::sleep(SOONER));
        loop {
            let task = select! {
                biased;
                task = tasks.recv() => task,
                () = &mut sooner => break,
            };
            let Some(task) = task else { return };
            drop(tokio::spawn(task));
            after_the_others().await;
        }
    }
}

/// Lets everything run that can, but looks for no news, which `yield_now` would do each time.
async fn after_the_others() {
    let mut had_their_turn = false;
    poll_fn(|context| {
        if mem::replace(&mut had_their_turn, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};
    use std::task::{Context, Wake, Waker};

    use tokio::sync::mpsc::unbounded_channel;
    use tokio::sync::oneshot;

    use super::*;

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn tasks_that_come_while_it_sleeps_wake_it_once() {
        let (tasks, receiver) = unbounded_channel();
        let woken = Arc::new(Wakes::default());
        let waker = Waker::from(Arc::clone(&woken));
        let count = || woken.0.load(Ordering::Relaxed);
        let mut run = Box::pin(run(receiver));
        for _ in 0..3 {
            let mut before = usize::MAX;
            while before != count() {
                before = count();
                assert!(run.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            }
            for _ in 0..3 {
                tasks.send(Box::pin(async {}) as Task).unwrap();
            }
            assert_eq!(count(), before + 1);
        }
    }

    #[tokio::test]
    async fn what_is_under_way_has_its_turn_between_two_that_are_begun() {
        let (tasks, receiver) = unbounded_channel();
        let seen = Arc::new(Mutex::new(Vec::new()));
        for number in 0..4 {
            let seen = Arc::clone(&seen);
            let task = async move {
                seen.lock().unwrap().push((number, "begun"));
                after_the_others().await;
                seen.lock().unwrap().push((number, "done"));
            };
            tasks.send(Box::pin(task) as Task).unwrap();
        }
        drop(tasks);
        tokio::spawn(run(receiver)).await.unwrap();
        let seen = seen.lock().unwrap();
        let place = |what| seen.iter().position(|one| *one == what);
        assert!(place((1, "done")).is_some() && place((3, "begun")).is_some(), "{seen:?}");
        assert!(place((1, "done")) < place((3, "begun")), "{seen:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn it_runs_what_comes_early_and_late_until_nothing_can_come() {
        let (tasks, receiver) = unbounded_channel();
        let running = tokio::spawn(run(receiver));
        for pause in [0, 1, 9, 11, 60] {
            time::sleep(Duration::from_secs(pause)).await;
            let (done, is_done) = oneshot::channel();
            tasks.send(Box::pin(async move { done.send(pause).unwrap() }) as Task).unwrap();
            assert_eq!(is_done.await, Ok(pause));
        }
        drop(tasks);
        running.await.unwrap();
    }
}
