"""Bytes and tables to sweeps."""
