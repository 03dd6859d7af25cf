//! Files that a site names stand in its output, and nowhere else is anything read from.

use syzc::project::Project;
use syzc::source::MemoryFiles;

use crate::support::{SMALL, compile};

const METADATA: &str =
    "<?xml version=\"1.0\"?>\n<EntityDescriptor entityID=\"https://idp.test.example/idp\"/>\n";

fn with_metadata(name: &str) -> MemoryFiles {
    let url =
        "metadata_url      = \"https://idp.test.example/metadata.xml\"\nmetadata_unsigned = true\n";
    let site = SMALL.replace(url, &format!("metadata_file = {name:?}\n"));
    assert_ne!(site, SMALL);
    MemoryFiles::default()
        .with("sites/small.toml", &site)
        .with("sites/metadata/idp.xml", METADATA)
        .with("secret.xml", METADATA)
}

#[test]
fn metadata_beside_the_site_are_copied() {
    let compiled = compile(&with_metadata("metadata/idp.xml"), &["sites/small.toml"]);
    let files = &compiled[0].output.files;
    let copy = &files["ansible/roles/login/files/idp-metadata.xml"].content;
    assert!(copy.starts_with("<?xml version=\"1.0\"?>\n<!--"), "{copy}");
    assert!(copy.contains("entityID=\"https://idp.test.example/idp\""));
    let service_provider = &files["ansible/roles/login/files/shibboleth2.xml"].content;
    assert!(service_provider.contains("path=\"idp-metadata.xml\""));
    assert!(!service_provider.contains("url=\""));
    // Nothing is fetched, so nothing can be late.
    assert!(!files.contains_key("ansible/roles/web/tasks/metadata-missing.yml"));
}

#[test]
fn metadata_as_programs_write_them_stay_well_formed() {
    let written = [
        format!("\u{feff}{METADATA}"),
        METADATA.replace("?>\n", "?>"),
        METADATA.replace("?>\n<EntityDescriptor ", "?><EntityDescriptor\r\n  "),
        METADATA.replace("<?xml version=\"1.0\"?>\n", ""),
    ];
    for text in written {
        let files = with_metadata("metadata/idp.xml").with("sites/metadata/idp.xml", &text);
        let compiled = compile(&files, &["sites/small.toml"]);
        let copy = &compiled[0].output.files["ansible/roles/login/files/idp-metadata.xml"].content;
        let document =
            roxmltree::Document::parse(copy).unwrap_or_else(|error| panic!("{error}: {copy}"));
        let name = document.root_element().attribute("entityID");
        assert_eq!(name, Some("https://idp.test.example/idp"), "{copy}");
    }
}

/// A checkout on Windows, with `core.autocrlf`, compiles to the same bytes.
#[test]
fn line_ends_of_windows_change_nothing() {
    let written = [
        (
            "sites/layers/house.toml",
            "[hub]\ndefault_url = \"/tree\"\n",
        ),
        ("sites/start/welcome.md", "# Welcome\n\nRead this.\n"),
        ("sites/metadata/idp.xml", METADATA),
    ];
    let line = "MIIBszCCAVmgAwIBAgIUQ7F0MIIBszCCAVmgAwIBAgIUQ7F0MIIBszCCAVmgAwIB\n";
    // As long as its first bytes say.
    let first = line.replacen("MIIBszCC", "MIIAXDCC", 1);
    let certificate =
        format!("-----BEGIN CERTIFICATE-----\n{first}{line}-----END CERTIFICATE-----");
    let signed = SMALL.replace(
        "metadata_unsigned = true\n",
        &format!("metadata_certificate = \"\"\"\n{certificate}\n\"\"\"\n"),
    );
    let beside = SMALL.replace(
        "metadata_url      = \"https://idp.test.example/metadata.xml\"\nmetadata_unsigned = true\n",
        "metadata_file = \"metadata/idp.xml\"\n",
    );
    assert!(signed != SMALL && beside != SMALL);
    let more = "[hub]\ngetting_started = \"start\"\nextra_config = \"\"\"\nc.JupyterHub.log_level = 10\nc.Spawner.debug = True\n\"\"\"\n";
    for site in [signed, beside] {
        lines_end_alike(
            &format!("extends = \"layers/house.toml\"\n{site}{more}"),
            &written,
        );
    }
}

fn lines_end_alike(site: &str, written: &[(&str, &str)]) {
    let output = |ends: &str| {
        let text = |text: &str| text.replace('\n', ends);
        let mut files = MemoryFiles::default().with("sites/small.toml", &text(site));
        for (name, content) in written {
            files = files.with(name, &text(content));
        }
        compile(&files, &["sites/small.toml"]).remove(0).output
    };
    let (unix, windows) = (output("\n"), output("\r\n"));
    assert_eq!(unix.files.len(), windows.files.len());
    for (path, file) in &unix.files {
        assert_eq!(file.content, windows.files[path].content, "{path}");
        assert!(!file.content.contains('\r'), "{path}");
    }
}

#[test]
fn a_file_above_the_site_is_refused() {
    for name in ["../secret.xml", "/etc/passwd", "metadata"] {
        let project = Project::read(&with_metadata(name), &["sites/small.toml".to_owned()]);
        assert_eq!(project.diagnostics.error_count(), 1, "{name}");
    }
}
