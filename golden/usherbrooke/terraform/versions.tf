# Written by syzc. Edit the site, not this file, and build again.

# Works with Terraform and with OpenTofu.
terraform {
  required_version = ">= 1.6.0"

  required_providers {
    openstack = {
      source  = "terraform-provider-openstack/openstack"
      version = "~> 3.4.0"
    }
  }
}

# Credentials come from the environment (OS_CLOUD, or an application
# credential's OS_* variables), never from a file in this directory.
provider "openstack" {}
