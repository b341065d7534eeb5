"""Near-duplicate matching against rewrites and look-alikes of known truth, beside its peers."""
