#!/usr/bin/env python3
"""Prints the table of tests/storage/data/dtype_test.cpp: what NumPy promotes each pair of dtypes to.

NumPy's float16, the answer for none of these pairs, would stand as float32: there is no float16 here.
"""
import numpy

NAMES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
         "float32", "float64", "complex64", "complex128"]

for left in NAMES:
    row = [numpy.promote_types(left, right).name.replace("float16", "float32") for right in NAMES]
    print("    {" + ", ".join(f'"{name}"' for name in row) + "},")
