//! The catalogue of one cloud: what it offers, with the source and date of every figure.

use crate::keys;
use crate::syntax::Shape;
use crate::syntax::keys::{Given, Named};
use crate::syntax::scalar::Scalar;

fn text() -> Shape {
    Shape::Scalar(Scalar::Text)
}

fn name() -> Shape {
    Shape::Scalar(Scalar::Name)
}

fn size() -> Shape {
    Shape::Scalar(Scalar::Size)
}

fn count() -> Shape {
    Shape::integer(0, 1_000_000)
}

keys! {
    /// One OpenStack cloud.
    pub struct Cloud {
        /// The cloud's name as people know it.
        title: String = text(), required;
        /// Where the figures come from.
        source: String = text(), required;
        /// The day they were read.
        date: String = Shape::Scalar(Scalar::Date), required;
        /// The external network that routers and floating IPs connect to.
        external_network: Given<String> = name(), required;
        /// Name servers that machines are told to ask; the subnet's own when empty.
        name_servers: Given<Vec<String>> = Shape::list(Shape::Scalar(Scalar::AddressIpv4)), default "[]";
        /// How disks are attached, which decides their names on the machine.
        disk_bus: Given<String> = Shape::choice(&[("virtio", "disks are /dev/vdX"), ("scsi", "disks are /dev/sdX")]), default "\"virtio\"";
        /// The type of volumes, when the cloud's default is not wanted.
        volume_type: Given<Option<String>> = name(), optional;
        /// How many ports its DHCP service takes on each network.
        dhcp_ports: Given<i64> = count(), default "2";
        /// Security groups that every project has from the start.
        default_security_groups: Given<i64> = count(), default "1";
        /// Rules that they have.
        default_security_group_rules: Given<i64> = count(), default "4";
        /// The flavors.
        flavor: Named<Flavor> = Shape::map(Scalar::Name, Flavor::shape()), required;
        /// The operating system images, by release.
        image: Named<SystemImage> = Shape::map(Scalar::Slug, SystemImage::shape()), required;
    }

    /// A size of machine.
    pub struct Flavor {
        /// Virtual processors.
        vcpus: Given<i64> = Shape::integer(1, 4096), required;
        /// Memory.
        ram: Given<u64> = size(), required;
        /// The root disk that comes with it; none when it boots from a volume.
        disk: Given<Option<u64>> = size(), optional;
        /// The ephemeral disk that comes with it.
        ephemeral: Given<Option<u64>> = size(), optional;
        /// Whether it is for machines with graphics processors only.
        gpu: Given<bool> = Shape::Boolean, default "false";
        /// Whether the cloud gives it only to those who ask for it; then a site has to name it.
        on_request: Given<bool> = Shape::Boolean, default "false";
        /// Whether its processors are shared with others.
        shared: Given<bool> = Shape::Boolean, default "false";
        /// Where its figures come from, when not from the catalogue's source.
        source: Option<String> = text(), optional;
    }

    /// An operating system image.
    pub struct SystemImage {
        /// A regular expression that its name in the cloud matches; the newest image that does is taken.
        name: Given<String> = text(), required;
        /// Who may see it: one of the cloud's own is public, so that no snapshot of a project is taken in its place.
        visibility: Given<String> = Shape::choice(&[
            ("public", "the cloud's own, for everybody"),
            ("community", "somebody's, for everybody who names it"),
            ("shared", "another project's, for those it was given to"),
            ("private", "the project's own"),
        ]), default "\"public\"";
        /// The project that it belongs to, by its id, where others have images of this name too.
        owner: Given<Option<String>> = Shape::Scalar(Scalar::Label), optional;
        /// The user that it lets in.
        user: Given<String> = Shape::Scalar(Scalar::Username), required;
        /// Where its name comes from, when not from the catalogue's source.
        source: Option<String> = text(), optional;
    }
}
