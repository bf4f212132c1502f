"""The web page: watch, understand, approve. It reads the store and writes decisions; never a press.

Another process owns the press. This one may crash, hang or be attacked: the press loop does not
notice. Nothing here speaks to a machine, and nothing here fits a model in its own process.
"""
