"""Looking at a user's own patients before anything is computed."""
