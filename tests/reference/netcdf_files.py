#!/usr/bin/env python3
"""Makes the small NetCDF files in tests/storage/formats/files. Needs NumPy and netCDF4 (Debian: python3-netcdf4).

Every numeric variable `name` of n elements holds 0, 1, …, n - 1, but for what is set below.
"""
import pathlib

import netCDF4
import numpy as np

FILES = pathlib.Path(__file__).resolve().parent.parent / "storage" / "formats" / "files"
FILES.mkdir(exist_ok=True)


def count_up(variable):
    variable[...] = np.arange(np.prod(variable.shape, dtype=int)).reshape(variable.shape)


with netCDF4.Dataset(FILES / "chunked.nc", "w", format="NETCDF4") as data:
    for name, length in {"y": 20, "x": 30, "pair": 2, "letters": 8}.items():
        data.createDimension(name, length)
    chunked = data.createVariable("chunked", "f4", ("y", "x"), chunksizes=(7, 8), zlib=True, fill_value=-1)
    chunked.missing_value = np.float64(-99.9)
    chunked.units = "m s-1"
    chunked.long_name = "counted up"
    chunked.set_auto_mask(False)
    count_up(chunked)
    for kind in ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"]:
        variable = data.createVariable(kind, kind, ("pair",))
        bounds = np.finfo(kind) if kind[0] == "f" else np.iinfo(kind)
        variable.set_auto_mask(False)
        variable[:] = np.array([bounds.min, bounds.max], dtype=kind)
    data.createVariable("scalar", "i4", ())[...] = 42
    data.createVariable("string", str, ("pair",))
    data.createVariable("letters", "S1", ("letters",))

with netCDF4.Dataset(FILES / "records.nc", "w", format="NETCDF3_64BIT_DATA") as data:
    data.createDimension("time", None)
    data.createDimension("x", 3)
    count_up(data.createVariable("fixed", "u8", ("x",)))
    # Records of 6 and 3 bytes are padded to 8 and 4.
    data.createVariable("short", "i2", ("time", "x"))[0:5] = np.arange(15).reshape(5, 3)
    data.createVariable("byte", "i1", ("time", "x"))[0:5] = np.arange(15).reshape(5, 3)

with netCDF4.Dataset(FILES / "one_record_variable.nc", "w", format="NETCDF3_CLASSIC") as data:
    data.createDimension("time", None)
    data.createDimension("x", 3)
    # A single record variable is not padded.
    data.createVariable("byte", "i1", ("time", "x"))[0:5] = np.arange(15).reshape(5, 3)

with netCDF4.Dataset(FILES / "no_records.nc", "w", format="NETCDF3_64BIT_OFFSET") as data:
    data.createDimension("time", None)
    data.createVariable("nothing_yet", "f8", ("time",))

with netCDF4.Dataset(FILES / "missing.nc", "w", format="NETCDF3_CLASSIC") as data:
    data.createDimension("y", 3)
    data.createDimension("x", 4)
    level = data.createVariable("level", "i2", ("y", "x"), fill_value=-1)
    level.missing_value = np.int16(-32768)
    depth = data.createVariable("depth", "f4", ("y", "x"), fill_value=-99.9)
    for variable in [level, depth]:
        variable.set_auto_mask(False)
        count_up(variable)
    level[0, 1], level[2, 3] = -1, -32768
    depth[1, 0] = -99.9
