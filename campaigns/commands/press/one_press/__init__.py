"""What `copress press` can do, one idea a file; `campaigns.commands.press.press` lists it."""
