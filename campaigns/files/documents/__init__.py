"""Pages and PDF files written whole, and how names and values are written for people."""
