"""The line: link, machine, commands, writes, one writer."""
