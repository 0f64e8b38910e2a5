//! A small HTTP/1.1 server that can misbehave.
//!
//! A [`Handler`] gets each [`Request`] and gives a [`Reply`]: an ordinary [`Response`], or a script
//! of raw [`Action`]s on the socket, so that an answer can drip, stop in the middle, never come,
//! or be no HTTP at all. Waits go by the clock that the server was started with, and end when the
//! client leaves.
//!
//! ```
//! use std::sync::Arc;
//! use std::time::Duration;
//! use hypersender::clock::Clock;
//! use hypersender_sandbox::wire::{Action, Plain, Reply, Request, Response, Server};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let handler = async |request: Request| match request.path() {
//!     "/broken" => Reply::Script(vec![
//!         Action::Bytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".into()),
//!         Action::Wait(Duration::from_secs(2)),
//!         Action::Reset,
//!     ]),
//!     _ => Response::json(200, r#"{"status":"WORKING"}"#).into(),
//! };
//! let server = Server::start("127.0.0.1:0", Plain, Clock::system(), Arc::new(handler)).await?;
//! println!("http://{}", server.address());
//! # Ok(())
//! # }
//! ```

mod action;
mod connection;
mod incoming;
#[cfg(fuzzing)]
mod read;
mod request;
mod response;
mod server;

pub use action::{Action, Reply};
pub use connection::End;
pub use incoming::Caps;
#[cfg(fuzzing)]
pub(crate) use read::requests;
pub use request::Request;
pub use response::Response;
pub use server::{Accept, Connections, Handler, Plain, Server};
