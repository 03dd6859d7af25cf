//! A release of an operating system that hosts run: what differs between them.

use crate::keys;
use crate::syntax::Shape;
use crate::syntax::keys::Given;
use crate::syntax::scalar::Scalar;

fn text() -> Shape {
    Shape::Scalar(Scalar::Text)
}

keys! {
    /// One release of an operating system.
    pub struct Release {
        /// Its name as people know it.
        title: String = text(), required;
        /// The distribution, as Ansible's facts call it.
        distribution: Given<String> = text(), required;
        /// Its version, as Ansible's facts call the major one.
        version: Given<String> = text(), required;
        /// The user that its cloud images let in.
        user: Given<String> = Shape::Scalar(Scalar::Username), required;
        /// Where its security updates come from, as a pattern of unattended-upgrades.
        security_origin: Given<String> = text(), required;
        /// Whether it restarts services by itself when an update touched what they use.
        restarts_services: Given<bool> = Shape::Boolean, default "false";
        /// The packages of Docker's engine and of the program that speaks to it.
        docker_packages: Vec<String> = Shape::list(text()), default "[\"docker.io\"]";
        /// What it was tried with, and what not.
        tried: String = text(), required;
    }
}
