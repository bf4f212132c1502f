"""The simulated analyser as SCPI on a TCP port: language, makes, server."""
