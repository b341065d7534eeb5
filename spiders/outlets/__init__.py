"""Outlets with a site of their own, one file each: everything that is known about it and nothing else."""
