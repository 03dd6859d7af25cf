//! Every cloud of the library carries a small hub, on each release that it has an image of.

use syzc::project::Project;
use syzc::source::MemoryFiles;

use crate::support::{SMALL, compile};

#[test]
fn every_cloud_carries_a_hub_on_every_release_that_it_has() {
    let library = Project::open(&MemoryFiles::default()).library;
    assert!(library.clouds.len() >= 3 && library.releases.len() >= 3);
    let mut tried = 0;
    for cloud in &library.clouds {
        for (release, image) in &cloud.value.image {
            let defined = library.release(release).expect("hosts for this release");
            assert_eq!(
                *image.user, *defined.value.user,
                "{}, {release}",
                cloud.name
            );
            let own = format!(
                "[cloud]\ncatalogue = {:?}\nrelease = {release:?}\n",
                cloud.name
            );
            let site = SMALL.replace("cloud  = \"arbutus\"\n", "") + &own;
            let files = MemoryFiles::default().with("sites/small.toml", &site);
            let compiled = compile(&files, &["sites/small.toml"]);
            let output = &compiled[0].output.files;
            let preflight = &output["ansible/roles/host/tasks/preflight.yml"].content;
            assert!(
                preflight.contains(&*defined.value.distribution),
                "{release}"
            );
            assert!(preflight.contains(&*defined.value.version), "{release}");
            let updates = &output["ansible/roles/host/files/52hub-security-updates"].content;
            assert!(
                updates.contains(&*defined.value.security_origin),
                "{release}"
            );
            let quiet = output.contains_key("ansible/roles/host/files/90-hub-needrestart.conf");
            assert_eq!(quiet, *defined.value.restarts_services, "{release}");
            tried += 1;
        }
    }
    assert!(tried >= 7, "{tried}");
}

#[test]
fn what_a_cloud_gives_only_on_request_is_taken_only_when_named() {
    let of = |users: &str, more: &str| {
        let cloud = format!(
            "[cloud]\ncatalogue = \"jetstream2\"\nrelease = \"ubuntu-24\"\n{more}\n[cloud.allocation]\n"
        );
        let site = SMALL
            .replace("cloud  = \"arbutus\"\n", "")
            .replace("users  = 300", users);
        let files = MemoryFiles::default().with("sites/small.toml", &(site + &cloud));
        let names = ["sites/small.toml".to_owned()];
        let mut project = Project::read(&files, &names);
        project.plans(&files, "build").len()
    };
    assert_eq!(of("users = 10000", ""), 1);
    assert_eq!(of("users = 16000", ""), 0);
    assert_eq!(of("users = 16000", "flavor = \"m3.3xl\"\n"), 1);
}
