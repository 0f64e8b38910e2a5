//! A container made from scratch has no certificate store: a client works there all the same.

use std::process::Command;

use hypersender::{Client, Reason};

/// Whether this is the process that the test started in such an environment.
const INSIDE: &str = "HYPERSENDER_TEST_WITHOUT_STORE";

#[tokio::test]
async fn a_client_works_where_there_is_no_certificate_store() {
    if std::env::var_os(INSIDE).is_none() {
        let nowhere = "no/such/place";
        let test = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_client_works_where_there_is_no_certificate_store"])
            .envs([(INSIDE, "1"), ("SSL_CERT_FILE", nowhere), ("SSL_CERT_DIR", nowhere)])
            .output()
            .unwrap();
        assert!(test.status.success(), "{}", String::from_utf8_lossy(&test.stdout));
        return;
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    drop(taken); // nobody listens there any more
    let client = Client::builder("1|x")
        .base_url(format!("https://{address}"))
        .max_retries(0)
        .build()
        .unwrap();
    let error = client.health("instance").await.unwrap_err();
    assert_eq!(error.reason(), Some(Reason::Refused), "{error}");
}
