//! A SOCKS 5 proxy that notes what it is told.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// What a SOCKS proxy was told.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Told {
    pub user_and_password: Option<(String, String)>,
    /// A name, or an address.
    pub target: String,
}

/// A SOCKS 5 proxy that leads to `service`, whatever it is told, or refuses all.
pub async fn socks(service: SocketAddr, refuses: bool) -> (SocketAddr, Arc<Mutex<Told>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let told = Arc::<Mutex<Told>>::default();
    let noted = Arc::clone(&told);
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let heard = shake_hands(&mut client, refuses).await.unwrap();
            *noted.lock().unwrap() = heard;
            if !refuses {
                let mut service = TcpStream::connect(service).await.unwrap();
                copy_bidirectional(&mut client, &mut service).await.ok();
            }
        }
    });
    (address, told)
}

/// RFC 1928 and, for the password, RFC 1929.
async fn shake_hands(client: &mut TcpStream, refuses: bool) -> std::io::Result<Told> {
    let mut told = Told::default();
    assert_eq!(client.read_u8().await?, 5);
    let methods = pieces(client).await?;
    let method = *methods.iter().max().unwrap();
    client.write_all(&[5, method]).await?;
    if method == 2 {
        assert_eq!(client.read_u8().await?, 1);
        let (user, password) = (pieces(client).await?, pieces(client).await?);
        told.user_and_password = Some((text(user), text(password)));
        client.write_all(&[1, 0]).await?;
    }
    let mut head = [0; 4];
    client.read_exact(&mut head).await?;
    let host = match head[3] {
        1 => Ipv4Addr::from(client.read_u32().await?).to_string(),
        3 => text(pieces(client).await?),
        _ => Ipv6Addr::from(client.read_u128().await?).to_string(),
    };
    told.target = format!("{host} {}", client.read_u16().await?);
    client.write_all(&[5, u8::from(refuses), 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    Ok(told)
}

/// So many bytes as the first one says.
async fn pieces(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; client.read_u8().await?.into()];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}
