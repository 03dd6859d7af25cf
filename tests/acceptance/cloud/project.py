"""What a team is given: a project with a quota, two people in it who are no administrators, a router, a network."""

import json
import tomllib

from cloud import catalogue
from cloud.identity import connect
from cloud.places import CLOUDS, IDENTITY, JOINS_NETWORK, JOINS_ROUTER, PASSWORD, REGION

NAME = "hubs"
# Whose entry of clouds.yaml is whose. The first is the one that generated files name.
PEOPLE = {"arbutus": "operator", "colleague": "colleague"}
NETWORK_RANGE = "10.30.0.0/24"

# Room for the shipped sites side by side, and for the largest to grow by half; not for a second of that.
# As `syzc size` names them; sizes in GiB.
QUOTA = {
    "instances": 5,
    "vcpus": 128,
    "ram": 512,
    "volumes": 10,
    "storage": 4000,
    "floating_ips": 5,
    "networks": 5,
    "subnets": 5,
    "routers": 2,
    "ports": 30,
    "security_groups": 20,
    "security_group_rules": 100,
}


def make(admin):
    """Make the team's project, with what the shipped sites say is there already."""
    project = find_or_make(admin, NAME)
    set_quota(admin, project, QUOTA)
    router = make_router(admin, project)
    make_network(admin, project, router)
    write_clouds(project)


def find_or_make(admin, name):
    project = admin.identity.find_project(name)
    if not project:
        project = admin.identity.create_project(name=name, domain_id="default")
        role = admin.identity.find_role("member")
        for person in PEOPLE.values():
            user = admin.identity.find_user(person) or admin.identity.create_user(
                name=person, domain_id="default", password=PASSWORD
            )
            admin.identity.assign_project_role_to_user(project, user, role)
    return project


def set_quota(admin, project, quota):
    admin.set_compute_quotas(
        project.id, instances=quota["instances"], cores=quota["vcpus"], ram=quota["ram"] * catalogue.GIBIBYTE
    )
    admin.set_volume_quotas(project.id, volumes=quota["volumes"], gigabytes=quota["storage"])
    counted = ("floating_ips", "networks", "subnets", "routers", "ports", "security_groups", "security_group_rules")
    admin.set_network_quotas(project.id, **{name: quota[name] for name in counted})


def make_router(admin, project):
    name = given(JOINS_ROUTER)["network"]["existing-router"]["router"]
    there = list(admin.network.routers(name=name, project_id=project.id))
    if there:
        return there[0]
    outside = admin.network.find_network(catalogue.read()["external_network"])
    return admin.network.create_router(
        name=name, project_id=project.id, external_gateway_info={"network_id": outside.id}
    )


def make_network(admin, project, router):
    names = given(JOINS_NETWORK)["network"]["existing"]
    if list(admin.network.networks(name=names["network"], project_id=project.id)):
        return
    network = admin.network.create_network(name=names["network"], project_id=project.id)
    subnet = admin.network.create_subnet(
        name=names["subnet"], network_id=network.id, project_id=project.id, ip_version=4, cidr=NETWORK_RANGE
    )
    admin.network.add_interface_to_router(router, subnet_id=subnet.id)


def given(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def clouds_of(name):
    return CLOUDS if name == NAME else CLOUDS.with_name(f"clouds-{name}.yaml")


def write_clouds(project):
    """Write what the people would have downloaded from the dashboard: application credentials, and no password."""
    clouds = {"admin": entry("password", username="admin", password=PASSWORD, project_name="admin", **in_domain())}
    for name, person in PEOPLE.items():
        clouds[name] = entry(
            "v3applicationcredential",
            application_credential_id=credential_of(person, project.name).id,
            application_credential_secret=secret_of(person),
        )
    path = clouds_of(project.name)
    # JSON is YAML.
    path.write_text(json.dumps({"clouds": clouds}, indent=2) + "\n", encoding="utf-8")
    path.chmod(0o600)


def entry(kind, **auth):
    return {
        "auth_type": kind,
        "auth": {"auth_url": IDENTITY, **auth},
        "region_name": REGION,
        "interface": "public",
        "identity_api_version": 3,
    }


def in_domain():
    return {"user_domain_name": "Default", "project_domain_name": "Default"}


def credential_of(person, project):
    cloud = connect(person, project)
    for credential in cloud.identity.application_credentials(cloud.current_user_id):
        if credential.name == project:
            return credential
    return cloud.identity.create_application_credential(cloud.current_user_id, project, secret=secret_of(person))


def secret_of(person):
    return f"{PASSWORD}-{person}"
