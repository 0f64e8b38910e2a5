//! Answers, the same each time. What it costs is not counted: it runs in another process, or on
//! another thread where every client bears the same.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use crate::call::{INSTANCE, Outcome};

/// Prints the port, and answers until the process is ended; with `picture` where a code is asked for.
pub(crate) fn serve(picture: &[u8]) -> Outcome {
    let listener = listen()?;
    println!("{}", listener.local_addr()?.port());
    answer_all(&listener, picture);
    Ok(())
}

pub(crate) fn listen() -> std::io::Result<TcpListener> {
    TcpListener::bind("127.0.0.1:0")
}

pub(crate) fn answer_all(listener: &TcpListener, picture: &[u8]) {
    let answers = Arc::new([answer_with(&health()), answer_with(&instance(picture))]);
    for connection in listener.incoming() {
        let answers = Arc::clone(&answers);
        std::thread::spawn(move || answer(connection?, &answers));
    }
}

fn answer(mut connection: TcpStream, [health, qr]: &[Vec<u8>; 2]) -> std::io::Result<()> {
    connection.set_nodelay(true)?;
    let mut requests = BufReader::new(connection.try_clone()?);
    loop {
        let mut line = String::new();
        if requests.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let answer = if line.contains("/health") { health } else { qr };
        while line != "\r\n" {
            line.clear();
            requests.read_line(&mut line)?;
        }
        connection.write_all(answer)?;
    }
}

fn answer_with(body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Date: Thu, 26 Nov 2026 12:00:00 GMT\r\nCache-Control: no-cache, private\r\n\
         X-RateLimit-Limit: 10\r\nX-RateLimit-Remaining: 9\r\n\
         s-request-id: 1f0c1d76-5678-4f9d-9012-a5b78de100c3\r\n\r\n{body}"
    )
    .into_bytes()
}

fn health() -> String {
    format!(
        r#"{{"instance_id":"{INSTANCE}","connected_at":"2025-05-26T10:12:45","status":"WORKING"}}"#
    )
}

fn instance(picture: &[u8]) -> String {
    let qr_code = base64_simd::STANDARD.encode_to_string(picture).replace('/', "\\/");
    format!(
        r#"{{"id":"{INSTANCE}","name":"MyInstanceName","phone":"+201234567890","service_type":"whatsapp","status":"SCAN_QR_CODE","access_token":null,"created_at":"2025-05-26T10:12:45","qr_code":"{qr_code}"}}"#
    )
}
