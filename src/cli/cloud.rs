//! `syzc cloud import`: a catalogue from what a cloud says of itself.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::{Ending, Outcome, Place, Stop, report};
use crate::diagnostic::listed;
use crate::library::Library;
use crate::project::Project;

/// Work with catalogues of clouds.
#[derive(Debug, Subcommand)]
pub enum Cloud {
    Import(Import),
}

impl Cloud {
    pub fn run(self, place: &Place) -> Ending {
        match self {
            Cloud::Import(import) => import.run(place),
        }
    }
}

/// Make a catalogue from `openstack flavor list --long -f json`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  openstack flavor list --long -f json > flavors.json
  syzc cloud import flavors.json --title \"Our cloud\" --date 2026-11-23 \\
    --external-network public --image debian-12=Debian-12 \\
    --image ubuntu-24=Ubuntu-24.04 > stdlib/cloud/ours.toml
")]
pub struct Import {
    /// The file with the flavors.
    file: String,
    /// The cloud's name as people know it.
    #[arg(long)]
    title: String,
    /// The day on which the list was made.
    #[arg(long)]
    date: String,
    /// The external network, as `openstack network list --external` prints it.
    #[arg(long)]
    external_network: String,
    /// A release and the name of its image, as `openstack image list` prints it; may be repeated.
    #[arg(
        long = "image",
        value_name = "RELEASE=NAME",
        default_value = "debian-12=debian-12"
    )]
    images: Vec<String>,
    /// The type of volumes, where the cloud's default is not wanted.
    #[arg(long)]
    volume_type: Option<String>,
    /// How disks are attached: `virtio` where they are /dev/vdX on a machine, `scsi` where they are /dev/sdX.
    #[arg(long, value_parser = ["virtio", "scsi"], default_value = "virtio")]
    disk_bus: String,
}

/// A row of `openstack flavor list --long -f json`; RAM is in MiB, disks are in GiB.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(rename = "Name")]
    name: String,
    #[serde(rename = "RAM")]
    ram: u64,
    #[serde(rename = "Disk")]
    disk: u64,
    #[serde(rename = "Ephemeral", default)]
    ephemeral: u64,
    #[serde(rename = "VCPUs")]
    vcpus: u64,
    #[serde(rename = "Properties", default)]
    properties: serde_json::Value,
}

impl Import {
    fn run(self, place: &Place) -> Ending {
        let text = place
            .files()
            .read(&place.name(&self.file)?)
            .map_err(|fault| {
                Stop::Usage(format!(
                    "`{}` cannot be read: {}",
                    self.file,
                    fault.reason()
                ))
            })?;
        let mut rows: Vec<Row> = serde_json::from_str(&text).map_err(|error| {
            Stop::Usage(format!(
                "`{}` is not what `openstack flavor list --long -f json` prints: {error}",
                self.file
            ))
        })?;
        rows.sort_by(|a, b| (a.ram, a.vcpus, &a.name).cmp(&(b.ram, b.vcpus, &b.name)));
        let mut names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Stop::Usage(format!(
                "`{}` lists the flavor `{}` twice; remove one",
                self.file, twice[0]
            )));
        }
        let images = self.images(&Project::open(place.files()).library)?;
        report::print(&self.catalogue(&rows, &images))?;
        Ok(Outcome::Fine)
    }

    /// The images of the releases that were named, each with a pattern for its name and its user.
    fn images(&self, library: &Library) -> Result<Vec<[String; 3]>, Stop> {
        let mut images = Vec::new();
        for image in &self.images {
            let found = image.split_once('=').filter(|(_, name)| !name.is_empty());
            let Some((release, name)) = found else {
                return Err(Stop::Usage(format!(
                    "`--image {image}` names no image; write `--image RELEASE=NAME`"
                )));
            };
            if images
                .iter()
                .any(|[other, ..]: &[String; 3]| other == release)
            {
                return Err(Stop::Usage(format!(
                    "`--image` names the release `{release}` twice; keep one"
                )));
            }
            let Some(known) = library.release(release) else {
                let names = library.releases.iter().map(|release| release.name.as_str());
                return Err(Stop::Usage(format!(
                    "there is no release `{release}`; there is {}",
                    listed(names)
                )));
            };
            let user = known.value.user.value.clone();
            images.push([release.to_owned(), exactly(name), user]);
        }
        Ok(images)
    }

    fn catalogue(&self, rows: &[Row], images: &[[String; 3]]) -> String {
        // A string of JSON is one of TOML, but that TOML takes U+007F as an escape only.
        let quoted = |text: &str| {
            let quoted = serde_json::Value::from(text).to_string();
            quoted.replace('\u{7f}', "\\u007f")
        };
        let mut out = format!(
            "title            = {}\nsource           = \"openstack flavor list --long -f json\"\ndate             = {}\nexternal_network = {}\ndisk_bus         = {}\n",
            quoted(&self.title),
            quoted(&self.date),
            quoted(&self.external_network),
            quoted(&self.disk_bus),
        );
        if let Some(volume_type) = &self.volume_type {
            out.push_str(&format!("volume_type      = {}\n", quoted(volume_type)));
        }
        for [release, name, user] in images {
            out.push_str(&format!(
                "\n[image.{release}]\nname = {}\nuser = {}\n",
                quoted(name),
                quoted(user)
            ));
        }
        for row in rows {
            out.push_str(&format!(
                "\n[flavor.{}]\nvcpus = {}\nram   = \"{} MiB\"\n",
                quoted(&row.name),
                row.vcpus,
                row.ram
            ));
            for (key, size) in [("disk", row.disk), ("ephemeral", row.ephemeral)] {
                if size > 0 {
                    out.push_str(&format!("{key} = \"{size} GiB\"\n"));
                }
            }
            // Nova's own property for passed-through devices, and that of virtual ones.
            let properties = row.properties.to_string();
            if properties.contains("pci_passthrough:alias") || properties.contains("resources:VGPU")
            {
                out.push_str("gpu = true\n");
            }
        }
        out
    }
}

/// A regular expression that this name alone matches.
fn exactly(name: &str) -> String {
    let mut pattern = String::from("^");
    for letter in name.chars() {
        if letter.is_ascii() && !letter.is_ascii_alphanumeric() && !"-_ ".contains(letter) {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('$');
    pattern
}
