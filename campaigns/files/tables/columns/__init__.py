"""What the columns of a table mean: words in titles, the quantity they name, what a person says."""
