"""Prefect flows; the stages are plain functions in `flows.stages`."""
