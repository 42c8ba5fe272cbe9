"""The command `microact`: one file for each of its words."""
