"""`python -m campaigns`: the command line where the script `copress` is not on the path."""

from campaigns.commands.cli import main

if __name__ == "__main__":
    main()
