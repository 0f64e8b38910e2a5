//! The machine that decides: (state, input, now) -> (state, actions). No clock, no socket.

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
mod polls;
mod posting;
mod settle;
mod sight;
mod stage;
mod verdict;

pub(crate) use action::{Action, Step, Target};
pub(crate) use hub::Hub;
pub(crate) use input::{
    ClientId, Code, Connected, Failure, Input, InstanceId, ListenerId, RequestId, Seen,
};
