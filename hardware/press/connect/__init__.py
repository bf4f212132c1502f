"""What every connection proves of a press before it drives it, and says where it fails."""
