//! `syzc cloud import`: a catalogue from what a cloud says of itself.

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::{Ending, Outcome, Place, Stop, report};
use crate::source::Fault;

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
    --external-network public > stdlib/cloud/ours.toml
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
    /// The name of its Debian 12 image, as `openstack image list` prints it.
    #[arg(long, default_value = "debian-12")]
    image: String,
    /// The user that the image lets in.
    #[arg(long, default_value = "debian")]
    image_user: String,
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
        let text = place.files().read(&self.file).map_err(|fault| {
            let why = match fault {
                Fault::Missing => "it is not there".to_owned(),
                Fault::Directory => "it is a directory".to_owned(),
                Fault::NotUtf8 { .. } => "it is not UTF-8".to_owned(),
                Fault::Other(error) => error,
            };
            Stop::Usage(format!("`{}` cannot be read: {why}", self.file))
        })?;
        let mut rows: Vec<Row> = serde_json::from_str(&text).map_err(|error| {
            Stop::Usage(format!(
                "`{}` is not what `openstack flavor list --long -f json` prints: {error}",
                self.file
            ))
        })?;
        rows.sort_by(|a, b| (a.ram, a.vcpus, &a.name).cmp(&(b.ram, b.vcpus, &b.name)));
        report::print(&self.catalogue(&rows))?;
        Ok(Outcome::Fine)
    }

    fn catalogue(&self, rows: &[Row]) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut out = format!(
            "title            = {}\nsource           = \"openstack flavor list --long -f json\"\ndate             = {}\nexternal_network = {}\n\n[image.debian-12]\nname = {}\nuser = {}\n",
            quoted(&self.title),
            quoted(&self.date),
            quoted(&self.external_network),
            quoted(&self.image),
            quoted(&self.image_user),
        );
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
