# Written by syzc. Edit the site, not this file, and build again.

# Who may reach the hub. One group for each role. The groups start empty
# (delete_default_rules), so what is written here is all there is. Rules are
# keyed by what they allow: adding or removing one leaves the others alone.

locals {
  security_groups = {
    "outbound" = {
      description = "Everything that the hub itself sends"
    }
    "ssh" = {
      description = "Administration"
    }
    "web" = {
      description = "Web traffic"
    }
  }

  # All of them are for TCP.
  rules = {
    "ssh from 192.0.2.0/24" = {
      group = "ssh"
      port  = 22
      from  = "192.0.2.0/24"
    }
    "ssh from 2001:db8:610::/48" = {
      group = "ssh"
      port  = 22
      from  = "2001:db8:610::/48"
    }
    "http from 0.0.0.0/0" = {
      group = "web"
      port  = 80
      from  = "0.0.0.0/0"
    }
    "http from ::/0" = {
      group = "web"
      port  = 80
      from  = "::/0"
    }
    "https from 0.0.0.0/0" = {
      group = "web"
      port  = 443
      from  = "0.0.0.0/0"
    }
    "https from ::/0" = {
      group = "web"
      port  = 443
      from  = "::/0"
    }
  }
}

resource "openstack_networking_secgroup_v2" "hub" {
  for_each = local.security_groups

  name                 = "bcit-${each.key}"
  description          = "${each.value.description} (hub bcit)"
  delete_default_rules = true
}

resource "openstack_networking_secgroup_rule_v2" "inbound" {
  for_each = local.rules

  security_group_id = openstack_networking_secgroup_v2.hub[each.value.group].id
  description       = each.key
  direction         = "ingress"
  ethertype         = strcontains(each.value.from, ":") ? "IPv6" : "IPv4"
  protocol          = "tcp"
  port_range_min    = each.value.port
  port_range_max    = each.value.port
  remote_ip_prefix  = each.value.from
}

# The hub itself may reach everything: packages, images, identity providers.
# What users' containers may reach is decided on the host.
resource "openstack_networking_secgroup_rule_v2" "outbound" {
  for_each = toset(["IPv4", "IPv6"])

  security_group_id = openstack_networking_secgroup_v2.hub["outbound"].id
  description       = "everything out over ${each.key}"
  direction         = "egress"
  ethertype         = each.key
}
