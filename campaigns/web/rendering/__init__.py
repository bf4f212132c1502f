"""How pages look: templates, and the files that they link."""
