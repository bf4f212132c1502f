"""The database: tables, connections, append-only writing, audit chain, locks, backup."""
