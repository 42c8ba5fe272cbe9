"""What holds for every test."""

from hypothesis import settings

settings.register_profile("any machine", deadline=None)  # timings never assert
settings.load_profile("any machine")
