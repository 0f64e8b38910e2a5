//! What goes wrong with answers.

use hypersender::Operation;

use super::Sandbox;
use crate::deed::Deed;
use crate::faults::{Fault, Rule};

/// The faults of a [`Sandbox`].
///
/// ```
/// use hypersender::Operation;
/// use hypersender_sandbox::faults::{Fault, Rule};
///
/// # fn example(sandbox: hypersender_sandbox::Sandbox) {
/// // The next two health checks are answered 503.
/// sandbox.faults().next(Operation::Health, 2, Fault::status(503));
/// // The next restart is done, but its answer is lost.
/// sandbox.faults().add(Rule::next(Operation::Restart, Fault::Reset).done());
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Faults<'a>(pub(super) &'a Sandbox);

impl Faults<'_> {
    /// The next `times` answers to an operation have a fault. What was asked for is not done,
    /// unless the fault begins from the right answer.
    pub fn next(self, operation: Operation, times: u32, fault: Fault) {
        self.add(Rule::next(operation, fault).times(times));
    }

    /// Adds a rule.
    pub fn add(self, rule: Rule) {
        self.0.perform(&Deed::Fault(rule));
    }

    /// Nothing goes wrong any more.
    pub fn clear(self) {
        self.0.perform(&Deed::ClearFaults);
    }

    /// The rules that are still in force.
    pub fn left(self) -> Vec<Rule> {
        self.0.service.state().engine.faults().to_vec()
    }
}
