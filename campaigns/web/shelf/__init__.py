"""The campaigns that a page shows: of files that were named, or of a folder."""
