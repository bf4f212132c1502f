"""Commands of archive and upkeep: export, import, backup, restore, verify, notify, doctor."""
