"""Value, its operators, the one walk back, and grad."""
