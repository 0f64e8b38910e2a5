//! `hypersender instances`.

use hypersender_sandbox::Sandbox;
use hypersender_sandbox::deed::NewInstance;

use crate::child::{at, end};

fn sandbox() -> Sandbox {
    let instances = [
        NewInstance::named("Shop").id("one").phone("+201234567890"),
        NewInstance::named("東京").id("two-and-more").status("WORKING"),
    ];
    Sandbox::builder().instances(instances).start_blocking().unwrap()
}

#[test]
fn they_are_listed_in_columns() {
    let end = end(&mut at(&sandbox(), &["instances"]));
    assert_eq!(end.code, 0, "{end:?}");
    let lines: Vec<_> = end.stdout.lines().collect();
    assert!(lines[0].starts_with("ID            STATUS        PHONE"), "{end:?}");
    assert_eq!(lines[1], "one           SCAN_QR_CODE  +201234567890  Shop");
    assert!(lines[2].starts_with("two-and-more  WORKING"), "{end:?}");
}

#[test]
fn as_json_each_is_a_line_and_filters_filter() {
    let sandbox = sandbox();
    let all = end(&mut at(&sandbox, &["instances", "--json"])).json();
    assert_eq!(
        all.iter().map(|line| line["id"].as_str().unwrap()).collect::<Vec<_>>(),
        ["one", "two-and-more"]
    );
    assert!(all.iter().all(|line| line.get("access_token").is_none()));
    for filter in [["--status", "WORKING"], ["--uuid", "two-and-more"], ["--name", "東京"]] {
        let some = end(&mut at(&sandbox, &["instances", "--json", filter[0], filter[1]])).json();
        assert_eq!((some.len(), &some[0]["id"]), (1, &"two-and-more".into()), "{filter:?}");
    }
    let phone = end(&mut at(&sandbox, &["instances", "--json", "--phone", "+201234567890"])).json();
    assert_eq!(phone[0]["id"], "one");
}

#[test]
fn an_empty_list_is_said_to_be_one() {
    let sandbox = Sandbox::builder().instances([]).start_blocking().unwrap();
    assert_eq!(end(&mut at(&sandbox, &["instances"])).stdout, "There is none.\n");
    assert_eq!(end(&mut at(&sandbox, &["instances", "--json"])).stdout, "");
}
