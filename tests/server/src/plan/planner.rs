//! From what a scenario says to what a runner does and what must come of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Action, CallPlan, ClientPlan, ReadPlan};
use crate::expectation::{Expectation, Subject};
use crate::format::{Call, Event, Expect, Link, NewClient, Operation, Options, Scenario, Step};
use crate::matching;
use crate::placeholder::Placeholders;
use crate::play::STILL_WORKS;
use crate::tokens::Callbacks;

/// Makes the plan of a scenario, and with it what each step must come to.
pub(crate) struct Planner<'a> {
    pub(crate) with: &'a mut Placeholders,
    pub(crate) callbacks: &'a mut Callbacks,
    pub(crate) expectations: BTreeMap<String, Expectation>,
}

/// The token of a client that is given none: of the form that the service uses.
const TOKEN: &str = "7|ScenarioCanaryTokenOfFortyCharacters0000a1b2c3d4";

impl Planner<'_> {
    pub(crate) fn plan(&mut self, scenario: &Scenario) -> Result<Vec<Action>, String> {
        let mut actions = Vec::new();
        if let Some(options) = &scenario.client {
            let main = NewClient {
                new_client: "main".into(),
                with: options.clone(),
                expect: None,
                covers: None,
            };
            actions.push(self.new_client("client".into(), &main)?);
        }
        for (index, step) in scenario.steps.iter().enumerate() {
            actions.push(self.step((index + 1).to_string(), step)?);
        }
        actions.push(Action::Until { event: Event::StepsDone(true) });
        if scenario.still_works && scenario.client.is_some() {
            actions.push(Action::Call(self.still_works()));
        }
        Ok(actions)
    }

    fn step(&mut self, id: String, step: &Step) -> Result<Action, String> {
        Ok(match step {
            Step::Call(call) => Action::Call(self.call(id, call)?),
            Step::Concurrently(steps) => {
                let numbered = steps.iter().zip(1..);
                let planned =
                    numbered.map(|(step, number)| self.step(format!("{id}.{number}"), step));
                Action::Concurrently { steps: planned.collect::<Result<_, String>>()? }
            }
            Step::Advance(seconds) => Action::Advance { seconds: *seconds },
            Step::Suspend(seconds) => Action::Suspend { seconds: *seconds },
            Step::SetWall(seconds) => Action::SetWall { seconds: *seconds },
            Step::NewClient(new) => self.new_client(id, new)?,
            Step::Close(close) => {
                Action::Close { name: close.close.clone(), start_after: close.start_after }
            }
            Step::Until(event) => Action::Until { event: *event },
            Step::Read(read) => {
                let expect = self.expect(&read.expect)?;
                let plan = ReadPlan { id, name: read.read.clone(), read: readings(&expect) };
                self.expected(&plan.id, Subject::Reading, expect, 1);
                Action::Read(plan)
            }
            Step::Link(Link { .. }) => return Err(NO_LINK.into()),
        })
    }

    fn call(&mut self, id: String, call: &Call) -> Result<CallPlan, String> {
        let expect = self.expect(&call.expect)?;
        let plan = CallPlan {
            id,
            client: call.client.clone(),
            operation: call.call,
            args: self.with.expand_map(&call.args)?,
            options: self.with.expand_map(&call.options)?,
            times: call.times,
            start_after: call.start_after,
            cancel_after: call.cancel_after,
            read: readings(&expect),
            keep_as: call.keep_as.clone(),
        };
        self.expected(&plan.id, Subject::Call(call.call), expect, call.times);
        Ok(plan)
    }

    fn new_client(&mut self, id: String, new: &NewClient) -> Result<Action, String> {
        let plan = ClientPlan {
            name: new.new_client.clone(),
            options: self.options(&new.with)?,
            check: new.expect.is_some(),
            id,
        };
        if let Some(expect) = &new.expect {
            let expect = self.expect(expect)?;
            self.expected(&plan.id, Subject::Construction, expect, 1);
        }
        Ok(Action::NewClient(plan))
    }

    fn options(&mut self, options: &Options) -> Result<Map<String, Value>, String> {
        let mut options = self.with.expand_map(&options.0)?;
        options.entry("token").or_insert_with(|| TOKEN.into());
        options.entry("base_url").or_insert_with(|| self.with.text("{server}").into());
        if options["base_url"].is_null() {
            options.remove("base_url");
        }
        let token = options["token"].take();
        options.insert("token".into(), self.callbacks.take_on(token)?);
        Ok(options)
    }

    fn expect(&mut self, expect: &Expect) -> Result<Expect, String> {
        let mut expand =
            |value: &Option<Value>| value.as_ref().map(|value| self.with.expand(value)).transpose();
        let expect = Expect {
            value: expand(&expect.value)?,
            error: expand(&expect.error)?,
            took: expand(&expect.took)?,
            access_token: expand(&expect.access_token)?,
            thrown: expect.thrown.clone(),
            cancelled: expect.cancelled,
            never: expect
                .never
                .iter()
                .map(|text| self.with.expand(text))
                .collect::<Result<_, String>>()?,
            qr: self.with.expand_map(&expect.qr)?,
        };
        match unknown_operator(&expect) {
            Some(operator) => Err(format!("`expect`: there is no operator {operator}")),
            None => Ok(expect),
        }
    }

    fn expected(&mut self, id: &str, subject: Subject, expect: Expect, times: u64) {
        self.expectations.insert(id.to_owned(), Expectation { subject, expect, unchecked: times });
    }

    /// The call that sees whether the client still works.
    fn still_works(&mut self) -> CallPlan {
        let value = serde_json::json!({"instance_id": STILL_WORKS, "status": "WORKING"});
        let expect = Expect { value: Some(value), ..Expect::default() };
        let id = "still_works".to_owned();
        self.expected(&id, Subject::Call(Operation::Health), expect, 1);
        CallPlan {
            id,
            client: "main".into(),
            operation: Operation::Health,
            args: Map::from_iter([("instance".to_owned(), STILL_WORKS.into())]),
            options: Map::new(),
            times: 1,
            start_after: None,
            cancel_after: None,
            read: Vec::new(),
            keep_as: None,
        }
    }
}

const NO_LINK: &str = "this scenario needs `link()`, which the library does not have yet";

fn unknown_operator(expect: &Expect) -> Option<String> {
    let single = [&expect.value, &expect.error, &expect.took, &expect.access_token];
    let mut patterns = single.into_iter().flatten().chain(expect.qr.values());
    patterns.find_map(matching::unknown_operator).map(str::to_owned)
}

/// What a runner has to read of a QR code for these expectations.
fn readings(expect: &Expect) -> Vec<String> {
    let named = |key: &String| if key == "png_size" { "png".to_owned() } else { key.clone() };
    expect.qr.keys().map(named).collect()
}
