"""What makes the models that are shipped, and the models."""
