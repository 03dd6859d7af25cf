# Written by syzc. Edit the site, not this file, and build again.

# Docker's images and containers. Nothing on it is anybody's data: what is lost
# with it is built again.

resource "openstack_blockstorage_volume_v3" "docker" {
  name                 = "ualberta-docker"
  description          = "Docker images of the hub ualberta; no user data"
  size                 = 30
  enable_online_resize = true

  volume_type = "rbd1"

  metadata = {
    "syzc-site" = "ualberta"
    "syzc-role" = "docker"
  }

  lifecycle {
    # Chosen by the cloud, or fixed when the volume was made.
    ignore_changes = [availability_zone]
  }
}

resource "openstack_compute_volume_attach_v2" "docker" {
  instance_id = openstack_compute_instance_v2.hub.id
  volume_id   = openstack_blockstorage_volume_v3.docker.id
}
