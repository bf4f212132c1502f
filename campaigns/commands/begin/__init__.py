"""Commands to begin and to press by hand: demo, new, propose, edit, record, design."""
