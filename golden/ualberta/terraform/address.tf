# Written by syzc. Edit the site, not this file, and build again.

# The public address. It belongs to the port, not to the server. The domain's
# DNS record points at it, so no plan may give it back.

resource "openstack_networking_floatingip_v2" "hub" {
  pool        = "Public-Network"
  description = "Public address of the hub ualberta"

  lifecycle {
    prevent_destroy = true
  }
}

locals {
  public_address = openstack_networking_floatingip_v2.hub.address
}

resource "openstack_networking_floatingip_associate_v2" "hub" {
  floating_ip = local.public_address
  port_id     = openstack_networking_port_v2.hub.id

  # A public address works only once the network has its way out.
  depends_on = [openstack_networking_router_interface_v2.hub]
}
