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
}
