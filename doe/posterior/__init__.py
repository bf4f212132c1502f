"""The fitted models of one history and what is derived from them."""
