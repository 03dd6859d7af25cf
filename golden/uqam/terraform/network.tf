# Written by syzc. Edit the site, not this file, and build again.

# The hub's own network, joined to a router that the project already has.

data "openstack_networking_router_v2" "hub" {
  name = "rpp-example-router"
}

resource "openstack_networking_network_v2" "hub" {
  name        = "uqam-hub"
  description = "Network of the hub uqam"
}

# The address range is for good: another one is another subnet, and the cloud
# refuses to remove a subnet that the hub uses (see README.md).
resource "openstack_networking_subnet_v2" "hub" {
  name        = "uqam-hub"
  description = "Addresses of the hub uqam"
  network_id  = openstack_networking_network_v2.hub.id
  ip_version  = 4
  cidr        = "10.20.1.0/24"
}

resource "openstack_networking_router_interface_v2" "hub" {
  router_id = data.openstack_networking_router_v2.hub.id
  subnet_id = openstack_networking_subnet_v2.hub.id
}

# The port exists apart from the server: its address, its security groups and
# the public address stay when the server is replaced.
resource "openstack_networking_port_v2" "hub" {
  name           = "uqam-hub"
  description    = "Port of the hub uqam"
  network_id     = openstack_networking_network_v2.hub.id
  admin_state_up = true

  fixed_ip {
    subnet_id  = openstack_networking_subnet_v2.hub.id
    ip_address = "10.20.1.10"
  }

  security_group_ids = values(openstack_networking_secgroup_v2.hub)[*].id
}

locals {
  # By their form: a port lists its addresses in any order.
  private_address = [for address in openstack_networking_port_v2.hub.all_fixed_ips : address if !strcontains(address, ":")][0]
}
