"""What people look at: diagrams, gradient-flow lanes, curves."""
