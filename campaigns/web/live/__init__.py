"""The press as it moves, pushed to browsers."""
