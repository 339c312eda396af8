"""The jobs of the `sohoa` command as deployments of a Prefect server."""
