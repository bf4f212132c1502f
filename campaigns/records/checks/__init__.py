"""What is asked of a result before it is written down."""
