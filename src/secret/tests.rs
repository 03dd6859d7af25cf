//! What is a secret and what is none. The secrets here are made up.

use super::*;

fn rules(text: &str) -> Vec<String> {
    let finds = find(text, None, Extent::Names);
    finds.into_iter().map(|find| find.rule).collect()
}

/// A text that no one guesses, made here so that no scanner of this repository takes it for a real one.
fn chance(letters: &str, length: usize) -> String {
    let letters: Vec<char> = letters.chars().collect();
    let mut state = 12_345_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        letters[(state >> 33) as usize % letters.len()]
    };
    (0..length).map(|_| next()).collect()
}

const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const MIXED: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

#[test]
fn forms_of_secrets_are_found() {
    let aws = format!("AKIA{}", chance(UPPER, 16));
    let github = format!("ghp_{}", chance(MIXED, 36));
    let jwt = format!(
        "eyJ{}.eyJ{}.{}",
        chance(MIXED, 30),
        chance(MIXED, 40),
        chance(MIXED, 43)
    );
    for text in [
        aws.clone(),
        format!("export X={aws}"),
        github.clone(),
        format!("git clone https://{github}@github.com/a/b"),
        jwt.clone(),
        format!("curl -H 'Authorization: Bearer {jwt}' https://a.ca"),
        "git clone https://me:hunter2@example.ca/x".to_owned(),
        "pip install --index-url https://u:p4ss@pypi.example.ca/simple x".to_owned(),
        "curl -u admin:hunter2 https://a.ca".to_owned(),
        "wget --http-password=hunter2 https://a.ca".to_owned(),
        "tool --password hunter2".to_owned(),
        "sshpass -p hunter2 ssh a".to_owned(),
        "echo 'jovyan:hunter2' | chpasswd".to_owned(),
        "printf 'machine a.ca login me password hunter2' > ~/.netrc".to_owned(),
        format!(
            "aws configure set aws_secret_access_key {}",
            chance(MIXED, 40)
        ),
        "c.DockerSpawner.environment = {'DB_PASSWORD': 'hunter2'}".to_owned(),
        "os.environ[\"API_TOKEN\"] = \"hunter2\"".to_owned(),
        "https://a.ca/logo.png?token=hunter2".to_owned(),
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----"
            .to_owned(),
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE".to_owned(),
        format!("xoxb-{}-{}", "123456789012", chance(MIXED, 24)),
    ] {
        assert_ne!(rules(&text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_is_public_is_no_secret() {
    for text in [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEzUtnSiT4bDFSOwfTGYRzSwa0hPYgA0avxjBzh1xgg2 colleague",
        "numpy==2.3.4 --hash=sha256:0f118ce6b972080ba0758c6087c3617b5ba243d806268623dc34216d69099ba0",
        "3b9d7f0a-5f0c-4d62-9a55-6f3f0a1d2c3e",
        "The password is that of your campus login; forgot your password: see the help page",
        "token = get_token(user)",
        "password = os.environ['PASSWORD']",
        "curl -H \"Authorization: Bearer $TOKEN\" https://a.ca",
        "git clone https://example.ca/a:b@c",
        "export DB_PASSWORD=$(cat /run/secrets/db)",
        "client_secret: \"{{ lookup('env', 'X') }}\"",
        "tool --password-stdin --token-file /etc/x",
        "user = User(password=stored, x=1)",
        "\"front-token\": \"the way that the proxy has into the hub\"",
        "hub ALL=(root) NOPASSWD:ALL",
        "TOKENIZERS_PARALLELISM=false MAX_TOKENS=4096",
        "-----BEGIN CERTIFICATE-----\nMIIDXTCCAkWgAwIBAgIJAKL0UG+mRkSQMA0GCSqGSIb3DQEBCwUAMEUxCzAJBgNV\n-----END CERTIFICATE-----",
    ] {
        assert_eq!(rules(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn names_tell_of_secrets() {
    for name in [
        "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "PGPASSWORD",
        "db-passwd",
        "clientSecret",
        "client_secret",
        "API_KEY",
        "privateKey",
        "GITHUB_TOKEN",
        "MYSQL_PWD",
        "DB_PASS",
        "x.credentials",
        "openstack.application_credential_secret",
    ] {
        assert!(tells(name), "{name}");
    }
    for name in [
        "TOKENIZERS_PARALLELISM",
        "TOKEN_LIMIT",
        "PASSWORD_FILE",
        "client_id",
        "keyboard",
        "monkey",
        "PUBLIC_KEY",
        "compass",
        "new_names",
        "tokenizer",
        "SECRET_NAME",
        "PATH",
        "author",
        "secretary",
    ] {
        assert!(!tells(name), "{name}");
    }
    assert!(is_secret_value("OPENAI_KEY", &chance(MIXED, 32)));
    assert!(!is_secret_value("SORT_KEY", "last-name"));
    for nothing in [
        "$X",
        "${X}",
        "",
        "changeme",
        "true",
        "{{ x }}",
        "/run/secrets/x",
        "***",
        "<token>",
    ] {
        assert!(!is_secret_value("TOKEN", nothing), "{nothing}");
    }
}

#[test]
fn a_masked_text_says_nothing_of_the_secret() {
    for secret in [
        "hunter2",
        "p",
        "a much longer phrase of many words",
        "ünïcödé2",
    ] {
        assert_eq!(
            hide(&format!("PASSWORD = \"{secret}\"\n")),
            "PASSWORD = \"***\"\n"
        );
        assert_eq!(
            hide(&format!("PASSWORD = \"{secret}\nx = 1\n")),
            "PASSWORD = \"***\nx = 1\n"
        );
    }
    assert_eq!(
        hide("password = correct horse battery\n"),
        "password = ***\n"
    );
    let key = "a = '''\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n'''\n";
    assert_eq!(hide(key), "a = '''\n***\n***\n***\n'''\n");
    assert_eq!(
        hide("t = [\n]\ntoken = [\"a1\", 'b2']"),
        "t = [\n]\ntoken = [\"***\", '***']"
    );
}

#[test]
fn a_comment_says_that_a_find_is_none() {
    assert_eq!(
        rules("PASSWORD=hunter2 # gitleaks:allow\n"),
        Vec::<String>::new()
    );
    assert_eq!(rules("# gitleaks:allow\nPASSWORD=hunter2\n"), [BY_NAME]);
}
