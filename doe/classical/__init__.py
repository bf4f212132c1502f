"""Classical designs: settings fixed before the first cell, where no machine shall choose."""
