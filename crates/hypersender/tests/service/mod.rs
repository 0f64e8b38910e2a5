//! A service on loopback that answers as a test tells it.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test file uses a part of it"
)]

pub mod socks;
pub mod tls;

use std::sync::Arc;

use base64_simd::STANDARD;
use hypersender::clock::Clock;
use hypersender::{Client, ClientBuilder};
use hypersender_sandbox::wire::{Handler, Plain, Response, Server};

pub const TOKEN: &str = "234|3uB2pBST2H6If8twXIeUaeNu23VJ8XassYoOVJuva48388e1";
pub const INSTANCE: &str = "c9a1dd76-5678-4f9d-9012-a5b78de100c3";

pub async fn serve(clock: &Clock, handler: impl Handler) -> Server {
    Server::start("127.0.0.1:0", Plain, clock.clone(), Arc::new(handler)).await.unwrap()
}

pub fn builder(server: &Server, clock: &Clock) -> ClientBuilder {
    Client::builder(TOKEN).base_url(format!("http://{}", server.address())).clock(clock.clone())
}

pub fn client(server: &Server, clock: &Clock) -> Client {
    builder(server, clock).build().unwrap()
}

/// A real picture of a code with this text.
pub fn png(text: &str) -> Vec<u8> {
    let code = qrcode::QrCode::new(text).unwrap();
    let (side, scale) = (code.width() + 8, 4);
    let dark = |x: usize, y: usize| {
        let inside = |at: usize| (4..side - 4).contains(&at);
        inside(x) && inside(y) && code[(x - 4, y - 4)] == qrcode::Color::Dark
    };
    let width = side * scale;
    let pixels: Vec<u8> = (0..width * width)
        .map(|at| if dark(at % width / scale, at / width / scale) { 0 } else { 255 })
        .collect();
    let mut file = Vec::new();
    let pixels_a_side = u32::try_from(width).unwrap();
    let mut encoder = png::Encoder::new(&mut file, pixels_a_side, pixels_a_side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    file
}

pub fn with_qr(text: &str) -> Response {
    let qr_code = STANDARD.encode_to_string(png(text));
    Response::json(
        200,
        format!(r#"{{"id":"{INSTANCE}","status":"SCAN_QR_CODE","qr_code":"{qr_code}"}}"#),
    )
}

pub fn health(status: &str) -> Response {
    Response::json(
        200,
        format!(r#"{{"instance_id":"{INSTANCE}","status":"{status}","connected_at":null}}"#),
    )
}
