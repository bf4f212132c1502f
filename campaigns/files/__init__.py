"""Files read and written: tables of cells in, pages and PDF documents out."""
