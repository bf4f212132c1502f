"""Press.toml: read, checked, encoded."""
