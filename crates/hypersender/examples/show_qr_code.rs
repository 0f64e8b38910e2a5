//! Asks for a new QR code and shows it in the terminal.

use hypersender::Client;

#[tokio::main]
async fn main() -> hypersender::Result<()> {
    let client = Client::from_env()?; // the token is in HYPERSENDER_TOKEN
    let instance = "c9a1dd76-5678-4f9d-9012-a5b78de100c3";

    let answer = client.request_new_qr_code(instance).await?;
    println!("{}", answer.qr_code.terminal()?);
    println!("Scan it in the next {} seconds:", answer.qr_code.expires_in().as_secs());
    println!("WhatsApp > Settings > Linked devices > Link a device");
    Ok(())
}
