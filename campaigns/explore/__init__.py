"""Offline exploration: a table of past cells is read, fitted, checked, drawn and explained."""
