"""The checkers of the exercises, loaded when the first answer is checked."""
