//! The machine that decides: (state, input, now) -> (state, actions). No clock, no socket.
//!
//! # What a driver has to do
//!
//! One [`Hub`] stands for one token at one base URL, in the whole process. Its driver
//!
//! 1. reads the clocks and calls [`Hub::step`] for everything that happens ([`Input`]), one at a
//!    time, and once more with [`Input::Wake`] at the moment that the last [`Step`] named. Waking
//!    early does no harm. Without a wake there is nothing to wait for but inputs.
//! 2. does the [`Action`]s of each step in their order. `Emit` and `Finish` go to the listener's
//!    [`Mailbox`](super::mailbox::Mailbox). `Look`, `Ask` and `Restart` are one attempt each (a 401
//!    with another token repeats it), with the client's `timeout`, a look at most until its
//!    `deadline`; each is answered by exactly one `Looked`, `Asked` or `Restarted` with its request's
//!    number, unless a `Drop` came first. What comes after that is ignored; but of a POST one
//!    `Dropped` or `Asked` tells whether it had left.
//! 3. keeps the registry of cooldowns, which holds the rule when a QR POST may follow another. The
//!    machine is told its word whenever it may have changed: with `Join`, `Asked` and `Dropped`, and
//!    with `Cooldown` after an explicit call. A POST joins one that is under
//!    way for the same instance; otherwise the registry holds nothing of the machine's back.
//! 4. tells what explicit calls of the same token bring: looks, codes, restarts. A code counts for
//!    the hub of the token that asked for it, and for that of the `access_token` that came with it.
//!
//! The machine never asks for the time, and its randomness comes from its seed: the same inputs lead
//! to the same actions.
//!
//! # How it is built
//!
//! Inputs change only what is known (`hub`, `sight`, `posting`, `life`, `known`). Each step then
//! ends in `settle`, which decides for all sessions what follows from it, and finds the one moment
//! at which time alone would change the answer. `ends` says when a session is over, `looks` and
//! `polls` who is looked at next, `budget` whether a poll may go, `counter` what 429s taught,
//! `verdict` what a failure means. Every number is in `numbers`.

mod action;
mod budget;
mod counter;
mod ends;
mod hub;
mod input;
mod known;
mod life;
mod linking;
mod listener;
mod looks;
mod numbers;
#[cfg(any(test, fuzzing))]
mod phase;
mod polls;
mod posting;
mod settle;
mod sight;
mod stage;
mod verdict;

pub(crate) use action::{Action, Target};
pub(crate) use hub::Hub;
pub(crate) use input::{
    ClientId, Code, Connected, Failure, Input, InstanceId, ListenerId, RequestId, Seen,
};
#[cfg(any(test, fuzzing))]
pub(crate) use phase::Phase;
