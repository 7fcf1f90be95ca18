#!/usr/bin/python3
"""What NumPy makes of every elementwise operation and cast, bit by bit: makes tile_operations.json beside it.

Run with NumPy 1.24 (Debian 12: python3-numpy). "arrays" holds dtype and base64 of the little-endian
bytes, "cases" operation, ULP by which kernels may differ, the operands' numbers among the arrays, and the result's. Functions libmvec computes are
given as their value in extended precision (x87), rounded: kernels may differ by a few ULP. Left out: what C or NumPy leave
open, as casts of floats that do not fit.
"""
import base64
import json
import pathlib
import warnings

import numpy as np

warnings.simplefilter("ignore")

SIGNED = ["int8", "int16", "int32", "int64"]
UNSIGNED = ["uint8", "uint16", "uint32", "uint64"]
INTEGERS = SIGNED + UNSIGNED
FLOATS = ["float32", "float64"]
COMPLEX = ["complex64", "complex128"]
ALL = ["bool"] + INTEGERS + FLOATS + COMPLEX

UNARY = {  # NumPy's function -> dtypes
    "negative": SIGNED + UNSIGNED + FLOATS + COMPLEX, "positive": INTEGERS + FLOATS + COMPLEX,
    "absolute": ["bool"] + INTEGERS + FLOATS, "sign": INTEGERS + FLOATS + COMPLEX, "square": INTEGERS + FLOATS + COMPLEX,
    "reciprocal": FLOATS + COMPLEX, "sqrt": FLOATS, "deg2rad": FLOATS, "rad2deg": ["float64"],
    "floor": FLOATS, "ceil": FLOATS, "trunc": FLOATS, "rint": FLOATS,
    "isnan": ALL, "isinf": ALL, "isfinite": ALL, "isposinf": ["bool"] + INTEGERS + FLOATS,
    "isneginf": ["bool"] + INTEGERS + FLOATS, "signbit": FLOATS, "logical_not": ALL,
    "invert": ["bool"] + INTEGERS, "real": ALL, "imag": ALL, "conj": INTEGERS + FLOATS + COMPLEX,
}
BINARY = {
    "add": ALL, "subtract": INTEGERS + FLOATS + COMPLEX, "multiply": ALL, "divide": FLOATS + COMPLEX,
    "floor_divide": INTEGERS + FLOATS, "remainder": INTEGERS + FLOATS, "fmod": INTEGERS + FLOATS,
    "maximum": ALL, "minimum": ALL, "fmax": ALL, "fmin": ALL, "copysign": FLOATS, "nextafter": FLOATS,
    "greater": ALL, "greater_equal": ALL, "less": ALL, "less_equal": ALL, "equal": ALL, "not_equal": ALL,
    "logical_and": ALL, "logical_or": ALL, "logical_xor": ALL, "bitwise_and": ["bool"] + INTEGERS,
    "bitwise_or": ["bool"] + INTEGERS, "bitwise_xor": ["bool"] + INTEGERS, "left_shift": INTEGERS,
    "right_shift": INTEGERS,
}
CLOSE_UNARY = ["cbrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "arcsin",
               "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh"]
CLOSE_BINARY = ["power", "arctan2", "hypot", "logaddexp", "logaddexp2"]
CLOSE_COMPLEX = ["sqrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "arcsin",
                 "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh"]


def values(dtype):
    """Elements worth trying."""
    if dtype == "bool":
        return np.array([False, True])
    if dtype in INTEGERS:
        info = np.iinfo(dtype)
        few = [0, 1, 2, 3, 7, 8, info.max, info.max - 1, 100]
        few += [-1, -2, -7, info.min, info.min + 1] if info.min < 0 else [info.max // 2 + 1]
        return np.array(few, dtype)
    inf, nan = np.inf, np.nan
    if dtype in FLOATS:
        info = np.finfo(dtype)
        return np.array([0.0, -0.0, 1, -1, 0.5, -2.5, 3.5, 7, -0.3, 1e-3, 123456.75, inf, -inf, nan, info.max,
                         info.tiny, info.tiny / 4], dtype)
    return np.array([0, 1, -1, 1j, -1j, 1 + 2j, -0.5 + 3j, 3 - 4j, 1e10 + 1e-10j, complex(inf, 1), complex(nan, 2),
                     complex(1, nan)], dtype)


arrays = {}  # each once: dtype and bytes -> number


def number_of(array):
    array = np.ascontiguousarray(array)
    key = (str(array.dtype), base64.b64encode(array.tobytes()).decode())
    return arrays.setdefault(key, len(arrays))


def pairs(dtype):
    first, second = np.meshgrid(values(dtype), values(dtype), indexing="ij")
    return first.ravel(), second.ravel()


def case(operation, result, *operands, ulp=0):
    return [operation, ulp, [number_of(operand) for operand in operands], number_of(result)]


def exact_cases():
    for operation, dtypes in UNARY.items():
        for dtype in dtypes:
            x = values(dtype)
            yield case(operation, np.asarray(getattr(np, operation)(x)), x)
    for operation, dtypes in BINARY.items():
        for dtype in dtypes:
            x, y = pairs(dtype)
            yield case(operation, getattr(np, operation)(x, y), x, y)
    for dtype in INTEGERS:
        x, y = pairs(dtype)
        x, y = x[y >= 0], y[y >= 0]
        yield case("power", np.power(x, y), x, y)
    for dtype in FLOATS:
        x = values(dtype)
        fraction, whole = np.modf(x)
        yield case("modf_fraction", fraction, x)
        yield case("modf_whole", whole, x)
        mantissa, exponent = np.frexp(x)
        yield case("frexp_mantissa", mantissa, x)
        yield case("frexp_exponent", np.where(np.isfinite(x), exponent, 0).astype("int32"), x)
        shifts = np.array([0, 1, -1, 5, -200, 200, 5000, -5000], "int32")
        x, y = [grid.ravel() for grid in np.meshgrid(x, shifts, indexing="ij")]
        yield case("ldexp", np.ldexp(x, y), x, y)
    for dtype in ALL:
        x, y = pairs(dtype)
        condition = np.arange(x.size) % 3 == 0
        yield case("where", np.where(condition, x, y), condition, x, y)


def close_cases():
    grid = np.concatenate([np.linspace(-1, 1, 41), [2, -2, 10.25, -10.25, 50, 700, -700, 1e5, 1e15]])
    for dtype in FLOATS:
        x = np.concatenate([values(dtype), grid.astype(dtype)])
        for operation in CLOSE_UNARY:
            exact = getattr(np, operation)(x.astype(np.longdouble))
            yield case(operation, exact.astype(dtype), x, ulp=4)
        yield case("rad2deg", np.rad2deg(x.astype("float64")).astype(dtype), x, ulp=1)
        yield case("angle", np.angle(x), x, ulp=2)
        y = np.array([0, 0.25, -0.4, 0.75, -1.3, 2.6], dtype)
        yield case("sinc", np.sinc(y.astype(np.longdouble)).astype(dtype), y, ulp=4)
        x, y = pairs(dtype)
        for operation in CLOSE_BINARY:
            exact = getattr(np, operation)(x.astype(np.longdouble), y.astype(np.longdouble))
            yield case(operation, exact.astype(dtype), x, y, ulp=4)
    for dtype in COMPLEX:
        yield case("absolute", np.abs(values(dtype)), values(dtype), ulp=4)
        yield case("angle", np.angle(values(dtype)), values(dtype), ulp=4)
        x = np.array([0.5 + 0.25j, -1.5 + 2j, 0.1 - 3j, -2 - 0.5j, 2j, 3.0], dtype)
        for operation in CLOSE_COMPLEX:
            yield case(operation, getattr(np, operation)(x), x, ulp=32)
        y = np.array([2, 0.5 + 1j, -3, 1.5 - 2j, 3, 0], dtype)
        yield case("power", np.power(x, y), x, y, ulp=64)
        # pi is rounded in np.sinc, so that it misses the zeros.
        is_zero = (x.imag == 0) & (x.real == np.rint(x.real)) & (x.real != 0) & np.isfinite(x.real)
        yield case("sinc", np.where(is_zero, 0, np.sinc(x)).astype(dtype), x, ulp=64)


def cast_cases():
    for source in ALL:
        for target in ALL:
            x = values(source)
            if source in FLOATS + COMPLEX and target in INTEGERS:
                info = np.iinfo(target)
                limit = min(float(info.max), 2.0 ** 62)
                real = x.real.astype("float64")
                x = x[np.isfinite(x) & (real > float(info.min)) & (real < limit) & ((real >= 0) | (info.min < 0))]
            yield case("cast", x.astype(target), x)


def main():
    cases = list(exact_cases()) + list(close_cases()) + list(cast_cases())
    lines = lambda rows: ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    pathlib.Path(__file__).with_suffix(".json").write_text(
        f'{{"numpy": "{np.__version__}",\n"arrays": [\n{lines(arrays)}\n],\n"cases": [\n{lines(cases)}\n]}}\n')


if __name__ == "__main__":
    main()
