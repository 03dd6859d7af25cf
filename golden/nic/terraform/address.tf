# Written by syzc. Edit the site, not this file, and build again.

# The public address was allocated before this directory and stays the
# project's own: Terraform only points it at the hub's port.

locals {
  public_address = "203.0.113.17"
}

resource "openstack_networking_floatingip_associate_v2" "hub" {
  floating_ip = local.public_address
  port_id     = openstack_networking_port_v2.hub.id

  # A public address works only once the network has its way out.
  depends_on = [data.openstack_networking_subnet_v2.hub]
}
