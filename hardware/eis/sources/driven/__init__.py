"""Analysers that Copress starts itself: what each promises, its file, and repeated sweeps."""
