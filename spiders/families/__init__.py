"""CMS families: one file each; their members are rows of `spiders/outlets.toml`."""
