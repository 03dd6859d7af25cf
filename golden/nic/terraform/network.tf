# Written by syzc. Edit the site, not this file, and build again.

# The hub joins a network that the project already has. Others may live there:
# nothing of the network itself is changed.

data "openstack_networking_network_v2" "hub" {
  name = "nic-network"
}

data "openstack_networking_subnet_v2" "hub" {
  network_id = data.openstack_networking_network_v2.hub.id
  name       = "nic-subnet"
}

# The port exists apart from the server: its address, its security groups and
# the public address stay when the server is replaced.
resource "openstack_networking_port_v2" "hub" {
  name           = "nic-hub"
  description    = "Port of the hub nic"
  network_id     = data.openstack_networking_network_v2.hub.id
  admin_state_up = true

  fixed_ip {
    # The cloud chooses a free address once; the port keeps it.
    subnet_id = data.openstack_networking_subnet_v2.hub.id
  }

  security_group_ids = values(openstack_networking_secgroup_v2.hub)[*].id
}

locals {
  # By their form: a port lists its addresses in any order.
  private_address = [for address in openstack_networking_port_v2.hub.all_fixed_ips : address if !strcontains(address, ":")][0]
}
