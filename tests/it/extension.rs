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

/// A unit of the library as a project's own, under another name, with some of its files changed.
fn own_unit(role: &str, shipped: &str, own: &str, change: impl Fn(&str) -> String) -> MemoryFiles {
    let from = format!("stdlib/{role}/{shipped}/");
    let (site, login) = SMALL
        .split_once("[login.shibboleth]")
        .expect("the login comes last");
    let site = format!("{site}[{role}.{own}]\n\n[login.shibboleth]{login}");
    let mut files = MemoryFiles::default().with("sites/small.toml", &site);
    for (name, content) in syzc::library::STANDARD {
        if let Some(rest) = name.strip_prefix(&from) {
            let content = content.replace("default = true\n", "");
            let content = match rest {
                "unit.toml" => change(&content),
                _ => content,
            };
            files = files.with(&format!("stdlib/{role}/{own}/{rest}"), &content);
        }
    }
    files
}

/// What is said of a project that should not compile.
fn refusal(files: &MemoryFiles) -> String {
    let mut project = Project::read(files, &["sites/small.toml".to_owned()]);
    let compiled = project.compile(files, "build");
    let said = syzc::diagnostic::render::text(&project.diagnostics, &project.texts, false);
    assert!(compiled.is_empty(), "it compiles:\n{said}");
    said
}

/// A definition without the table of that header and what follows it up to the next one.
fn without(definition: &str, header: &str) -> String {
    let mut kept = String::new();
    let mut dropping = false;
    for line in definition.lines() {
        if line.starts_with('[') {
            dropping = line.starts_with(header);
        }
        if !dropping {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    assert_ne!(kept.len(), definition.len(), "there is no {header}");
    kept
}

#[test]
fn a_copy_of_a_unit_fills_its_role() {
    for (role, shipped) in [
        ("operations", "standard"),
        ("runtime", "docker"),
        ("web", "apache"),
    ] {
        let files = own_unit(role, shipped, "mine", str::to_owned);
        let compiled = compile(&files, &["sites/small.toml"]);
        assert!(compiled[0].output.files.contains_key("ansible/site.yml"));
    }
}

#[test]
fn a_unit_that_leaves_its_role_unmet_is_refused() {
    let backup = "doc = \"Copies homes.\"\n\n[file.\"ansible/roles/backup/tasks/main.yml\"]\ncopy = \"tasks.yml\"\ndialect = \"ansible\"\n";
    let said = refusal(
        &own_unit("operations", "standard", "backup", |_| backup.to_owned())
            .with("stdlib/operations/backup/tasks.yml", "---\n"),
    );
    for words in [
        "error[S0509]: `operations/backup` does not give what the role `operations` must",
        "the files `ansible/site.yml`, `README.md` and `.gitignore`",
        "`roles`",
    ] {
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
    // One mistake for the unit, not one for each that would contribute.
    assert!(said.matches("[S0509]").count() == 1, "{said}");

    type Change = fn(&str) -> String;
    let cases: [(&str, &str, Change, &str); 9] = [
        (
            "runtime",
            "docker",
            |unit| without(unit, "[output.spawner]"),
            "the output `spawner` of type `text`",
        ),
        (
            "runtime",
            "docker",
            |unit| unit.replace("dockerspawner.DockerSpawner", "podmanspawner.PodmanSpawner"),
            "needs one of `dockerspawner.DockerSpawner`",
        ),
        (
            "runtime",
            "docker",
            |unit| without(unit, "[[contribute.\"operations.roles\"]]"),
            "a record of `operations.roles`",
        ),
        (
            "runtime",
            "docker",
            |unit| unit.replace("role      = \"runtime\"", "role = \"runtme\""),
            "did you mean `ansible/roles/runtime/tasks/main.yml`?",
        ),
        (
            "storage",
            "btrfs",
            |unit| {
                unit.replace(
                    "[output.homes_path]\ntype  = \"text\"",
                    "[output.homes_path]\ntype = \"boolean\"",
                )
                .replace(
                    "[output.homes_path]\ntype = \"text\"",
                    "[output.homes_path]\ntype = \"boolean\"",
                )
            },
            "the output `homes_path` of type `text`",
        ),
        (
            "web",
            "apache",
            |unit| {
                unit.replace("[collection.locations", "[collection.places")
                    .replace("collection = \"locations\"", "collection = \"places\"")
            },
            "the collection `locations`",
        ),
        (
            "operations",
            "standard",
            |unit| unit.replace("[file.\"README.md\"]", "[file.\"READ.md\"]"),
            "the file `README.md`",
        ),
        (
            "host",
            "standard",
            |unit| {
                format!(
                    "{unit}\n[file.\"ansible/roles/idle/tasks/main.yml\"]\ncopy = \"tasks/stale.yml\"\ndialect = \"ansible\"\n"
                )
            },
            "no record of `operations.roles` speaks of `ansible/roles/idle/`",
        ),
        (
            "network",
            "new",
            |unit| {
                unit.replace(
                    "[file.\"terraform/security.tf\"]",
                    "[file.\"terraform/security.tf\"]\nwhen = \"ipv6_range\"",
                )
            },
            "the file `terraform/security.tf`",
        ),
    ];
    for (role, shipped, change, words) in cases {
        let said = refusal(&own_unit(role, shipped, "mine", change));
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
}

#[test]
fn a_contribution_that_reaches_nobody_is_refused() {
    let cases = [
        // Another unit of the role has it, the chosen one has not.
        (
            "[[contribute.\"certificate.extras\"]]\nname = \"x\"\n",
            "certificate.extras",
        ),
        (
            "[[contribute.\"operations.roles\"]]\nreasons = [\"Why.\"]\n",
            "lacks `role`",
        ),
        (
            "[[contribute.\"operations.roles\"]]\nrole = \"login\"\npreflight = \"yes\"\n",
            "`preflight` of a record of `operations.roles` is not",
        ),
        (
            "[[contribute.\"hub.modules\"]]\nname = \"bagde.py\"\n",
            "did you mean `ansible/roles/hub/files/badge.py`?",
        ),
    ];
    let extra = "doc = \"Another certificate.\"\n\n[collection.extras]\ndoc = \"More.\"\n[collection.extras.field.name]\ntype = \"text\"\ndoc = \"Its name.\"\n";
    for (contribution, words) in cases {
        let files = project(&format!("{UNIT}\n{contribution}"))
            .with("stdlib/certificate/other/unit.toml", extra);
        let said = refusal(&files);
        assert!(said.contains(words), "{words} is not in:\n{said}");
    }
}

#[test]
fn two_units_that_write_one_file_are_refused() {
    let unit =
        format!("{UNIT}\n[file.\"ansible/site.yml\"]\ncopy = \"badge.py\"\ndialect = \"python\"\n");
    let said = refusal(&project(&unit));
    assert!(said.contains("[S0507]"), "{said}");
}

#[test]
fn a_project_does_not_change_the_contracts() {
    let files = project(UNIT).with("stdlib/roles.toml", "role = {}\n");
    let said = refusal(&files);
    assert!(
        said.contains("is not the one that this syzc was built with"),
        "{said}"
    );
}

/// What shipped units take of another role, the role promises.
#[test]
fn every_output_that_is_used_is_promised() {
    let mut texts = syzc::text::Texts::default();
    let mut found = syzc::diagnostic::Diagnostics::default();
    let library = syzc::library::load(&MemoryFiles::default(), &mut texts, &mut found);
    for unit in &library.units {
        for input in &unit.inputs {
            if let syzc::library::Binding::Output { role, output } = &input.binding
                && *role != unit.role
            {
                let contract = library.contract(role);
                let promised = contract.is_some_and(|contract| {
                    contract.outputs.iter().any(|(name, _)| name == output)
                });
                assert!(promised, "{} takes {role}.{output}", unit.path());
            }
        }
        for contribution in &unit.contributions {
            let (role, name) = contribution.to.split_once('.').expect("`role.collection`");
            let contract = library.contract(role);
            let promised = contract
                .is_some_and(|contract| contract.collection.iter().any(|(one, _)| one == name));
            assert!(promised, "{} contributes to {role}.{name}", unit.path());
        }
    }
}
