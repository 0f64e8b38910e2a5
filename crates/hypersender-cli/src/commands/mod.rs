//! The subcommands, one file each.

mod completions;
mod create;
mod demo;
mod doctor;
mod health;
mod instances;
mod link;
mod man;
mod present;
mod qr;
mod restart;
mod sandbox;

use clap::Subcommand;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::options::{Service, Voice};
use crate::terminal::Terminal;

/// What the command can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    Link(link::Link),
    Qr(qr::Qr),
    Health(health::Health),
    Instances(instances::Instances),
    Create(create::Create),
    Restart(restart::Restart),
    Doctor(doctor::Doctor),
    Sandbox(sandbox::Sandbox),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    pub(crate) async fn run(self, terminal: &mut Terminal) -> Result<Exit, Failure> {
        match self {
            Self::Demo(demo) => demo.run(terminal).await,
            Self::Link(link) => link.run(terminal).await,
            Self::Qr(qr) => qr.run(terminal).await,
            Self::Health(health) => health.run(terminal).await,
            Self::Instances(instances) => instances.run(terminal).await,
            Self::Create(create) => create.run(terminal).await,
            Self::Restart(restart) => restart.run(terminal).await,
            Self::Doctor(doctor) => doctor.run(terminal).await,
            Self::Sandbox(sandbox) => sandbox.run(terminal).await,
            Self::Completions(completions) => completions.run(terminal),
            Self::Man(man) => man.run(terminal),
        }
    }

    /// How it reaches the service, if it does.
    pub(crate) fn service(&mut self) -> Option<&mut Service> {
        match self {
            Self::Link(link) => Some(&mut link.service),
            Self::Qr(qr) => Some(&mut qr.service),
            Self::Health(health) => Some(&mut health.service),
            Self::Instances(instances) => Some(&mut instances.service),
            Self::Create(create) => Some(&mut create.service),
            Self::Restart(restart) => Some(&mut restart.service),
            Self::Doctor(doctor) => Some(&mut doctor.service),
            Self::Demo(_) | Self::Sandbox(_) | Self::Completions(_) | Self::Man(_) => None,
        }
    }

    /// To whom it speaks.
    pub(crate) fn voice(&self) -> Voice {
        match self {
            Self::Link(link) => link.voice,
            Self::Qr(qr) => qr.voice,
            Self::Health(health) => health.voice,
            Self::Instances(instances) => instances.voice,
            Self::Create(create) => create.voice,
            Self::Restart(restart) => restart.voice,
            Self::Doctor(doctor) => doctor.voice,
            Self::Sandbox(sandbox) => sandbox.voice,
            Self::Demo(_) | Self::Completions(_) | Self::Man(_) => Voice::default(),
        }
    }
}
