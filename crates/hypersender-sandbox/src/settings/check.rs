//! Settings that can't be meant are refused at the start.

use hypersender::clock::Clock;

use super::Settings;

impl Settings {
    /// What is wrong with them, if anything.
    pub(crate) fn defect(&self) -> Option<String> {
        if !Clock::SPEEDS.contains(&self.speed) {
            let (least, most) = (Clock::SPEEDS.start(), Clock::SPEEDS.end());
            return Some(format!("The speed of a sandbox is a number from {least} to {most}."));
        }
        if self.accounts.is_empty() {
            return Some("A sandbox has at least one account.".to_owned());
        }
        if self.codes.count == 0 {
            return Some("A cycle has at least one code.".to_owned());
        }
        if let Some(name) = repeated(self.accounts.iter()) {
            return Some(format!("There are two accounts of the name {name:?}."));
        }
        if let Some(id) = repeated(self.instances.iter().filter_map(|new| new.id.as_ref())) {
            return Some(format!("There are two instances of the id {id:?}."));
        }
        let mut owners = self.instances.iter().filter_map(|new| new.account.as_ref());
        let stranger = owners.find(|owner| !self.accounts.contains(owner))?;
        Some(format!("An instance is of the account {stranger:?}, which does not exist."))
    }
}

fn repeated<'a>(texts: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    let mut seen = Vec::new();
    for text in texts {
        if seen.contains(&text) {
            return Some(text);
        }
        seen.push(text);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defect(json: &str) -> Option<String> {
        serde_json::from_str::<Settings>(json).unwrap().defect()
    }

    #[test]
    fn settings_that_cannot_be_meant_are_refused() {
        for (json, expected) in [
            (r#"{"speed": 0}"#, "speed"),
            (r#"{"speed": -1}"#, "speed"),
            (r#"{"speed": 1e-20}"#, "from 0.001 to 1000000"),
            (r#"{"speed": 1e308}"#, "speed"),
            (r#"{"accounts": []}"#, "at least one account"),
            (r#"{"accounts": ["a", "a"]}"#, "two accounts"),
            (r#"{"codes": {"count": 0}}"#, "at least one code"),
            (r#"{"instances": [{"id": "a"}, {"id": "a"}]}"#, "two instances"),
            (r#"{"instances": [{"account": "b"}]}"#, "does not exist"),
        ] {
            let defect = defect(json).unwrap_or_default();
            assert!(defect.contains(expected), "{json} {defect}");
        }
    }

    #[test]
    fn those_that_can_are_taken() {
        for json in [
            "{}",
            r#"{"instances": []}"#,
            r#"{"accounts": ["a", "b"], "instances": [{"account": "b"}, {"id": "x"}]}"#,
        ] {
            assert_eq!(defect(json), None, "{json}");
        }
    }
}
