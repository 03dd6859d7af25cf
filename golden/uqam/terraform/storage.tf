# Written by syzc. Edit the site, not this file, and build again.

# Homes and the hub's identity. This volume outlives every server, grows while
# in use and never shrinks. No plan can destroy it while this block is here; a
# build that leaves it out writes released.tf, which has Terraform let go of it.

resource "openstack_blockstorage_volume_v3" "data" {
  name                 = "uqam-data"
  description          = "Homes and identity of the hub uqam"
  size                 = 590
  enable_online_resize = true

  volume_type = "rbd1"

  metadata = {
    "syzc-site" = "uqam"
    "syzc-role" = "data"
  }

  lifecycle {
    prevent_destroy = true

    # Chosen by the cloud, or fixed when the volume was made.
    ignore_changes = [availability_zone]
  }
}

locals {
  data_volume_id = openstack_blockstorage_volume_v3.data.id
}

resource "openstack_compute_volume_attach_v2" "data" {
  instance_id = openstack_compute_instance_v2.hub.id
  volume_id   = local.data_volume_id
}
