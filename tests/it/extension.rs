//! A login and an image from a project's own `stdlib/`, without a line of Rust.

use syzc::project::Project;
use syzc::source::MemoryFiles;

use crate::support::{SMALL, compile};

const UNIT: &str = r#"
doc = "Log-in by a badge that a campus gateway has read."

[input.gateway]
type = "address"
doc  = "The gateway's address."
key  = true

[input.domain]
type = "domain"
doc  = "The hub's domain."
site = "institution.domain"

[input.greeting]
type  = "text"
doc   = "What people read."
value = { join = ["Welcome to ", { input = "domain" }] }

[[contribute."hub.settings"]]
trait   = "JupyterHub.authenticator_class"
value   = "badge.BadgeAuthenticator"
comment = "Badges are read at the gate."

[[contribute."hub.settings"]]
trait = "BadgeAuthenticator.gateway"
value = { input = "gateway" }

[[contribute."hub.modules"]]
name = "badge.py"

[[contribute."web.stripped_headers"]]
name = "BadgeNumber"

[[contribute."operations.roles"]]
role = "login"

[file."ansible/roles/login/tasks/main.yml"]
template = "tasks.yml.hbs"
dialect  = "ansible"

[file."ansible/roles/hub/files/badge.py"]
copy    = "badge.py"
dialect = "python"
"#;

const TASKS: &str = "---\n- name: Greet\n  ansible.builtin.debug:\n    msg: {{greeting}}\n";

const IMAGE: &str = r#"
title       = { en = "Chemistry", fr = "Chimie" }
description = "Molecules on top of scientific Python"
base        = "minimal"
apt         = ["openbabel"]
size        = "300 MiB"
"#;

fn project(unit: &str) -> MemoryFiles {
    let (site, _) = SMALL
        .split_once("[login.shibboleth]")
        .expect("the login comes last");
    let site = site.replace("[\"minimal\"]", "[\"chemistry\"]");
    MemoryFiles::default()
        .with(
            "sites/small.toml",
            &format!("{site}[login.badge]\ngateway = \"192.0.2.9\"\n"),
        )
        .with("stdlib/login/badge/unit.toml", unit)
        .with("stdlib/login/badge/tasks.yml.hbs", TASKS)
        .with(
            "stdlib/login/badge/badge.py",
            "class BadgeAuthenticator:\n    pass\n",
        )
        .with("stdlib/image/chemistry/image.toml", IMAGE)
}

#[test]
fn a_login_and_an_image_need_no_rust() {
    let compiled = compile(&project(UNIT), &["sites/small.toml"]);
    let files = &compiled[0].output.files;
    let text = |path: &str| -> &str { files.get(path).map_or("", |file| file.content.as_str()) };
    let config = text("ansible/roles/hub/files/jupyterhub_config.py");
    assert!(config.contains("# Badges are read at the gate.\nc.JupyterHub.authenticator_class = \"badge.BadgeAuthenticator\""), "{config}");
    assert!(
        config.contains("c.BadgeAuthenticator.gateway = \"192.0.2.9\""),
        "{config}"
    );
    assert!(!config.contains("Shibboleth"), "{config}");
    assert!(
        text("ansible/roles/web/files/hub.conf").contains("RequestHeader unset BadgeNumber early")
    );
    assert!(!text("ansible/roles/web/files/hub.conf").contains("shib"));
    assert!(
        text("ansible/roles/login/tasks/main.yml").contains("msg: \"Welcome to hub.test.example\"")
    );
    assert!(text("ansible/roles/hub/tasks/configuration.yml").contains("badge.py"));
    assert!(text("images/chemistry/Dockerfile").contains("openbabel"));
    assert!(
        config.contains("\"reference\": \"localhost/small/chemistry:"),
        "{config}"
    );
}

#[test]
fn a_unit_of_ones_own_is_checked_like_the_others() {
    let cases = [
        (
            UNIT.replace("gateway.\"", "x.\"")
                .replace("{ input = \"gateway\" }", "{ input = \"gatway\" }"),
            "gatway",
        ),
        (UNIT.replace("hub.settings", "hub.setings"), "hub.setings"),
        (
            UNIT.replace("name = \"BadgeNumber\"", "nam = \"BadgeNumber\""),
            "`nam`",
        ),
        (UNIT.replace("\"address\"", "\"adress\""), "adress"),
    ];
    for (unit, word) in cases {
        let files = project(&unit);
        let mut project = Project::read(&files, &["sites/small.toml".to_owned()]);
        let compiled = project.compile(&files, "build");
        let said = syzc::diagnostic::render::text(&project.diagnostics, &project.texts, false);
        assert!(
            compiled.is_empty() && said.contains(word),
            "{word} is not in:\n{said}"
        );
    }
}

#[test]
fn a_template_cannot_write_what_it_was_not_given() {
    let files = project(UNIT).with(
        "stdlib/login/badge/tasks.yml.hbs",
        "- {{{greeting}}} {{greting}} {{#each gateway}}{{/each}}\n",
    );
    let project = Project::read(&files, &["sites/small.toml".to_owned()]);
    let said = syzc::diagnostic::render::text(&project.diagnostics, &project.texts, false);
    for word in [
        "S0504",
        "S0502",
        "did you mean `greeting`?",
        "goes over lists only",
    ] {
        assert!(said.contains(word), "{word} is not in:\n{said}");
    }
}
