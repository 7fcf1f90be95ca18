#!/usr/bin/env python3
"""Makes the small HDF5 files in tests/storage/formats/files/hdf5. Needs NumPy and h5py (Debian: python3-h5py).

Every array of n elements holds 0, 1, …, n - 1, but for what is set below. h5py keeps no order of creation unless told
to, so none of these is a NetCDF-4 file.
"""
import pathlib

import h5py
import numpy as np

FILES = pathlib.Path(__file__).resolve().parent.parent / "storage" / "formats" / "files" / "hdf5"
FILES.mkdir(exist_ok=True)


def count_up(dtype, *shape):
    return np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)


with h5py.File(FILES / "plain.h5", "w") as data:
    data.create_dataset("contiguous", data=count_up("f8", 6, 5))
    data.create_dataset("big_endian", data=count_up(">i4", 3, 4))
    data.create_dataset("scalar", data=np.float32(42))
    data.create_dataset("flags", data=np.array([True, False, True]))
    data.create_dataset("records", data=np.zeros(3, dtype=[("a", "i4"), ("b", "f8")]))
    data.create_dataset("complex", data=count_up("c16", 3))
    data.create_dataset("text", data=np.array([b"a", b"bc"]))
    group = data.create_group("group")
    group.create_dataset("deep/packed", data=count_up("i2", 20, 30), chunks=(7, 8), compression="gzip", shuffle=True)
    group.create_dataset("growing", data=count_up("f4", 10, 4), chunks=(4, 4), maxshape=(None, 4))
    group["deep"].attrs["kind"] = "a group"
