//! The keys of a site. Each definition here is at once what is checked, what the schema and the reference say,
//! and what the next stage reads.

mod teaching;

pub use teaching::{Course, Group};

use crate::keys;
use crate::syntax::Shape;
use crate::syntax::keys::{Given, Named};
use crate::syntax::scalar::Scalar;

fn scalar(scalar: Scalar) -> Shape {
    Shape::Scalar(scalar)
}

fn count(minimum: i64, maximum: i64) -> Shape {
    Shape::integer(minimum, maximum)
}

/// The newest edition of the language and of the sizing rules.
pub const EDITION: &str = "2026";

keys! {
    /// One hub for one institution.
    pub struct Site {
        /// Which edition of the language and of the sizing rules the site was written for, so that a newer syzc
        /// does not resize an old site.
        edition: Given<String> = Shape::choice(&[("2026", "the first edition")]), default "\"2026\"";
        /// The name that all cloud resources carry. It is fixed once: the file's name without `.toml` unless
        /// written here. Write it before you rename the file.
        id: Given<Option<String>> = scalar(Scalar::Slug), optional;
        /// Who the hub is for.
        institution: Institution = Institution::shape(), required;
        /// How many people use it.
        users: Users = Users::shape(), required, short "total";
        /// What one user's server may take. What is not written comes from the profile.
        limits: Limits = Limits::shape(), default "{}";
        /// Users' homes and the volume that they are on.
        homes: Homes = Homes::shape(), default "{}";
        /// What users can run, by name: an image of the library, or one defined here.
        image: Named<ImageChoice> = Shape::map(Scalar::Slug, ImageChoice::shape()), required, plural "images";
        /// People who may use more than others, or read what others do not.
        group: Named<Group> = Shape::map(Scalar::Slug, Group::shape()), default "{}";
        /// Folders that many read and few write.
        course: Named<Course> = Shape::map(Scalar::Slug, Course::shape()), default "{}";
        /// Where it runs.
        cloud: CloudKeys = CloudKeys::shape(), required, short "catalogue";
        /// Who may log in to the machine itself.
        access: Access = Access::shape(), required;
        /// How JupyterHub behaves.
        hub: Hub = Hub::shape(), default "{}";
        /// The web server.
        web: Web = Web::shape(), default "{}";
        /// What goes on after the first day.
        operations: Operations = Operations::shape(), default "{}";
    }

    /// Who the hub is for.
    pub struct Institution {
        /// Its full name, as users read it.
        name: Given<String> = scalar(Scalar::Text), required;
        /// The hub's domain. Changing it destroys nothing, but the identity provider must learn of it.
        domain: Given<String> = scalar(Scalar::Domain), required;
        /// The language that the hub's pages and images come up in.
        language: Given<String> = scalar(Scalar::Locale), default "\"en\"";
        /// Other languages of the hub's pages, for people whose browsers prefer one of them. Images stay in `language`.
        other_languages: Given<Vec<String>> = Shape::list(scalar(Scalar::Locale)), default "[]";
        /// The time zone of logs, timers and terminals.
        time_zone: Given<String> = scalar(Scalar::TimeZone), default "\"UTC\"";
        /// Where the operators get mail, for example about certificates.
        admin_email: Given<String> = scalar(Scalar::Email), required;
        /// Where users get help; the operators' address unless written.
        support_email: Given<Option<String>> = scalar(Scalar::Email), optional;
        /// A page with help for users.
        help_url: Given<Option<String>> = scalar(Scalar::Url), optional;
        /// The terms of use, linked on the log-in page.
        terms_url: Given<Option<String>> = scalar(Scalar::Url), optional;
        /// The institution's logo, an address of an image.
        logo_url: Given<Option<String>> = scalar(Scalar::Url), optional;
        /// What users read after they log out.
        logout_message: Given<Option<String>> = scalar(Scalar::Text), optional;
        /// Partners named on the log-in page, with the address of their page.
        partner: Given<Named<String>> = Shape::map(Scalar::Text, scalar(Scalar::Url)), default "{}";
    }

    /// How many people use the hub.
    pub struct Users {
        /// Everyone who may log in.
        total: Given<i64> = count(1, 10_000_000), required;
        /// The kind of institution, which says what share is present at once and what each needs.
        profile: Given<String> = scalar(Scalar::Slug), default "\"university\"";
        /// The share of all users who are present at the busiest time, where a hub's own measurement is at hand.
        present: Given<Option<f64>> = scalar(Scalar::Share), optional;
        /// Whether people are known to the hub by pseudonyms only, made with a key that the host keeps: no names in
        /// the database, in logs and paths. Changing it gives everyone a new, empty home.
        pseudonyms: Given<bool> = Shape::Boolean, default "false";
        /// Classes that meet on the hub, by name: they come on top of the users who are present anyway.
        class: Named<Class> = Shape::map(Scalar::Slug, Class::shape()), default "{}";
    }

    /// A class that meets on the hub.
    pub struct Class {
        /// How many take it.
        size: Given<i64> = count(1, 1_000_000), required;
        /// The share that is present while it meets.
        present: Given<Option<f64>> = scalar(Scalar::Share), optional;
        /// Memory that each of them needs, where it is more than others need.
        memory: Given<Option<u64>> = scalar(Scalar::Size), optional;
    }

    /// What one user's server may take.
    pub struct Limits {
        /// Memory that is kept for each present user.
        memory_guarantee: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// Memory at which a server is stopped from taking more.
        memory: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// Processors that a present user is counted with.
        cpu_guarantee: Given<Option<f64>> = Shape::Number { minimum: 0.001, maximum: 256.0 }, optional;
        /// Processors that one server can take.
        cpu: Given<Option<f64>> = Shape::Number { minimum: 0.1, maximum: 256.0 }, optional;
        /// Processes and threads of one server.
        processes: Given<i64> = count(64, 32_768), default "512";
        /// Files that one process can have open.
        open_files: Given<i64> = count(1024, 1_048_576), default "8192";
        /// The size of `/tmp`, which is memory.
        temporary: Given<u64> = scalar(Scalar::Size), default "\"512 MiB\"";
        /// The size of `/dev/shm`, which is memory.
        shared_memory: Given<u64> = scalar(Scalar::Size), default "\"64 MiB\"";
        /// How much of what a server prints is kept.
        log: Given<u64> = scalar(Scalar::Size), default "\"10 MiB\"";
    }

    /// Users' homes and the volume that they are on.
    pub struct Homes {
        /// What a home can hold.
        quota: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// Other quotas, by user.
        quotas: Given<Named<u64>> = Shape::map(Scalar::Username, scalar(Scalar::Size)), default "{}";
        /// How much of all quotas together is really used, where a hub's own measurement is at hand.
        fill: Given<Option<f64>> = scalar(Scalar::Share), optional;
        /// The size of the data volume. It can grow at any time and never shrinks.
        volume: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// A data volume that is there already, by its OpenStack id.
        existing_volume: Given<Option<String>> = scalar(Scalar::Uuid), optional;
        /// The type of the data volume.
        volume_type: Given<Option<String>> = scalar(Scalar::Name), optional;
        /// Says that a change which gives people other user names, and with them new and empty homes, is meant. The
        /// message that refuses the change gives the value; it is good for that one change only.
        new_names: Given<Option<String>> = scalar(Scalar::Text), optional;
        /// How many daily snapshots of each home are kept.
        snapshots: Given<i64> = count(0, 60), default "7";
        /// The free space in a home below which a user is warned.
        minimum_free: Given<u64> = scalar(Scalar::Size), default "\"64 MiB\"";
    }

    /// An image that users can choose.
    pub struct ImageChoice {
        /// Whether it is the one that is chosen beforehand. The first image is, unless one says so.
        default: Given<bool> = Shape::Boolean, default "false";
        /// Its name as users read it.
        title: Given<Option<String>> = scalar(Scalar::Text), optional;
        /// What is in it, in a sentence for users.
        description: Given<Option<String>> = scalar(Scalar::Text), optional;
        /// For an image of your own: the image of the library or the site that it builds on.
        base: Given<Option<String>> = scalar(Scalar::Slug), optional;
        /// For an image of your own: the image of a registry that it builds on, by a dated tag or a digest: Debian or
        /// Ubuntu with Python 3.11 or newer and `pip`, such as Jupyter's docker-stacks. Its user becomes `jovyan`
        /// (1000:100) with the home `/home/jovyan`; its entry point has to run what it is given.
        from: Given<Option<String>> = scalar(Scalar::ImageReference), optional;
        /// Packages of the operating system to add.
        apt: Given<Vec<String>> = Shape::list(scalar(Scalar::AptPackage)), default "[]";
        /// Python packages to add, each with an exact version.
        pip: Given<Vec<String>> = Shape::list(scalar(Scalar::PythonPackage)), default "[]";
        /// Conda packages to add, each with an exact version.
        conda: Given<Vec<String>> = Shape::list(scalar(Scalar::CondaPackage)), default "[]";
        /// R packages to add.
        r: Given<Vec<String>> = Shape::list(scalar(Scalar::RPackage)), default "[]";
        /// Julia packages to add.
        julia: Given<Vec<String>> = Shape::list(scalar(Scalar::JuliaPackage)), default "[]";
        /// Environment variables to add.
        environment: Given<Named<String>> = Shape::map(Scalar::EnvironmentName, scalar(Scalar::Text)), default "{}";
        /// Commands to run at the end of the build, as the notebook user.
        run: Given<Vec<String>> = Shape::list(scalar(Scalar::Command)), default "[]";
        /// The page that opens first.
        default_url: Given<Option<String>> = scalar(Scalar::UrlPath), optional;
        /// What it adds on a disk to the image it builds on; 1 GiB for an image of your own unless written.
        size: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// The groups whose people can choose it; everybody unless written.
        groups: Given<Vec<String>> = Shape::list(scalar(Scalar::Slug)), default "[]";
        /// The share of those present who work with it at the busiest time, where it needs more memory than others; an
        /// equal share of the images that everybody can choose unless written.
        share: Given<Option<f64>> = scalar(Scalar::Share), optional;
        /// Memory that is kept for a server of it, in place of what the site says.
        memory_guarantee: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// Memory that a server of it can take, in place of what the site says.
        memory: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// Processors that a server of it can take, in place of what the site says.
        cpu: Given<Option<f64>> = Shape::Number { minimum: 0.1, maximum: 256.0 }, optional;
    }

    /// Where the hub runs.
    pub struct CloudKeys {
        /// The cloud's catalogue, by name.
        catalogue: Given<String> = scalar(Scalar::Slug), required;
        /// The name of the cloud in the operator's `clouds.yaml`; the catalogue's name unless written.
        credentials: Given<Option<String>> = scalar(Scalar::Slug), optional;
        /// The region, for clouds with more than one.
        region: Given<Option<String>> = scalar(Scalar::Name), optional;
        /// The availability zone, for clouds with more than one.
        availability_zone: Given<Option<String>> = scalar(Scalar::Name), optional;
        /// The operating system of the machine.
        release: Given<String> = scalar(Scalar::Slug), default "\"debian-12\"";
        /// The flavor, where the smallest that carries the site is not wanted.
        flavor: Given<Option<String>> = scalar(Scalar::Name), optional;
        /// Which disk holds Docker's images and containers.
        docker_disk: Given<String> = Shape::choice(&[
            ("boot", "the boot volume"),
            ("volume", "a volume of its own"),
            ("ephemeral", "the ephemeral disk that comes with the flavor: fast, and empty again when the machine is rebuilt"),
        ]), default "\"boot\"";
        /// The size of Docker's own volume.
        docker_volume: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// The size of the boot volume, which also holds Docker's images unless they have a disk of their own.
        boot_volume: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// A floating IP that is there already, by its address.
        existing_address: Given<Option<String>> = scalar(Scalar::AddressIpv4), optional;
        /// The zone of the cloud's own DNS (Designate) that the domain lies in; then Terraform makes the domain's
        /// records there.
        dns_zone: Given<Option<String>> = scalar(Scalar::Domain), optional;
        /// Says that a change is meant by which the hub leaves behind what it has: its volume, its address, its
        /// project, its name. The message that refuses the change gives the value; it is good for that one change only.
        leave_behind: Given<Option<String>> = scalar(Scalar::Text), optional;
        /// Metadata to put on the server, by name.
        metadata: Given<Named<String>> = Shape::map(Scalar::MetadataName, scalar(Scalar::Label)), default "{}";
        /// Where Terraform keeps its state.
        state: State = State::shape(), default "{}", short "kind";
        /// What the project may use; what does not fit is an error.
        allocation: Allocation = Allocation::shape(), default "{}";
    }

    /// Where Terraform keeps its state.
    pub struct State {
        /// The kind of backend.
        kind: Given<String> = Shape::choice(&[
            ("local", "a file beside the configuration, on the operator's machine"),
            ("s3", "a bucket of an S3-compatible object store"),
            ("http", "an HTTP service such as GitLab's"),
        ]), default "\"local\"";
        /// For `s3`: the bucket.
        bucket: Given<Option<String>> = scalar(Scalar::Label), optional;
        /// For `s3`: the address of the object store. For `http`: the address of the state.
        address: Given<Option<String>> = scalar(Scalar::Url), optional;
        /// For `s3`: the region it answers to.
        region: Given<Option<String>> = scalar(Scalar::Name), optional;
        /// For `http`: the address of the lock, where it is another.
        lock_address: Given<Option<String>> = scalar(Scalar::Url), optional;
    }

    /// What the project may use, as `openstack quota show` prints it.
    pub struct Allocation {
        /// Servers.
        instances: Given<Option<i64>> = count(0, 1_000_000), optional;
        /// Virtual processors.
        vcpus: Given<Option<i64>> = count(0, 1_000_000), optional;
        /// Memory.
        ram: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// Volumes.
        volumes: Given<Option<i64>> = count(0, 1_000_000), optional;
        /// Storage of all volumes together.
        storage: Given<Option<u64>> = scalar(Scalar::Size), optional;
        /// Floating IPs.
        floating_ips: Given<Option<i64>> = count(0, 1_000_000), optional;
        /// Networks.
        networks: Given<Option<i64>> = count(0, 1_000_000), optional;
        /// Subnets.
        subnets: Given<Option<i64>> = count(0, 1_000_000), optional;
        /// Routers.
        routers: Given<Option<i64>> = count(0, 1_000_000), optional;
        /// Ports.
        ports: Given<Option<i64>> = count(0, 1_000_000), optional;
        /// Security groups.
        security_groups: Given<Option<i64>> = count(0, 1_000_000), optional;
        /// Rules of security groups.
        security_group_rules: Given<Option<i64>> = count(0, 1_000_000), optional;
    }

    /// Who may log in to the machine itself.
    pub struct Access {
        /// The operators' SSH keys, by name. Adding or revoking one changes no cloud resource.
        ssh_key: Given<Named<String>> = Shape::map(Scalar::Slug, scalar(Scalar::SshKey)), required;
        /// The networks from which SSH is possible, by name.
        ssh_from: Given<Named<String>> = Shape::map(Scalar::Slug, scalar(Scalar::Cidr)), required;
        /// Says in so many words that SSH from anywhere is wanted.
        ssh_from_anywhere: Given<bool> = Shape::Boolean, default "false";
    }

    /// How JupyterHub behaves.
    pub struct Hub {
        /// Administrators, by user name: `jdoe = true`.
        admin: Given<Named<bool>> = Shape::map(Scalar::Username, Shape::Boolean), default "{}";
        /// The page that opens first, where the image names none.
        default_url: Given<String> = scalar(Scalar::UrlPath), default "\"/lab\"";
        /// A folder beside the site's file that is put into each new home, under its own name. Its files are text.
        getting_started: Given<Option<String>> = scalar(Scalar::Path), optional;
        /// A notice at the top of the hub's pages.
        announcement: Given<Option<String>> = scalar(Scalar::Text), optional;
        /// An urgent notice, shown besides the announcement.
        alert: Given<Option<String>> = scalar(Scalar::Text), optional;
        /// After how long without activity a server is stopped.
        idle: Given<Option<u64>> = scalar(Scalar::Duration), optional;
        /// How often that is looked at.
        idle_check: Given<u64> = scalar(Scalar::Duration), default "\"5 min\"";
        /// After how long a server is stopped even if it is active; never unless written.
        maximum_age: Given<Option<u64>> = scalar(Scalar::Duration), optional;
        /// How many servers may be starting at once.
        concurrent_starts: Given<i64> = count(1, 1000), default "10";
        /// How long a server may take to start.
        start_timeout: Given<u64> = scalar(Scalar::Duration), default "\"120 s\"";
        /// Lines of Python at the end of `jupyterhub_config.py`, for what has no key yet.
        extra_config: Given<Option<String>> = scalar(Scalar::Python), optional;
    }

    /// The web server.
    pub struct Web {
        /// Connections that are served at once; each open notebook holds some.
        workers: Given<Option<i64>> = count(64, 65_536), optional;
        /// Whether browsers are told to insist on HTTPS for a year.
        strict_transport: Given<bool> = Shape::Boolean, default "true";
    }

    /// What goes on after the first day.
    pub struct Operations {
        /// When the machine may restart by itself after a security update; never unless written, as in `04:30`.
        reboot_at: Given<Option<String>> = scalar(Scalar::ClockTime), optional;
        /// How many copies of the hub's database are kept.
        database_copies: Given<i64> = count(1, 365), default "14";
        /// How full the data volume may be before it is logged as a warning.
        disk_warning: Given<f64> = scalar(Scalar::Share), default "\"90 %\"";
    }
}
