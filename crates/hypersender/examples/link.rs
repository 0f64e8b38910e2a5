//! Links a phone to an instance: shows each code while it lives, and ends when one was scanned.

use hypersender::{Client, LinkEvent};

#[tokio::main]
async fn main() -> hypersender::Result<()> {
    let client = Client::from_env()?; // the token is in HYPERSENDER_TOKEN

    let mut session = client.link("c9a1dd76-5678-4f9d-9012-a5b78de100c3");
    while let Some(event) = session.next().await {
        match event? {
            LinkEvent::QrCode { qr_code, .. } => println!("{}", qr_code.terminal()?),
            LinkEvent::QrExpired { .. } => println!("That code is dead. The next one is coming."),
            LinkEvent::Linked { .. } => println!("Linked."), // the last event
            _ => {}
        }
    }
    Ok(())
}
