"""One detector a file, each with one function `detect` (signals.contract.Detector). Found by themselves."""
