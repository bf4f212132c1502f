"""After the fit: may the number be used."""
