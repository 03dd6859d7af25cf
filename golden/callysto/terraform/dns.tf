# Written by syzc. Edit the site, not this file, and build again.

# Where the domain points, in the zone that the cloud keeps (Designate). The
# zone itself was there before and stays.

data "openstack_dns_zone_v2" "hub" {
  name = "callysto.ca."
}

resource "openstack_dns_recordset_v2" "hub" {
  for_each = {
    "A" = {
      address = local.public_address
    }
  }

  zone_id     = data.openstack_dns_zone_v2.hub.id
  name        = "hub.callysto.ca."
  description = "The hub callysto"
  type        = each.key
  # Short, so that a new address is known soon.
  ttl     = 300
  records = [each.value.address]
}
