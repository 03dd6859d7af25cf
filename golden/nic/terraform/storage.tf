# Written by syzc. Edit the site, not this file, and build again.

# Homes and the hub's identity are on a volume that was made before this
# directory. Terraform attaches it and never changes or destroys it.

locals {
  data_volume_id = "1f2e3d4c-5b6a-4978-8c7d-6e5f4a3b2c1d"
}

resource "openstack_compute_volume_attach_v2" "data" {
  instance_id = openstack_compute_instance_v2.hub.id
  volume_id   = local.data_volume_id
}
