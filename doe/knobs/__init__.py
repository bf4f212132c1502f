"""One knob of a protocol: what it may be set to, and how it is shown."""
