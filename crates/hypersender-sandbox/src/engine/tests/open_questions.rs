//! Where the documentation is silent or contradicts itself: each possible answer.

use super::*;
use crate::settings::{AccessToken, InstanceTokens};

#[test]
fn an_access_token_is_there_always_when_linked_or_never() {
    for (option, before, after) in [
        (AccessToken::Always, true, true),
        (AccessToken::WhenLinked, false, true),
        (AccessToken::Never, false, false),
    ] {
        let mut service = Service::with(|settings| settings.access_token = option);
        let has = |service: &mut Service| {
            let body = service.get("/instances").body;
            assert!(body[0].as_object().unwrap().contains_key("access_token"));
            body[0]["access_token"].is_string()
        };
        assert_eq!(has(&mut service), before, "{option:?}");
        service.set_status("WORKING");
        assert_eq!(has(&mut service), after, "{option:?}");
    }
}

#[test]
fn an_instances_token_may_ask_about_it_and_perhaps_list_it_but_not_create() {
    for (option, listed) in [(InstanceTokens::ListTheirOwn, 200), (InstanceTokens::DontList, 403)] {
        let mut service = Service::with(|settings| {
            settings.instance_tokens = option;
            settings.instances = vec![NewInstance::named("a"), NewInstance::named("b")];
        });
        let instances = service.get("/instances").body;
        let token = instances[0]["access_token"].as_str().unwrap();
        let own = |request| with_header(request, "Authorization", &format!("Bearer {token}"));
        let health = |at: usize| {
            let id = instances[at]["id"].as_str().unwrap();
            own(request("GET", &format!("/{id}/health")))
        };
        assert_eq!(service.send(health(0)).status, 200);
        assert_eq!(service.send(health(1)).status, 404);
        let list = service.send(own(request("GET", "/instances")));
        assert_eq!(list.status, listed);
        if listed == 200 {
            assert_eq!(list.body.as_array().unwrap().len(), 1);
        }
        let body = r#"{"phone":"+201234567890","name":"c"}"#;
        assert_eq!(service.send(own(create(body))).status, 403);
    }
}

#[test]
fn a_create_answers_201_or_what_it_is_told() {
    for status in [200, 201] {
        let mut service = Service::with(|settings| settings.create_status = status);
        let seen = service.send(create(r#"{"phone":"+201234567890","name":"c"}"#));
        assert_eq!(seen.status, status);
    }
}

#[test]
fn every_answer_can_be_late() {
    let mut service = Service::with(|settings| settings.latency = Duration::from_millis(300));
    assert_eq!(service.health().after, Duration::from_millis(300));
    assert_eq!(service.new_qr().after, Duration::from_millis(2300));
}
