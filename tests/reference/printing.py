#!/usr/bin/env python3
"""Prints the texts that tests/storage/data/print_chunk_test.cpp expects: NumPy's str() of the same arrays."""
import numpy as np

np.set_printoptions(threshold=200)
for array in [
    np.arange(12).reshape(3, 4) / 2,
    np.arange(24, dtype=np.int32).reshape(2, 3, 4),
    np.arange(1001.0),
    np.arange(40, dtype=np.int8),
    np.array([1e-5, 1, 2.5, -3]),
    np.array([np.nan, np.inf, -np.inf, 1]),
    np.array([1e100, -2.5e-7, 0]),
    np.array([[True, False], [True, True]]),
    np.array([1 + 2j, 0.5 - 1j]),
    np.array([3.14159265358979, 2, 100.125]),
    np.array([0.1, 1 / 3, 2], dtype=np.float32),
    np.array([-0.0, 123456.789]),
    np.arange(1200.0).reshape(30, 40),
    np.array(2.0), np.array(1e20), np.array(7), np.zeros((2, 0, 3)),
]:
    print(array, end="\n\n")
