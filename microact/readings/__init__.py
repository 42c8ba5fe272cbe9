"""What a rule is read with, one kind of number a file: floats, arrays, symbols."""
