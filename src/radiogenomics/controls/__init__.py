"""What a result is worth: chance, spread, and controls whose answer is known."""
