//! What the server does with the socket when it is told to misbehave.

use std::io::ErrorKind;
use std::time::Duration;

use hypersender::clock::Clock;
use hypersender_sandbox::wire::{Action, End, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::wire::{GET, Same, exchange, read, start, text};

#[tokio::test]
async fn a_script_can_close_in_the_middle_of_an_answer() {
    let script = vec![Action::Bytes("HTTP/1.1 200 OK\r\nContent-Le".into())];
    let (bytes, error) = exchange(script, GET).await;
    assert_eq!(text(&bytes), "HTTP/1.1 200 OK\r\nContent-Le");
    assert_eq!(error, None);
}

#[tokio::test]
async fn a_script_can_reset_the_connection() {
    let (bytes, error) = exchange(vec![Action::Reset], GET).await;
    assert_eq!((&*bytes, error), (&b""[..], Some(ErrorKind::ConnectionReset)));
}

#[tokio::test]
async fn a_connection_can_be_broken_before_a_request_is_read() {
    let first = vec![Action::Bytes("garbage".into()), Action::Close];
    let same = Same::new(Response::new(200)).first(first);
    let (_server, same, mut client) = start(same, Clock::system()).await;
    assert_eq!(read(&mut client).await, (b"garbage".to_vec(), None));
    assert!(same.seen().is_empty());
}

#[tokio::test]
async fn a_drip_takes_the_time_it_says_by_the_servers_clock() {
    let clock = Clock::virtual_time();
    let response = Response::new(204).bytes(clock.wall(), true);
    let every = Duration::from_millis(500);
    let script = vec![
        Action::Drip { bytes: response.clone(), every },
        Action::Wait(Duration::from_hours(1)),
        Action::Next,
    ];
    let (_server, same, mut client) = start(Same::new(script), clock.clone()).await;
    let start = clock.now();
    client.write_all(GET).await.unwrap();
    assert_eq!(same.ends(1).await, [(1, End::Answered)]);
    let count = u32::try_from(response.len()).unwrap();
    assert_eq!(clock.now().since(start), every * count + Duration::from_hours(1));
    let mut bytes = vec![0; response.len()];
    client.read_exact(&mut bytes).await.unwrap();
    assert_eq!(bytes, response);
}

#[tokio::test]
async fn an_endless_body_ends_when_the_client_leaves() {
    let script = vec![
        Action::Bytes("HTTP/1.1 200 OK\r\n\r\n".into()),
        Action::Forever { bytes: "a".repeat(1000).into(), every: Duration::ZERO },
    ];
    let (_server, same, mut client) = start(Same::new(script), Clock::system()).await;
    client.write_all(GET).await.unwrap();
    client.read_exact(&mut vec![0; 5_000_000]).await.unwrap();
    drop(client);
    assert_eq!(same.ends(1).await, [(1, End::ClientLeft)]);
}

#[tokio::test]
async fn the_server_sees_a_client_leave_while_it_hangs_or_waits() {
    for action in [Action::Hang, Action::Wait(Duration::from_hours(1))] {
        let (server, same, mut client) = start(Same::new(vec![action]), Clock::system()).await;
        client.write_all(GET).await.unwrap();
        server.wait_for(|counts| counts.requests == 1).await;
        drop(client);
        assert_eq!(same.ends(1).await, [(1, End::ClientLeft)]);
        server.wait_for(|counts| counts.open == 0).await;
    }
}

#[test]
fn actions_are_read_from_json() {
    let json = r#"[{"bytes":"a\r\n"},{"bytes":{"base64":"/w=="}},{"drip":{"bytes":"b","every":0.5}},
        {"forever":{"bytes":"c"}},{"wait":2},"reset","close","hang","next"]"#;
    let actions: Vec<Action> = serde_json::from_str(json).unwrap();
    let expected = [
        Action::Bytes("a\r\n".into()),
        Action::Bytes(vec![0xff].into()),
        Action::Drip { bytes: "b".into(), every: Duration::from_millis(500) },
        Action::Forever { bytes: "c".into(), every: Duration::ZERO },
        Action::Wait(Duration::from_secs(2)),
        Action::Reset,
        Action::Close,
        Action::Hang,
        Action::Next,
    ];
    assert_eq!(actions, expected);
    let written = serde_json::to_string(&actions).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Action>>(&written).unwrap(), expected);
    assert!(serde_json::from_str::<Action>(r#"{"wait":-1}"#).is_err());
}
