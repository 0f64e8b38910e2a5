//! What the API answers, to whom.

use super::*;

const GOOD: &str = r#"{"phone":"+201234567890","name":"New","webhook_url":"https://a.example/b"}"#;

#[test]
fn every_answer_has_a_request_id_of_its_own_and_the_services_date() {
    let mut service = Service::new();
    let (first, second) = (service.health(), service.get("/nowhere"));
    assert_ne!(first.header("s-request-id"), second.header("s-request-id"));
    assert_eq!(second.header("Date"), Some("Mon, 26 May 2025 10:12:45 GMT"));
    assert_eq!(second.header("Content-Type"), Some("application/json"));
}

#[test]
fn a_created_instance_waits_for_its_code_to_be_scanned() {
    let mut service = Service::with(|settings| settings.instances.clear());
    let seen = service.send(create(GOOD));
    assert_eq!(service.status(), "PENDING");
    assert_eq!((seen.status, seen.after), (201, Duration::from_secs(3)));
    assert_eq!(seen.body["status"], "SCAN_QR_CODE");
    assert_eq!(seen.body["name"], "New");
    assert_eq!(seen.body["phone"], "+201234567890");
    assert_eq!(seen.body["service_type"], "whatsapp");
    assert_eq!(seen.body["created_at"], "2025-05-26T10:12:45");
    service.pass(3.0);
    assert_eq!(service.scan(&seen.code()), ScanResult::Linked);
    assert_eq!(service.snapshot().webhook_url.as_deref(), Some("https://a.example/b"));
}

#[test]
fn a_create_says_what_is_wrong_with_each_field() {
    let mut service = Service::with(|settings| {
        settings.instances = vec![NewInstance::named("Taken")];
    });
    let long = "a".repeat(51);
    for (body, fields, message) in [
        ("{}", vec!["name", "phone"], "The phone field is required. (and 1 more error)"),
        ("not json", vec!["name", "phone"], "The phone field is required. (and 1 more error)"),
        (r#"{"phone":"+201234567890","name":" "}"#, vec!["name"], "The name field is required."),
        (r#"{"phone":"0123","name":"a"}"#, vec!["phone"], "The phone field format is invalid."),
        (r#"{"phone":12345678,"name":"a"}"#, vec!["phone"], "The phone field must be a string."),
        (
            r#"{"phone":"+201234567890","name":"taken"}"#,
            vec!["name"],
            "The name has already been taken.",
        ),
        (
            &format!(r#"{{"phone":"+201234567890","name":"{long}"}}"#),
            vec!["name"],
            "The name field must not be greater than 50 characters.",
        ),
        (
            r#"{"phone":"+201234567890","name":"a","webhook_url":"http://a.example"}"#,
            vec!["webhook_url"],
            "The webhook url field must be a valid https URL.",
        ),
    ] {
        let seen = service.send(create(body));
        assert_eq!((seen.status, &seen.body["message"]), (422, &message.into()), "{body}");
        let errors: Vec<_> = seen.body["errors"].as_object().unwrap().keys().collect();
        assert_eq!(errors, fields, "{body}");
    }
    assert_eq!(service.engine.instances(service.now).len(), 1);
}

#[test]
fn a_create_takes_what_is_just_right_and_refuses_what_is_just_wrong() {
    for (phone, name, url, status) in [
        ("+1234567", &*"ä".repeat(50), "https://a", 201),
        ("+123456789012345", "a", "https://a.example/b?c", 201),
        ("+123456", "a", "https://a", 422),
        ("+1234567890123456", "a", "https://a", 422),
        ("+1234567x", "a", "https://a", 422),
        ("1234567", "a", "https://a", 422),
        ("+1234567", "a", "https://", 422),
        ("+1234567", "a", "https:///a", 422),
        ("+1234567", "a", "https://a b", 422),
    ] {
        let body = serde_json::json!({ "phone": phone, "name": name, "webhook_url": url });
        let seen = Service::new().send(create(&body.to_string()));
        assert_eq!(seen.status, status, "{body}");
    }
}

#[test]
fn a_create_whose_body_is_not_said_to_be_json_has_no_fields() {
    let mut service = Service::new();
    let request = with_header(create(GOOD), "Content-Type", "text/plain");
    assert_eq!(service.send(request).status, 422);
}

#[test]
fn slashes_are_escaped_as_php_does() {
    let mut service = Service::new();
    let id = service.id();
    let received = service
        .engine
        .receive(&request("POST", &format!("/{id}/request-new-qr-code")), service.now);
    let Reply::Response(response) = received.reply else { panic!() };
    let text = std::str::from_utf8(&response.body).unwrap();
    assert!(text.contains("\\/"));
    assert!(!text.replace("\\/", "").contains('/'));
}

#[test]
fn the_list_is_filtered_as_the_documentation_says() {
    let mut service = Service::with(|settings| {
        settings.instances = vec![
            NewInstance::named("Shop, Berlin").id("aaaa-1").phone("+491"),
            NewInstance::named("Shop Cairo").id("bbbb-2").status("WORKING"),
            NewInstance::named("Office").id("cccc-3").status("FAILED"),
        ];
    });
    for (query, expected) in [
        ("", "abc"),
        ("?page=2", "abc"),
        ("?filter[uuid]=bbbb-2", "b"),
        ("?filter%5Buuid%5D=BBBB-2", "b"),
        ("?filter[uuid]=bbbb", ""),
        ("?filter[name]=shop", "ab"),
        ("?filter[name]=", "abc"),
        ("?filter[phone]=%2B491", "a"),
        ("?filter[phone]=+491", ""),
        ("?filter[status]=WORKING", "b"),
        ("?filter[status]=WORKING,FAILED", "bc"),
        ("?filter[name]=shop&filter[status]=SCAN_QR_CODE", "a"),
        // A comma means "or".
        ("?filter[name]=Office,%20Berlin", "ac"),
    ] {
        let seen = service.get(&format!("/instances{query}"));
        let found: String = seen
            .body
            .as_array()
            .unwrap()
            .iter()
            .map(|instance| &instance["id"].as_str().unwrap()[..1])
            .collect();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn an_unknown_filter_is_refused() {
    let seen = Service::new().get("/instances?filter[id]=a&filter[name]=b");
    assert_eq!(seen.status, 400);
    let message = seen.body["message"].as_str().unwrap();
    assert!(message.starts_with("Requested filter(s) `id` are not allowed."), "{message}");
}

#[test]
fn who_is_not_known_is_told_so_or_sent_to_log_in() {
    let mut service = Service::new();
    for token in [None, Some("Bearer nobody"), Some("Basic 1|token"), Some("Bearer")] {
        let mut stranger = request("GET", "/instances");
        stranger.headers.retain(|(name, _)| name != "Authorization");
        if let Some(token) = token {
            stranger = with_header(stranger, "Authorization", token);
        }
        let seen = service.send(stranger.clone());
        assert_eq!((seen.status, &seen.body["message"]), (401, &"Unauthenticated.".into()));
        for accept in ["*/*", "text/html, application/json"] {
            let seen = service.send(with_header(stranger.clone(), "Accept", accept));
            assert_eq!(seen.status, 302);
            assert_eq!(seen.header("Location"), Some("http://127.0.0.1/login"));
        }
    }
}

#[test]
fn a_replaced_token_works_no_more() {
    let mut service = Service::new();
    let replace = Deed::ReplaceToken { account: None };
    let Outcome::Token(token) = service.engine.perform(&replace, service.now) else { panic!() };
    assert_eq!(service.engine.token("account"), Some(&*token));
    assert_eq!(service.health().status, 401);
    let path = format!("/{}/health", service.id());
    let header = format!("bearer {token}");
    let known = with_header(request("GET", &path), "Authorization", &header);
    assert_eq!(service.send(known).status, 200);
}

#[test]
fn an_account_sees_nothing_of_another() {
    let mut service = Service::with(|settings| {
        settings.accounts = vec!["account".to_owned(), "other".to_owned()];
        settings.instances = vec![NewInstance::named("a").account("other")];
    });
    assert_eq!(service.get("/instances").body, Value::Array(vec![]));
    let seen = service.health();
    assert_eq!((seen.status, &seen.body["message"]), (404, &"Resource not found.".into()));
    // A name is unique within an account.
    let body = r#"{"phone":"+201234567890","name":"a"}"#;
    assert_eq!(service.send(create(body)).status, 201);
    assert_eq!(service.send(create(body)).status, 422);
}

#[test]
fn wrong_methods_and_paths_are_told_apart() {
    let mut service = Service::new();
    let seen = service.get("/create-instance");
    assert_eq!((seen.status, seen.header("Allow")), (405, Some("POST")));
    assert_eq!(service.post("/instances").status, 405);
    assert_eq!(service.get("/nowhere").status, 404);
    assert_eq!(service.get("/nobody/health").status, 404);
}

#[test]
fn the_same_seed_makes_the_same_ids_tokens_and_codes() {
    let run = || {
        let mut service = Service::with(|settings| settings.token = None);
        let token = service.engine.token("account").unwrap().to_owned();
        service.engine.accounts[0].token = "1|token".to_owned();
        (token, service.id(), service.new_qr().code())
    };
    assert_eq!(run(), run());
}
