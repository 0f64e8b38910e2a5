//! One client that makes one kind of call so many times: to be counted by callgrind.
//!
//! `calls serve [PNG]` answers, and prints its port. `calls CLIENT CALL COUNT PORT` asks, one call
//! after the other. `calls hypersender health COUNT PORT IN_FLIGHT` has so many under way, and prints
//! the processor time of one in microseconds.

#![allow(clippy::print_stdout, reason = "this is a program for a terminal")]

mod call;
mod in_flight;
mod plain_hyper;
mod plain_reqwest;
mod server;
mod with_hypersender;

use call::{Call, Outcome};

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (client, call, count, port) = match arguments[..] {
        ["serve", picture] => return server::serve(&std::fs::read(picture)?),
        ["hypersender", "health", count, port, in_flight] => {
            return in_flight::measure(count.parse()?, in_flight.parse()?, port);
        }
        [client, call, count, port] => (client, call, count, port),
        _ => return server::serve(call::PICTURE),
    };
    let call = Call::of(call).ok_or("a call is `health` or `qr`")?;
    let (count, base) = (count.parse()?, format!("http://127.0.0.1:{port}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(make(client, call, count, &base))
}

async fn make(client: &str, call: Call, count: usize, base: &str) -> Outcome {
    match client {
        "hypersender" => {
            let client = with_hypersender::client(base)?;
            for _ in 0..count {
                with_hypersender::make(&client, call).await?;
            }
        }
        "reqwest" => {
            let client = plain_reqwest::client()?;
            for _ in 0..count {
                plain_reqwest::make(&client, call, base).await?;
            }
        }
        "hyper" => {
            let client = plain_hyper::client();
            for _ in 0..count {
                plain_hyper::make(&client, call, base).await?;
            }
        }
        _ => return Err("a client is `hypersender`, `reqwest` or `hyper`".into()),
    }
    Ok(())
}
