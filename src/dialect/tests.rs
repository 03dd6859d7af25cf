//! Hostile texts through every printer, read back by real readers where there is one.

use super::*;
use crate::syntax::Datum;
use proptest::prelude::*;

const HOSTILE: &str = r#""; } ${file("x")} {{ y }} {% z %} %{if} 'q' \ $(id) `id` <b>&"#;

fn data(text: &str) -> Data {
    Data::Text(text.to_owned())
}

fn python_string(literal: &str) -> String {
    // A Python string literal with these escapes is a JSON string as well.
    serde_json::from_str(literal).expect("a JSON string")
}

#[test]
fn hostile_text_comes_back_from_every_reader() {
    let literal = |dialect: Dialect| dialect.literal(&data(HOSTILE), 0).expect("prints");
    assert_eq!(python_string(&literal(Dialect::Python)), HOSTILE);
    assert_eq!(python_string(&literal(Dialect::Json)), HOSTILE);
    let yaml: String = serde_saphyr::from_str(&literal(Dialect::Yaml)).expect("YAML");
    assert_eq!(yaml, HOSTILE);
    let xml = format!("<a b={}/>", literal(Dialect::Xml));
    let document = roxmltree::Document::parse(&xml).expect("XML");
    assert_eq!(document.root_element().attribute("b"), Some(HOSTILE));
    assert!(literal(Dialect::Ansible).starts_with("!unsafe "));
}

fn hcl_value(literal: &str) -> String {
    let body: hcl_edit::structure::Body = format!("a = {literal}\n").parse().expect("HCL");
    let attribute = body.get_attribute("a").expect("a");
    match &attribute.value {
        hcl_edit::expr::Expression::String(text) => text.as_str().to_owned(),
        hcl_edit::expr::Expression::StringTemplate(template) => {
            panic!("read as a template: {template:?}")
        }
        other => panic!("read as {other:?}"),
    }
}

#[test]
fn hcl_never_sees_a_template() {
    let printed = Dialect::Hcl.literal(&data("plain"), 0).expect("prints");
    assert_eq!(hcl_value(&printed), "plain");
    let printed = Dialect::Hcl.literal(&data(HOSTILE), 0).expect("prints");
    assert!(printed.contains("$${file") && printed.contains("%%{if}"));
}

#[test]
fn what_a_language_cannot_say_is_refused() {
    assert!(Dialect::Apache.literal(&data("${HOME}"), 0).is_err());
    assert!(Dialect::Systemd.literal(&data("$HOME"), 0).is_err());
    assert!(Dialect::Dockerfile.literal(&data("a\nRUN id"), 0).is_err());
    assert!(Dialect::Ini.literal(&data("a\n[b]"), 0).is_err());
    assert!(Dialect::Plain.literal(&data("a\nb"), 0).is_err());
    assert!(Dialect::Hcl.plain(&data("a b")).is_err());
    let reference = Data::Reference("x; } resource".into());
    assert!(Dialect::Hcl.literal(&reference, 0).is_err());
}

#[test]
fn long_tables_are_laid_out_like_terraform_fmt() {
    let record = Data::Record(vec![
        ("a".into(), Datum::new(data("1"))),
        ("long".into(), Datum::new(Data::Integer(2))),
    ]);
    let printed = Dialect::Hcl.literal(&record, 2).expect("prints");
    assert_eq!(printed, "{\n    \"a\"    = \"1\"\n    \"long\" = 2\n  }");
}

#[test]
fn shell_words_survive_a_real_shell() {
    let word = Dialect::Shell.literal(&data(HOSTILE), 0).expect("prints");
    let output = std::process::Command::new("sh")
        .args(["-c", &format!("printf %s {word}")])
        .output()
        .expect("sh runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), HOSTILE);
}

/// How Apache reads the arguments of a line: `ap_getword_conf` and `substring_conf` in its `server/util.c`, again.
fn apache_arguments(line: &str) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    let (mut at, mut arguments) = (0, Vec::new());
    while at < characters.len() {
        if characters[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let quote = Some(characters[at]).filter(|c| matches!(c, '"' | '\''));
        at += usize::from(quote.is_some());
        let mut argument = String::new();
        while let Some(c) = characters.get(at).copied() {
            let ends = match quote {
                Some(quote) => c == quote,
                None => c.is_ascii_whitespace(),
            };
            if ends {
                break;
            }
            let next = characters.get(at + 1).copied();
            let escapes = c == '\\' && next.is_some() && (next == Some('\\') || next == quote);
            at += usize::from(escapes);
            argument.push(characters[at]);
            at += 1;
        }
        at += 1;
        arguments.push(argument);
    }
    arguments
}

#[test]
fn apache_reads_one_argument_whatever_its_backslashes() {
    let literal = |text: &str| Dialect::Apache.literal(&data(text), 0).expect("prints");
    for (text, written) in [
        (
            r"^/(?!Shibboleth\.sso(?:/|$))",
            r#""^/(?!Shibboleth\.sso(?:/|$))""#,
        ),
        (r#"a\" b"#, r#""a\\\" b""#),
        (r"a\\b", r#""a\\\b""#),
        (r"a\", r#""a\\""#),
    ] {
        assert_eq!(literal(text), written);
        assert_eq!(apache_arguments(&literal(text)), [text]);
    }
}

#[test]
fn words_that_yaml_would_read_as_something_else_are_not_written_without_quotes() {
    for word in [
        "no",
        "No",
        "on",
        "off",
        "y",
        "n",
        "null",
        "NULL",
        "~",
        "true",
        "1e3",
        "0x1",
        "0o7",
        "12",
        "1:30",
        "2026-11-27",
        "-1",
        ".5",
        ".inf",
        "=",
        "@x",
        "a:",
        "a,b",
        "+1",
        "_x",
        ":x",
    ] {
        for dialect in [Dialect::Yaml, Dialect::Ansible] {
            assert!(dialect.plain(&data(word)).is_err(), "{word}");
            assert_eq!(
                dialect.literal(&data(word), 0).expect("prints"),
                format!("{word:?}")
            );
        }
        assert!(Dialect::Shell.plain(&data(word)).is_ok(), "{word}");
    }
    for word in [
        "docker.io",
        "nobody",
        "/usr/sbin/hub-stale",
        "once",
        "yes-man",
        "localhost/no/on:1e3",
    ] {
        assert_eq!(Dialect::Yaml.plain(&data(word)).expect(word), word);
    }
}

#[test]
fn xml_has_no_way_to_write_some_characters() {
    for text in ["\u{fffe}", "a\u{ffff}", "\u{1b}", "\u{0}"] {
        assert!(Dialect::Xml.literal(&data(text), 0).is_err(), "{text:?}");
        assert!(Dialect::Jinja.text(&data(text)).is_err(), "{text:?}");
    }
}

#[test]
fn a_comment_ends_where_it_should() {
    for dialect in Dialect::ALL {
        let Some(comment) = dialect.comment("a\n---> ----- #} \u{2028}b\u{fffe}\u{202e}") else {
            continue;
        };
        assert_eq!(comment.matches('\n').count(), 1, "{comment:?}");
        assert!(
            comment.ends_with('\n') && !comment.contains(['\u{2028}', '\u{fffe}', '\u{202e}']),
            "{comment:?}"
        );
        if *dialect == Dialect::Xml {
            roxmltree::Document::parse(&format!("{comment}<a/>")).expect("XML");
        }
    }
}

proptest! {
    #[test]
    fn any_text_comes_back(text in "\\PC{0,40}") {
        let literal = |dialect: Dialect| dialect.literal(&data(&text), 0).expect("prints");
        prop_assert_eq!(python_string(&literal(Dialect::Python)), text.clone());
        let yaml: String = serde_saphyr::from_str(&literal(Dialect::Yaml)).expect("YAML");
        prop_assert_eq!(&yaml, &text);
        let document = format!("<a b={}/>", literal(Dialect::Xml));
        let document = roxmltree::Document::parse(&document).expect("XML");
        prop_assert_eq!(document.root_element().attribute("b"), Some(text.as_str()));
    }
    #[test]
    fn any_text_is_one_argument_of_apache(text in r#"[a"'\\ $%é]{1,20}"#) {
        let literal = Dialect::Apache.literal(&data(&text), 0).expect("prints");
        prop_assert_eq!(apache_arguments(&literal), [text]);
    }
}
