//! From what a scenario says to what a runner does and what must come of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Action, CallPlan, ClientPlan, LinkPlan, ReadPlan, Span};
use crate::expectation::{Expectation, Subject};
use crate::format::{Call, Event, Expect, Link, NewClient, Operation, Options, Scenario, Step};
use crate::matching;
use crate::placeholder::Placeholders;
use crate::play::STILL_WORKS;
use crate::session::Following;
use crate::tokens::Callbacks;

/// Makes the plan of a scenario, and with it what each step must come to.
pub(crate) struct Planner<'a> {
    pub(crate) with: &'a mut Placeholders,
    pub(crate) callbacks: &'a mut Callbacks,
    pub(crate) expectations: BTreeMap<String, Expectation>,
    pub(crate) sessions: BTreeMap<String, Following>,
}

/// The token of a client that is given none: of the form that the service uses.
pub(crate) const TOKEN: &str = "7|ScenarioCanaryTokenOfFortyCharacters0000a1b2c3d4";

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
        let id = "steps_done".to_owned();
        actions.push(Action::Until { id, event: Event::StepsDone(true) });
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
                Action::Concurrently { steps: planned.collect::<Result<_, String>>()?, id }
            }
            Step::Advance(seconds) => Action::Advance { id, seconds: *seconds },
            Step::Suspend(shift) => Action::Suspend { id, seconds: shift.seconds, at: shift.at },
            Step::SetWall(shift) => Action::SetWall { id, seconds: shift.seconds, at: shift.at },
            Step::NewClient(new) => self.new_client(id, new)?,
            Step::Close(close) => {
                let name = close.close.clone();
                Action::Close { id, name, start_after: close.start_after, at: close.at }
            }
            Step::Until(event) => Action::Until { id, event: *event },
            Step::Read(read) => {
                let expect = self.expect(&read.expect)?;
                let plan = ReadPlan { id, name: read.read.clone(), read: readings(&expect) };
                self.expected(&plan.id, Subject::Reading, expect, 1);
                Action::Read(plan)
            }
            Step::Link(link) => Action::Link(self.link(id, link)?),
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
            span: Span {
                start_after: call.start_after,
                cancel_after: call.cancel_after,
                at: call.at,
                cancel_at: call.cancel_at,
            },
            read: readings(&expect),
            keep_as: call.keep_as.clone(),
        };
        self.expected(&plan.id, Subject::Call(call.call), expect, call.times);
        Ok(plan)
    }

    fn link(&mut self, id: String, link: &Link) -> Result<LinkPlan, String> {
        let script = &link.link;
        let expect = self.expect(&link.expect)?;
        let mut patterns = script.events.iter().flatten().chain(&script.cancel_on);
        if let Some(operator) = patterns.find_map(matching::unknown_operator) {
            return Err(format!("`events`: there is no operator {operator}"));
        }
        let reads_all = !script.wait && script.pause.is_none();
        let following = Following {
            events: script.events.clone(),
            ignore: script.ignore.clone(),
            cancel_on: script.cancel_on.clone(),
            reads_all,
            came: Vec::new(),
            defects: Vec::new(),
            precision: 0.0,
        };
        self.sessions.insert(id.clone(), following);
        let subject = if script.wait { Subject::Waiting } else { Subject::Session };
        self.expected(&id, subject, expect, 1);
        Ok(LinkPlan {
            id,
            client: link.client.clone(),
            instance: script.instance.clone(),
            options: script.options.clone(),
            wait: script.wait,
            pause: script.pause,
            span: Span {
                start_after: link.start_after,
                cancel_after: link.cancel_after,
                at: link.at,
                cancel_at: link.cancel_at,
            },
        })
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
            span: Span::default(),
            read: Vec::new(),
            keep_as: None,
        }
    }
}

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
