"""The page that steps, drags and descends."""
