"""Processes of this machine, dask, ray."""
