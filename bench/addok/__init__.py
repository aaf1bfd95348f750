"""The side-by-side run with addok: same reference, same rows, interleaved. See `__main__`."""
