//! The processor time of a call with many under way: what a binding's is compared with.

use hypersender::Client;

use crate::call::{Call, Outcome};
use crate::with_hypersender;

/// Prints the microseconds of one of `count` calls, `in_flight` at a time, on one thread.
pub(crate) fn measure(count: usize, in_flight: usize, port: &str) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let client = with_hypersender::client(&format!("http://127.0.0.1:{port}"))?;
        make(&client, in_flight, in_flight).await?; // connects
        let begun = processor_time()?;
        make(&client, count, in_flight).await?;
        let micros = (processor_time()? - begun) / 1e3;
        println!("{:.2}", micros / f64::from(u32::try_from(count)?));
        Ok(())
    })
}

async fn make(client: &Client, count: usize, in_flight: usize) -> Outcome {
    let one_after_the_other = || {
        let client = client.clone();
        tokio::spawn(async move {
            for _ in 0..count / in_flight {
                // An error of this kind can't go to another thread, its text can.
                let made = with_hypersender::make(&client, Call::Health).await;
                made.map_err(|error| error.to_string())?;
            }
            Ok::<(), String>(())
        })
    };
    let tasks: Vec<_> = (0..in_flight).map(|_| one_after_the_other()).collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}

/// The nanoseconds that this thread has been on a processor.
fn processor_time() -> Result<f64, Box<dyn std::error::Error>> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(told.split(' ').next().unwrap_or_default().parse()?)
}
