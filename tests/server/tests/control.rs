//! The server as another language's runner meets it: a process, one line, JSON over HTTP.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

struct Server {
    child: Child,
    host: String,
}

impl Server {
    fn start(more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scenario-server"))
            .arg("serve")
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let host = line["control"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
        Self { child, host }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = http(&self.host, method, path, "", &body);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        if !head.starts_with("HTTP/1.1 200") {
            return Err(body.to_owned());
        }
        Ok(serde_json::from_str(body).unwrap())
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", path, body).unwrap()
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
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().to_str().unwrap();
    let mut server = Server::start(&["--target", target, "--language", "telegraph"]);
    let all = server.ask("GET", "/scenarios", &Value::Null).unwrap();
    assert!(
        all.as_array().unwrap().iter().any(|one| one["name"] == "tokens/callback_throws"),
        "{all}"
    );

    let plan = server.post("/start", &json!({"name": "tokens/callback_throws"}));
    let run = &plan["run"];
    assert_eq!((plan["clock"].as_str(), plan["guard"].as_u64()), (Some("real"), Some(10)));
    let steps = plan["steps"].as_array().unwrap();
    let kinds: Vec<_> = steps.iter().map(|step| step["do"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["new_client", "call", "call", "call", "until", "call"]);
    let callback = &steps[0]["options"]["token"]["callback"];
    let question = json!({"run": run, "callback": callback});
    for step in &steps[1..3] {
        let answer = server.post("/token", &question);
        let result = json!({"thrown": answer["throw"]});
        let checked =
            server.post("/check", &json!({"run": run, "step": step["id"], "result": result}));
        assert_eq!(checked, json!({"mismatches": []}));
    }
    let token = server.post("/token", &question)["token"].as_str().unwrap().to_owned();
    let health = |instance: &str| {
        let url = steps[0]["options"]["base_url"].as_str().unwrap();
        let (host, prefix) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let headers = format!(
            "Accept: application/json\r\nAuthorization: Bearer {token}\r\nUser-Agent: hypersender/telegraph\r\n"
        );
        let answer = http(host, "GET", &format!("/{prefix}/{instance}/health"), &headers, "");
        let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
        json!({"value": body, "took": 0.1})
    };
    let result = health(steps[3]["args"]["instance"].as_str().unwrap());
    let checked =
        server.post("/check", &json!({"run": run, "step": steps[3]["id"], "result": result}));
    assert_eq!(checked, json!({"mismatches": []}));
    let event = &steps[4]["event"];
    assert_eq!(
        server.post("/wait", &json!({"run": run, "event": event})),
        json!({"happened": true})
    );
    let result = health(steps[5]["args"]["instance"].as_str().unwrap());
    let checked =
        server.post("/check", &json!({"run": run, "step": steps[5]["id"], "result": result}));
    assert_eq!(checked, json!({"mismatches": []}));
    assert_eq!(server.post("/finish", &json!({"run": run})), json!({"mismatches": []}));

    let results =
        std::fs::read_to_string(folder.path().join("scenario-results/telegraph.json")).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&results).unwrap(),
        json!({"tokens/callback_throws": []})
    );
    drop(server.child.stdin.take());
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn a_mistake_of_a_runner_is_told() {
    let mut server = Server::start(&[]);
    let told = |path: &str, body: Value| server.ask("POST", path, &body).unwrap_err();
    assert_eq!(told("/start", json!({"name": "no/such"})), "there is no scenario no/such");
    assert_eq!(told("/finish", json!({"run": "7"})), "there is no run 7");
    assert!(
        told("/check", json!({"run": "1", "step": "1", "result": {"valeu": 1}})).contains("valeu")
    );
    assert_eq!(told("/begin", json!({})), "there is no POST /begin");
    drop(server.child.stdin.take());
    assert!(server.child.wait().unwrap().success());
}
