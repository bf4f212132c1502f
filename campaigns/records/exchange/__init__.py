"""Data out and in again: table, RO-Crate, past cells."""
