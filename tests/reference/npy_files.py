#!/usr/bin/env python3
"""Makes the small NumPy files in tests/storage/formats/files/npy. Needs NumPy (Debian: python3-numpy).

Every array of n elements holds 0, 1, …, n - 1, but for what is set below.
"""
import pathlib

import numpy as np

FILES = pathlib.Path(__file__).resolve().parent.parent / "storage" / "formats" / "files" / "npy"
(FILES / "dtypes").mkdir(exist_ok=True, parents=True)
(FILES / "refused").mkdir(exist_ok=True)


def count_up(dtype, *shape):
    return np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)


for dtype in ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64",
              "complex64", "complex128"]:
    array = count_up(dtype, 2, 3)
    if array.dtype.kind == "c":
        array.imag = -1
    np.save(FILES / "dtypes" / f"{dtype}.npy", array)

for dtype in [">i2", ">f4", ">f8", ">c16"]:
    array = count_up(dtype, 3, 4)
    if array.dtype.kind == "c":
        array.imag = -1
    np.save(FILES / f"big_endian_{dtype[1:]}.npy", array)
np.save(FILES / "fortran.npy", np.asfortranarray(count_up("i4", 3, 5)))
np.save(FILES / "cube.npy", count_up("f4", 4, 5, 6))
np.save(FILES / "scalar.npy", np.float64(42))
np.save(FILES / "empty.npy", np.zeros((0, 4), "f4"))
np.save(FILES / "long_row.npy", count_up("u1", 1000))
for version in [2, 3]:
    with open(FILES / f"version_{version}.npy", "wb") as file:
        np.lib.format.write_array(file, count_up("i8", 2, 2), version=(version, 0))
(FILES / "trailing_bytes.npy").write_bytes((FILES / "cube.npy").read_bytes() + b"more")

np.save(FILES / "refused" / "objects.npy", np.array([None, 1], dtype=object))
np.save(FILES / "refused" / "records.npy", np.zeros(2, dtype=[("a", "i4"), ("b", "f8")]))
np.save(FILES / "refused" / "float16.npy", np.zeros(2, "f2"))
np.save(FILES / "refused" / "text.npy", np.array(["a", "bc"]))
np.save(FILES / "refused" / "times.npy", np.array(["2020-01-01"], "M8[D]"))
