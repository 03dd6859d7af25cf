# Written by syzc. Edit the site, not this file, and build again.

# The state is in an object store that speaks S3. Its keys come from
# AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, never from a file here.
terraform {
  # Locking by the store itself, without another service.
  required_version = ">= 1.10.0"

  backend "s3" {
    bucket       = "syzygy-state"
    key          = "uqam/terraform.tfstate"
    region       = "us-east-1"
    use_lockfile = true

    endpoints = {
      s3 = "https://object-arbutus.cloud.computecanada.ca"
    }

    # The store is not Amazon's: no regions, accounts or metadata to ask about.
    use_path_style              = true
    skip_credentials_validation = true
    skip_metadata_api_check     = true
    skip_region_validation      = true
    skip_requesting_account_id  = true
    skip_s3_checksum            = true
  }
}
