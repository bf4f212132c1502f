"""What a file holds before anything is understood: sheets, titles, rows."""
