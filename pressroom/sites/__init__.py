"""The sites, one module each; `registry.all_sites` lists them."""
