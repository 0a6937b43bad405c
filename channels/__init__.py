"""Network out: one delivery channel a file. Empty of channels today; contract.py says what one must offer."""
