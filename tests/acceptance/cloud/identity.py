"""Keystone's own content: the account that services act through, and where each of them answers."""

import openstack

from cloud.places import ADDRESS, IDENTITY, PASSWORD, REGION

ENDPOINTS = {
    ("image", "glance"): ":9292",
    ("network", "neutron"): ":9696",
    ("compute", "nova"): ":8774/v2.1",
    ("placement", "placement"): ":8778",
    ("volumev3", "cinderv3"): ":8776/v3/%(project_id)s",
    ("block-storage", "cinder"): ":8776/v3/%(project_id)s",
}


def connect(user="admin", project="admin"):
    return openstack.connect(
        auth_url=IDENTITY,
        username=user,
        password=PASSWORD,
        project_name=project,
        user_domain_name="Default",
        project_domain_name="Default",
        region_name=REGION,
        load_yaml_config=False,
        load_envvars=False,
    )


def make():
    keystone = connect().identity
    project = keystone.create_project(name="service", domain_id="default")
    user = keystone.create_user(name="services", domain_id="default", password=PASSWORD)
    for name in ("admin", "service"):
        role = keystone.find_role(name) or keystone.create_role(name=name)
        keystone.assign_project_role_to_user(project, user, role)
    for (kind, name), place in ENDPOINTS.items():
        add_service(keystone, kind, name, place)


def add_service(keystone, kind, name, place):
    """Enter a service into the catalogue, with the place at the cloud's address where it answers."""
    service = keystone.create_service(type=kind, name=name)
    for interface in ("public", "internal", "admin"):
        keystone.create_endpoint(
            service_id=service.id, interface=interface, region_id=REGION, url=f"http://{ADDRESS}{place}"
        )
