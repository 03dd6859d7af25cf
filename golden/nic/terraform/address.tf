# Written by syzc. Edit the site, not this file, and build again.

# The public address was allocated before this directory and stays the
# project's own: Terraform only points it at the hub's port.

data "openstack_networking_floatingip_v2" "hub" {
  address = "203.0.113.17"
}

# The hub's port by its name, as it is before this plan.
data "openstack_networking_port_ids_v2" "hub" {
  name = "nic-hub"
}

locals {
  public_address = "203.0.113.17"
}

resource "openstack_networking_floatingip_associate_v2" "hub" {
  floating_ip = local.public_address
  port_id     = openstack_networking_port_v2.hub.id

  # A public address works only once the network has its way out.
  depends_on = [data.openstack_networking_subnet_v2.hub]

  lifecycle {
    # The cloud moves an address from one server to another without a word.
    precondition {
      condition = try(length(data.openstack_networking_floatingip_v2.hub.port_id), 0) == 0 || contains(
        data.openstack_networking_port_ids_v2.hub.ids, data.openstack_networking_floatingip_v2.hub.port_id
      )
      error_message = "The address 203.0.113.17 is in use by another server. Take it from there first, or let the site name another."
    }
  }
}
