"""The run loop: choose, press, measure, learn, stop; one press or several."""
