//! The server as another language's runner meets it: JSON over HTTP, from a thread of its own.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod host;

use std::io::{Read, Write};
use std::net::TcpStream;

use scenario_server::{Backstage, Control, Library, Results};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};

/// The server on a runtime of its own, as inside a native module.
struct Server {
    runtime: Runtime,
    control: Control,
    folder: TempDir,
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.unwrap();
        let library = Library::read(&Library::own_folder()).unwrap();
        let backstage = Backstage::new(library).unwrap();
        let results = Results { folder: folder.path().into(), language: "telegraph".into() };
        let control = runtime.block_on(Control::start(backstage, Some(results))).unwrap();
        Self { runtime, control, folder }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = http(&self.control.address().to_string(), method, path, "", &body);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        if !head.starts_with("HTTP/1.1 200") {
            return Err(body.to_owned());
        }
        Ok(serde_json::from_str(body).unwrap())
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", path, body).unwrap()
    }

    fn results(&self) -> Value {
        let file = self.folder.path().join("scenario-results/telegraph.json");
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    }
}

fn http(host: &str, method: &str, path: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}").unwrap();
    let mut answer = Vec::new();
    let mut byte = [0];
    while !whole(&answer) && stream.read(&mut byte).unwrap() == 1 {
        answer.push(byte[0]);
    }
    String::from_utf8(answer).unwrap()
}

/// Whether that is an answer with all of its body: a script leaves the connection open.
fn whole(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    length.is_some_and(|length| body.len() == length.parse::<usize>().unwrap())
}

#[test]
fn a_runner_without_logic_can_run_a_scenario() {
    let server = Server::start();
    let all = server.ask("GET", "/scenarios", &Value::Null).unwrap();
    let first = all.as_array().unwrap().iter().find(|one| one["name"] == "tokens/callback_throws");
    assert!(first.is_some(), "{all}");

    let plan = server.post("/start", &json!({"name": "tokens/callback_throws"}));
    let run = &plan["run"];
    assert_eq!((plan["clock"].as_str(), plan["guard"].as_u64()), (Some("real"), Some(60)));
    let steps = plan["steps"].as_array().unwrap();
    let kinds: Vec<_> = steps.iter().map(|step| step["do"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["new_client", "call", "call", "call", "until", "call"]);
    let begin = |step: &Value| {
        server.post("/begin", &json!({"run": run, "step": step["id"]}))["turn"].clone()
    };
    let check = |turn: Value, result: Value| {
        let body = json!({"run": run, "turn": turn, "result": result});
        assert_eq!(server.post("/check", &body), json!({"mismatches": []}));
    };
    let callback = &steps[0]["options"]["token"]["callback"];
    let question = json!({"run": run, "callback": callback});
    check(begin(&steps[0]), Value::Null);
    for step in &steps[1..3] {
        let turn = begin(step);
        let answer = server.post("/token", &question);
        check(turn, json!({"thrown": answer["throw"]}));
    }
    let token = server.post("/token", &question)["token"].as_str().unwrap().to_owned();
    let health = |instance: &str| {
        let url = steps[0]["options"]["base_url"].as_str().unwrap();
        let (host, prefix) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let headers = format!(
            "Accept: application/json\r\nAuthorization: Bearer {token}\r\nUser-Agent: hypersender/telegraph\r\n"
        );
        let _waits = server.control.clock(run.as_str().unwrap()).unwrap().caller_waits();
        let answer = http(host, "GET", &format!("/{prefix}/{instance}/health"), &headers, "");
        let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
        json!({"value": body, "renderings": [body.to_string()]})
    };
    for step in &steps[3..] {
        let turn = begin(step);
        let instance = step["args"]["instance"].as_str();
        check(turn, instance.map_or(Value::Null, health));
    }
    assert_eq!(server.post("/finish", &json!({"run": run})), json!({"mismatches": []}));
    assert_eq!(server.results()["ends"], json!({"tokens/callback_throws": []}));
}

/// One for each way in which a runner waits: for a session's next event or its end, for a moment,
/// for an event at the server, beside others, and while it is to read nothing.
#[test]
fn a_slow_host_on_a_thread_of_its_own_sees_the_time_that_everybody_sees() {
    let server = Server::start();
    for name in [
        "link/06_bounded/one_code",
        "link/12_cancel/while_showing",
        "link/12_cancel/while_asking",
        "link/12_cancel/on_an_event",
        "link/08_many_sessions/list_again",
        "link/11_clocks/sleep",
        "link/listeners/late",
        "link/listeners/own_options",
        "link/listeners/waiting",
        "link/listeners/client_closed",
        "link/listeners/slow_consumer",
    ] {
        assert_eq!(host::play(&server, name), [""; 0], "{name}");
    }
}

/// Not only those with something to check: a runner that passes over a sleep proves nothing about it.
#[test]
fn a_step_that_a_runner_leaves_out_is_found() {
    let server = Server::start();
    let plan = server.post("/start", &json!({"name": "tokens/callback_throws"}));
    let run = &plan["run"];
    let done = |step: &Value| {
        let turn = server.post("/begin", &json!({"run": run, "step": step["id"]}))["turn"].clone();
        server.post("/check", &json!({"run": run, "turn": turn}));
    };
    // All but the wait for the end of the steps, and one that is only begun.
    let steps = plan["steps"].as_array().unwrap();
    steps
        .iter()
        .filter(|step| !["until", "call"].contains(&step["do"].as_str().unwrap()))
        .for_each(done);
    server.post("/begin", &json!({"run": run, "step": "1"}));
    let found = host::texts(&server.post("/finish", &json!({"run": run})));
    for undone in ["step steps_done: was done 0 times of 1", "step 1: was done 0 times of 1"] {
        assert!(found.iter().any(|it| it == undone), "{found:?}");
    }
    assert!(!found.iter().any(|it| it.starts_with("step client: was done")), "{found:?}");
}

#[test]
fn a_mistake_of_a_runner_is_told() {
    let server = Server::start();
    let told = |path: &str, body: Value| server.ask("POST", path, &body).unwrap_err();
    assert_eq!(told("/start", json!({"name": "no/such"})), "there is no scenario no/such");
    assert_eq!(told("/finish", json!({"run": "7"})), "there is no run 7");
    assert!(
        told("/check", json!({"run": "1", "turn": 1, "result": {"valeu": 1}})).contains("valeu")
    );
    let run = server.post("/start", &json!({"name": "tokens/callback_throws"}))["run"].clone();
    assert_eq!(told("/begin", json!({"run": run, "step": "9"})), "there is no step 9");
    assert_eq!(told("/check", json!({"run": run, "turn": 3})), "turn 3 is not under way");
    assert_eq!(told("/restart", json!({})), "there is no POST /restart");
}
