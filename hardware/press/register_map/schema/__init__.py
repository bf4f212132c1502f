"""The shape of a press.toml: what may stand in the file and nothing else.

Only the shape is checked here; whether the parts fit each other is the business of `checks`. The
words under each key are its documentation: `copress press keys` and the reference are made of them.
"""
