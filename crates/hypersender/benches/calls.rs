//! How long a call takes against a server on loopback, beside plain clients that do the same work.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]
#![allow(dead_code, reason = "some of what is shared is for the program that is counted")]

#[path = "src/call.rs"]
mod call;
#[path = "src/plain_hyper.rs"]
mod plain_hyper;
#[path = "src/plain_reqwest.rs"]
mod plain_reqwest;
#[path = "src/server.rs"]
mod server;
#[path = "src/with_hypersender.rs"]
mod with_hypersender;

use call::Call;
use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::{Builder, Runtime};

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn calls(criterion: &mut Criterion) {
    let listener = server::listen().unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || server::answer_all(&listener, call::PICTURE));

    for (name, call) in [("health", Call::Health), ("qr", Call::Qr)] {
        let mut group = criterion.benchmark_group(name);
        group.bench_function("hyper", |bench| {
            let (runtime, client) = (runtime(), plain_hyper::client());
            bench.iter(|| runtime.block_on(plain_hyper::make(&client, call, &base)).unwrap());
        });
        group.bench_function("reqwest", |bench| {
            let (runtime, client) = (runtime(), plain_reqwest::client().unwrap());
            bench.iter(|| runtime.block_on(plain_reqwest::make(&client, call, &base)).unwrap());
        });
        group.bench_function("hypersender", |bench| {
            let (runtime, client) = (runtime(), with_hypersender::client(&base).unwrap());
            bench.iter(|| runtime.block_on(with_hypersender::make(&client, call)).unwrap());
        });
        group.finish();
    }
}

criterion_group!(benches, calls);
criterion_main!(benches);
