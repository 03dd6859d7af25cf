# Written by syzc. Edit the site, not this file, and build again.

# What the site had once and no longer names. It holds what people need, so
# Terraform lets go of it and destroys nothing: it stays in the project until
# somebody deletes it by hand. Where it was let go of already, this does nothing.

terraform {
  # OpenTofu: 1.10.
  required_version = ">= 1.7.0"
}

removed {
  from = openstack_blockstorage_volume_v3.data

  lifecycle {
    destroy = false
  }
}

removed {
  from = openstack_networking_floatingip_v2.hub

  lifecycle {
    destroy = false
  }
}
