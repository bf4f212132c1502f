"""The Gaussian process of ln(ASR) and its parts."""
