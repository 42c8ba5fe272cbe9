"""Shortcuts that the engine runs without; each is held to the plain way by a test."""
