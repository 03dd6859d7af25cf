# Written by syzc. Edit the site, not this file, and build again.

# What the inventory (ansible/inventory/hub.py) and a person need to know.

output "private_address" {
  description = "Address of the hub in its own network."
  value       = local.private_address
}

output "public_address" {
  description = "Public address of the hub; the domain's A record points here."
  value       = local.public_address
}

output "server_id" {
  description = "The server, for its console log (openstack console log show)."
  value       = openstack_compute_instance_v2.hub.id
}

output "admin_user" {
  description = "Account on the server that the team's SSH keys open."
  value       = "hubadmin"
}

output "data_volume_id" {
  description = "Volume with homes and the hub's identity; its first 20 characters name the disk."
  value       = local.data_volume_id
}
