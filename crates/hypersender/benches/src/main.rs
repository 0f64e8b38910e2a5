//! One client that makes one kind of call so many times: to be counted by callgrind.
//!
//! `calls serve` answers, and prints its port. `calls CLIENT CALL COUNT PORT` asks.

#![allow(clippy::print_stdout, reason = "this is a program for a terminal")]

mod call;
mod plain_hyper;
mod plain_reqwest;
mod server;
mod with_hypersender;

use call::{Call, Outcome};

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [client, call, count, port] = arguments[..] else {
        return server::serve();
    };
    let call = Call::of(call).ok_or("a call is `health` or `qr`")?;
    let (count, base) = (count.parse()?, format!("http://127.0.0.1:{port}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match client {
            "hypersender" => with_hypersender::make(call, count, &base).await,
            "reqwest" => plain_reqwest::make(call, count, &base).await,
            "hyper" => plain_hyper::make(call, count, &base).await,
            _ => Err("a client is `hypersender`, `reqwest` or `hyper`".into()),
        }
    })
}
