"""What a study is: its patients, what is predicted for them, from what, and by which models."""
