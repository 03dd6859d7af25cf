//! What a host is asked before anything on it changes, run with the answers of hosts that are not at hand.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::support::{compile, small};

const USERS: &str = "runtime.docker.users_network=198.51.100.0/25";
const ENGINE: &str = "runtime.docker.engine_network=198.51.100.128/25";

/// Runs the look at Docker's ranges on a host with these routes, for an operator from that address.
fn ranges(routes: &str, operator: &str) -> (i32, String) {
    let compiled = compile(&small(""), &["sites/small.toml"]);
    let file = "ansible/roles/runtime/files/hub-ranges.py";
    let host = tempfile::tempdir().expect("a directory");
    let script = host.path().join("hub-ranges.py");
    fs::write(&script, &compiled[0].output.files[file].content).expect("the script");
    let ip = host.path().join("ip");
    let answer = host.path().join("routes.json");
    fs::write(&answer, routes).expect("routes");
    fs::write(&ip, format!("#!/bin/sh\ncat {}\n", answer.display())).expect("an ip");
    fs::set_permissions(&ip, fs::Permissions::from_mode(0o755)).expect("rights");
    let way = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("python3")
        .arg(&script)
        .args([operator, USERS, ENGINE])
        .env("PATH", format!("{}:{way}", host.path().display()))
        .output()
        .expect("python3 runs");
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

#[test]
fn what_docker_made_and_the_way_to_everywhere_are_in_nobodys_way() {
    let routes = r#"[
        {"dst": "default", "gateway": "192.0.2.1", "dev": "ens3"},
        {"dst": "0.0.0.0/0", "gateway": "192.0.2.1", "dev": "ens3"},
        {"dst": "192.0.2.0/24", "dev": "ens3"},
        {"dst": "198.51.100.0/25", "dev": "br-hub"},
        {"dst": "198.51.100.128/25", "dev": "docker0"},
        {"type": "blackhole", "dst": "198.51.100.0/24"}
    ]"#;
    assert_eq!(ranges(routes, "203.0.113.7"), (0, String::new()));
    assert_eq!(ranges("[]", "").0, 0);
    assert_eq!(ranges("", "").0, 0);
}

#[test]
fn whoever_would_be_cut_off_is_named_with_a_range_that_is_free() {
    for (routes, operator, what) in [
        (
            r#"[{"dst": "198.51.100.0/24", "dev": "ens3"}]"#,
            "",
            "by ens3 the range 198.51.100.0/24",
        ),
        (
            r#"[{"dst": "default", "gateway": "198.51.100.1", "dev": "ens3"}]"#,
            "",
            "the gateway 198.51.100.1",
        ),
        (
            r#"[{"dst": "10.0.0.0/8", "nexthops": [{"gateway": "198.51.100.1", "dev": "ens3"}, {"gateway": "192.0.2.1", "dev": "ens4"}]}]"#,
            "",
            "the gateway 198.51.100.1",
        ),
        ("[]", "198.51.100.9", "you at 198.51.100.9"),
    ] {
        let (code, said) = ranges(routes, operator);
        assert_eq!(code, 3, "{said}");
        assert!(said.contains(what), "{said}");
        assert!(
            said.contains("write runtime.docker.users_network = \""),
            "{said}"
        );
        assert!(said.contains("Nothing was changed."), "{said}");
    }
    // What is offered is free on this host and of the size that was asked for.
    let routes =
        r#"[{"dst": "10.0.0.0/8", "dev": "ens3"}, {"dst": "198.51.100.0/24", "dev": "ens3"}]"#;
    let (_, said) = ranges(routes, "");
    assert!(said.contains("users_network = \"172.16.0.0/25\""), "{said}");
    assert!(
        said.contains("engine_network = \"172.16.0.128/25\""),
        "{said}"
    );
}

#[test]
fn the_inventory_names_the_keys_of_the_hub_in_any_directory() {
    let compiled = compile(&small(""), &["sites/small.toml"]);
    let script = &compiled[0].output.files["ansible/inventory/hub.py"].content;
    let outputs = tempfile::tempdir().expect("a directory");
    let saved = outputs.path().join("outputs.json");
    let needed = script.split("NEEDED = [").nth(1).expect("what it needs");
    let needed = needed.split(']').next().unwrap_or_default().split('"');
    let values: serde_json::Map<String, serde_json::Value> = needed
        .skip(1)
        .step_by(2)
        .map(|name| (name.to_owned(), serde_json::json!({"value": "192.0.2.1"})))
        .collect();
    fs::write(&saved, serde_json::Value::from(values).to_string()).expect("outputs");
    for (name, shown) in [
        ("plain", "plain"),
        ("with spaces", "with spaces"),
        // ssh has tokens that begin with `%`.
        ("100%h", "100%%h"),
        ("it's", "it's"),
        ("a \"quote\"", "a \\\"quote\\\""),
    ] {
        let directory = outputs.path().join(name).join("ansible/inventory");
        fs::create_dir_all(&directory).expect("directories");
        let own = directory.join("hub.py");
        fs::write(&own, script).expect("the script");
        let words = "import json, shlex, sys\n\
            host, = json.load(sys.stdin)['_meta']['hostvars'].values()\n\
            print(*shlex.split(host['ansible_ssh_common_args']), sep='\\n')";
        let pipe = "python3 \"$1\" | python3 -c \"$2\"";
        let output = Command::new("sh")
            .args(["-c", pipe, "sh"])
            .args([own.as_os_str(), words.as_ref()])
            .env("HUB_OUTPUTS", &saved)
            .output()
            .expect("sh runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let wanted = format!("/{shown}/ansible/known_hosts\"");
        let line = said.lines().nth(1).unwrap_or_default();
        assert!(
            line.starts_with("UserKnownHostsFile=\"/") && line.ends_with(&wanted),
            "{said}"
        );
    }
}
