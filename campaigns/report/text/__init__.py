"""Sentences about advice, certificate, protocol."""
