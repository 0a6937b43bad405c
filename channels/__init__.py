"""Network out: one delivery channel a file, found by itself; contract.py says what one must offer."""
