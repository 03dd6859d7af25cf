//! What the cloud's catalogue says and the site may say otherwise.

use super::Desk;
use crate::library::cloud::SystemImage;
use crate::syntax::{Data, Datum};

pub fn decide(desk: &mut Desk<'_>) {
    let site = desk.site;
    let cloud = desk.cloud;
    let catalogue = || [desk.catalogue()];
    let text = |value: &str| Data::Text(value.to_owned());
    let external = (text(&cloud.external_network), catalogue());
    let bus = (text(&cloud.disk_bus), catalogue());
    let dhcp = (Data::Integer(*cloud.dhcp_ports), catalogue());
    let servers = cloud.name_servers.value.iter();
    let servers = servers.map(|address| Datum::new(text(address))).collect();
    let servers = (Data::List(servers), catalogue());
    let volume_type = cloud.volume_type.value.as_deref();
    let boot_type = (volume_type.map_or(Data::Absent, text), catalogue());
    let own_type = site.homes.volume_type.value.as_deref().or(volume_type);
    let own_type = own_type.map_or(Data::Absent, text);
    let own_from = [desk.catalogue(), site.homes.volume_type.sources.clone()];
    let release = site.cloud.release.as_str();
    let image = cloud.image.iter().find(|(name, _)| name == release);
    let image: Option<&SystemImage> = image.map(|(_, image)| image);
    let image_name = image.map_or(Data::Absent, |image| text(&image.name));
    let image_user = image.map_or(Data::Absent, |image| text(&image.user));
    let image_visibility = image.map_or(Data::Absent, |image| text(&image.visibility));
    let image_owner = image.and_then(|image| image.owner.value.as_deref());
    let image_owner = image_owner.map_or(Data::Absent, text);
    let image_from = [desk.catalogue(), site.cloud.release.sources.clone()];
    desk.wire(
        "external_network",
        "the network outside",
        external.0,
        external.1,
    );
    desk.wire("disk_bus", "how disks are attached", bus.0, bus.1);
    desk.wire(
        "dhcp_ports",
        "ports that DHCP takes on a network",
        dhcp.0,
        dhcp.1,
    );
    desk.wire(
        "name_servers",
        "name servers of the subnet",
        servers.0,
        servers.1,
    );
    desk.wire(
        "boot_volume_type",
        "type of the boot volume",
        boot_type.0,
        boot_type.1,
    );
    desk.wire(
        "data_volume_type",
        "type of the data volume",
        own_type,
        own_from,
    );
    desk.wire(
        "system_image",
        "the operating system's image",
        image_name,
        image_from.clone(),
    );
    desk.wire(
        "system_image_visibility",
        "who may see it",
        image_visibility,
        image_from.clone(),
    );
    desk.wire(
        "system_image_owner",
        "the project that it belongs to",
        image_owner,
        image_from.clone(),
    );
    desk.wire(
        "system_user",
        "the user that it lets in",
        image_user,
        image_from,
    );
    for (name, title, number) in [
        (
            "default_security_groups",
            "security groups of every project",
            &cloud.default_security_groups,
        ),
        (
            "default_security_group_rules",
            "rules of them",
            &cloud.default_security_group_rules,
        ),
    ] {
        desk.wire(name, title, Data::Integer(**number), [desk.catalogue()]);
    }
    let zone = &site.cloud.dns_zone;
    desk.wire(
        "asks_for_records",
        "whether somebody else makes the domain's records",
        Data::Boolean(zone.value.is_none()),
        [zone.sources.clone()],
    );
    let kind = site.cloud.state.kind.as_str();
    for (name, title, wanted) in [
        (
            "state_local",
            "whether Terraform's state is a file",
            "local",
        ),
        ("state_s3", "whether it is in an object store", "s3"),
        (
            "state_http",
            "whether it is kept by an HTTP service",
            "http",
        ),
    ] {
        let data = Data::Boolean(kind == wanted);
        desk.wire(name, title, data, [site.cloud.state.kind.sources.clone()]);
    }
}
