//! What phones and tests do to the instances.

use hypersender::clock::Moment;

use super::instance::Instance;
use super::{Engine, NewInstance, tokens};
use crate::deed::{Deed, Outcome, Scan, ScanResult};

impl Engine {
    pub(super) fn perform_at(&mut self, deed: &Deed, now: Moment) -> Outcome {
        for instance in &mut self.instances {
            instance.evolve(now, &self.settings.codes);
        }
        match deed {
            Deed::Scan(scan) => match scan.instance.as_deref() {
                Some(name) if self.place(Some(name)).is_none() => Outcome::NoSuch,
                _ => Outcome::Scan(self.scan(scan, now)),
            },
            Deed::ConfirmPasskey(named) => self
                .on(named.instance.as_deref(), |instance, engine| {
                    instance.confirm_passkey(now, &engine.times, &engine.codes)
                }),
            Deed::Unlink(named) => self.on(named.instance.as_deref(), |instance, engine| {
                instance.unlink(now, &engine.codes)
            }),
            Deed::Restart(named) => self.on(named.instance.as_deref(), |instance, engine| {
                instance.restart(now, &engine.times, &engine.codes);
                true
            }),
            Deed::RequestCode(named) => match self.place(named.instance.as_deref()) {
                None => Outcome::NoSuch,
                Some(at) if self.new_code(at, now) => Outcome::Done,
                Some(_) => Outcome::NotNow,
            },
            Deed::SetStatus(set) => self.on(set.instance.as_deref(), |instance, engine| {
                instance.set_status(&set.status, now, &engine.codes);
                true
            }),
            Deed::CreateInstance(new) => self.add_instance(new, now),
            Deed::Fault(rule) => {
                self.rules.add(rule.clone());
                Outcome::Done
            }
            Deed::ClearFaults => {
                self.rules.clear();
                Outcome::Done
            }
            Deed::ReplaceToken { account } => {
                let token = tokens::token(&mut self.rng);
                let Some(at) = self.account(account.as_deref()) else {
                    return Outcome::NoSuch;
                };
                self.accounts[at].token.clone_from(&token);
                Outcome::Token(token)
            }
        }
    }

    fn on(
        &mut self,
        name: Option<&str>,
        act: impl FnOnce(&mut Instance, &crate::Settings) -> bool,
    ) -> Outcome {
        let Some(at) = self.place(name) else {
            return Outcome::NoSuch;
        };
        if act(&mut self.instances[at], &self.settings) { Outcome::Done } else { Outcome::NotNow }
    }

    fn scan(&mut self, scan: &Scan, now: Moment) -> ScanResult {
        let held_up = || {
            let shown = &self.instances[self.place(scan.instance.as_deref())?].shown;
            match scan.code {
                None => shown.last(),
                Some(number) => shown.get(usize::try_from(number).ok()?.checked_sub(1)?),
            }
        };
        let Some(shown) =
            scan.payload.as_ref().or_else(held_up).and_then(|payload| self.shown.get(payload))
        else {
            return ScanResult::Unknown;
        };
        let (times, codes) = (&self.settings.times, &self.settings.codes);
        self.instances[shown.instance].scan(
            (shown.cycle, shown.index),
            &scan.manner,
            now,
            times,
            codes,
        )
    }

    /// The place of the instance with that id or name; of the first, if there is none.
    pub(super) fn place(&self, name: Option<&str>) -> Option<usize> {
        match name {
            None => (!self.instances.is_empty()).then_some(0),
            Some(name) => self.instances.iter().position(|instance| instance.is(name)),
        }
    }

    fn account(&self, name: Option<&str>) -> Option<usize> {
        match name {
            None => (!self.accounts.is_empty()).then_some(0),
            Some(name) => self.accounts.iter().position(|account| account.name == name),
        }
    }

    pub(super) fn add_instance(&mut self, new: &NewInstance, now: Moment) -> Outcome {
        let Some(account) = self.account(new.account.as_deref()) else {
            return Outcome::NoSuch;
        };
        if new.id.as_ref().is_some_and(|id| self.instances.iter().any(|there| there.id == *id)) {
            return Outcome::Taken;
        }
        let number = self.instances.len() + 1;
        let id = new.id.clone().unwrap_or_else(|| tokens::uuid(&mut self.rng));
        let token = tokens::token(&mut self.rng);
        let mut instance = Instance::new(id.clone(), account, token, self.rng.u64(..), now);
        instance.name = new.name.clone().unwrap_or_else(|| format!("Instance {number}"));
        let phone = || format!("+2012345{number:05}");
        instance.phone = new.phone.clone().unwrap_or_else(phone);
        instance.set_status(&new.status, now, &self.settings.codes);
        self.instances.push(instance);
        Outcome::Created(id)
    }
}
