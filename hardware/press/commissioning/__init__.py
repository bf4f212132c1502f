"""Does the map fit the machine; who has signed it off."""
