"""What a pressed cell is looked at and measured with."""
