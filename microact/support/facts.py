"""Facts: plain data that JSON keeps as it is."""

from typing import Any

Facts = dict[str, Any]
"""Texts, numbers, truths and None by name, and lists and dictionaries of them."""
