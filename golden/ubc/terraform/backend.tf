# Written by syzc. Edit the site, not this file, and build again.

# The state stays in this directory and is not committed. One person at a time
# can change the hub, and a lost state file is lost knowledge of what exists:
# keep a copy, or give the site a remote state.
terraform {
  backend "local" {
    path = "terraform.tfstate"
  }
}
