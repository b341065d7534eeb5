"""Prefect's server and worker as processes of ours: started, watched, started again, ended."""
