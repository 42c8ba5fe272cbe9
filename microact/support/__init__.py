"""Small helpers that know nothing of this package: arguments, files, optional packages."""
