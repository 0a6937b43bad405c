"""What channels share: the guarded way out, reading answers, splitting, marking up, hiding secrets."""
