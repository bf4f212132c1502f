"""Tables, figures, report of a study."""
