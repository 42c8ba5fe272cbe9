"""The backward pass in words."""
