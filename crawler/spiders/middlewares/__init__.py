"""What stands between the spider and the network: one courtesy a file."""
