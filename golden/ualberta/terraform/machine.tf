# Written by syzc. Edit the site, not this file, and build again.

# The server and the volume it boots from.

# The newest image with this name, of those that the catalogue means: a snapshot
# of one's own may have the name too. It is used when a boot volume is made and
# at no other time: a newer image in the catalogue, or none any more, changes
# nothing about a running hub.
data "openstack_images_image_ids_v2" "boot" {
  name_regex = "^Debian-12(-|$)"
  visibility = "public"
  sort       = "updated_at:desc"
}

check "boot_image" {
  assert {
    condition     = length(data.openstack_images_image_ids_v2.boot.ids) > 0
    error_message = "The cloud has no public image whose name matches ^Debian-12(-|$). A running hub does not mind; a new one cannot be made until the site names another image."
  }
}

resource "openstack_blockstorage_volume_v3" "boot" {
  name                 = "ualberta-boot"
  description          = "Operating system and Docker images of the hub ualberta; no user data"
  size                 = 10
  image_id             = try(data.openstack_images_image_ids_v2.boot.ids[0], "no image matches ^Debian-12(-|$)")
  enable_online_resize = true

  volume_type = "rbd1"

  metadata = {
    "syzc-site" = "ualberta"
    "syzc-role" = "boot"
  }

  lifecycle {
    ignore_changes = [
      # A new image is for the next rebuild, not for a running hub.
      image_id,
      # Chosen by the cloud, or fixed when the volume was made.
      availability_zone,
    ]
  }
}

# A plan stops here where the cloud no longer offers the flavor, and changes
# nothing: without this, Terraform would destroy the server of a withdrawn
# flavor and could not make another. The site has to name one that is offered.
data "openstack_compute_flavor_v2" "hub" {
  name = "cm32-240gb-1120"
}

resource "openstack_compute_instance_v2" "hub" {
  name        = "ualberta-hub"
  flavor_name = data.openstack_compute_flavor_v2.hub.name

  # Read once, at the first boot. Afterwards Ansible keeps accounts and keys.
  user_data = file("${path.module}/cloud-init.yaml")

  # First-boot data come on a disk of their own, so that they arrive where a
  # project's network does not reach the metadata service.
  config_drive = true

  # Shut down before it is deleted. Other volumes are detached before that, so
  # whoever replaces the server stops it first (see README.md).
  stop_before_destroy = true

  network {
    port = openstack_networking_port_v2.hub.id
  }

  block_device {
    source_type           = "volume"
    destination_type      = "volume"
    uuid                  = openstack_blockstorage_volume_v3.boot.id
    boot_index            = 0
    delete_on_termination = false
  }

  metadata = {
    "syzc-site" = "ualberta"
    "syzc-role" = "hub"
  }

  vendor_options {
    # The port outlives the server; free it before a replacement asks for it.
    detach_ports_before_destroy = true
  }

  lifecycle {
    ignore_changes = [
      # All of these replace a server when they change. They describe how the
      # hub was born; a rebuild is asked for by name (see README.md).
      user_data,
      config_drive,
      block_device,
      availability_zone,
    ]
  }
}
