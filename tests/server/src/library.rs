//! All scenarios of a folder, read and held against the format.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::cases;
use crate::format::{Answer, Call, ClockKind, Expect, Link, Operation, Requests, Scenario, Step};

/// The scenarios of a folder, in the order of their names.
#[derive(Debug, Clone)]
pub struct Library {
    folder: PathBuf,
    scenarios: Vec<Named>,
}

/// A scenario with its name: its path without `.json`, and the case.
#[derive(Debug, Clone)]
pub struct Named {
    /// The name.
    pub name: String,
    /// What it says.
    pub scenario: Scenario,
    /// The same as it was read, with its row's values filled in.
    pub says: Value,
}

/// The one file of the folder that is no scenario.
pub(crate) const MATRIX: &str = "matrix.json";

impl Library {
    /// Where the project keeps its scenarios.
    pub fn own_folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
    }

    /// Reads a folder.
    ///
    /// # Errors
    /// One text for each file that is not as the format says.
    pub fn read(folder: &Path) -> Result<Self, Vec<String>> {
        let mut files = Vec::new();
        find(folder, &mut files).map_err(|error| vec![format!("{}: {error}", folder.display())])?;
        files.sort();
        let mut scenarios = Vec::new();
        let mut defects = Vec::new();
        for file in files {
            let name = name_of(folder, &file);
            match read_file(&name, &file) {
                Ok(read) => scenarios.extend(read),
                Err(defect) => defects.push(format!("{name}: {defect}")),
            }
        }
        same_titles(&scenarios, &mut defects);
        if defects.is_empty() {
            Ok(Self { folder: folder.to_owned(), scenarios })
        } else {
            Err(defects)
        }
    }

    /// All of them.
    pub fn all(&self) -> &[Named] {
        &self.scenarios
    }

    /// The one of that name.
    pub fn get(&self, name: &str) -> Option<&Named> {
        self.scenarios.iter().find(|named| named.name == name)
    }

    /// Tells these scenarios from those that they were before a change.
    pub fn digest(&self) -> String {
        let mut digest = DefaultHasher::new();
        for named in &self.scenarios {
            (&named.name, named.says.to_string()).hash(&mut digest);
        }
        format!("{:016x}", digest.finish())
    }

    /// Where they were read from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is = |name: &str| path.file_name().is_some_and(|own| own == name);
        if path.is_dir() && !is("fixtures") {
            find(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "json") && !is(MATRIX) {
            files.push(path);
        }
    }
    Ok(())
}

fn name_of(folder: &Path, file: &Path) -> String {
    let path = file.strip_prefix(folder).unwrap_or(file).with_extension("");
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn read_file(name: &str, file: &Path) -> Result<Vec<Named>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let json: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    cases::of_file(name, json)?
        .into_iter()
        .map(|(name, json)| {
            let of_case = |error: String| format!("{name}: {error}");
            let says = json.clone();
            let scenario = serde_json::from_value(json).map_err(|e| of_case(e.to_string()))?;
            match defect(&scenario) {
                Some(defect) => Err(of_case(defect)),
                None => Ok(Named { name, scenario, says }),
            }
        })
        .collect()
}

/// What is wrong with a scenario though each part of it is as the format says.
fn defect(scenario: &Scenario) -> Option<String> {
    if scenario.steps.is_empty() || scenario.covers.is_empty() {
        return Some("a scenario has steps, and covers something".into());
    }
    if scenario.title.ends_with('.') || scenario.title.split(' ').count() < 4 {
        return Some("the title is a sentence, without its full stop".into());
    }
    if scenario.server.is_some() && scenario.sandbox.is_some() {
        return Some("the wire is a server or a sandbox".into());
    }
    if scenario.sandbox.is_some() && scenario.clock != ClockKind::Virtual {
        return Some("a sandbox goes by the clients' clock, which is then virtual".into());
    }
    if scenario.sandbox.is_none() && matches!(scenario.received.requests, Requests::Any) {
        return Some("`received` needs `requests`".into());
    }
    let answers = scenario.server.iter().flat_map(|server| &server.answers);
    answers.filter_map(Answer::defect).chain(scenario.steps.iter().filter_map(step_defect)).next()
}

fn step_defect(step: &Step) -> Option<String> {
    match step {
        Step::Call(call) if call.times != 1 => Some("`times` is for concurrent calls".into()),
        Step::Call(call) => call_defect(call),
        Step::Concurrently(steps) => steps.iter().find_map(|step| match step {
            Step::Call(call) => call_defect(call),
            Step::Link(link) => link_defect(link),
            Step::Close(_) | Step::Suspend(_) | Step::SetWall(_) => None,
            _ => Some("this is not among the things that are done concurrently".into()),
        }),
        Step::NewClient(new) => new.expect.as_ref().and_then(Expect::defect),
        Step::Read(read) => read.expect.defect(),
        Step::Link(link) => link_defect(link),
        _ => None,
    }
}

fn link_defect(link: &Link) -> Option<String> {
    let script = &link.link;
    if script.wait && (script.events.is_some() || script.pause.is_some()) {
        return Some("who only waits for the end reads no events".into());
    }
    link.expect.defect()
}

fn call_defect(call: &Call) -> Option<String> {
    let operation = call.call;
    let unknown = |given: &Map<String, Value>, known: &[&str]| {
        let key = given.keys().find(|key| !known.contains(&key.as_str()))?;
        Some(format!("{operation} takes no `{key}`"))
    };
    unknown(&call.args, operation.arguments())
        .or_else(|| unknown(&call.options, operation.options()))
        .or_else(|| call.expect.defect())
        .or_else(|| {
            (operation == Operation::QrCooldown && call.cancel_after.is_some())
                .then(|| "qr_cooldown has nothing to cancel".into())
        })
}

fn same_titles(scenarios: &[Named], defects: &mut Vec<String>) {
    let mut seen = HashMap::new();
    for named in scenarios {
        if let Some(earlier) = seen.insert(&named.scenario.title, &named.name) {
            defects.push(format!("{}: has the title of {earlier}", named.name));
        }
    }
}
