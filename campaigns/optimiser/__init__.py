"""From campaign file to strategy: space, goal, models, earlier cells."""
