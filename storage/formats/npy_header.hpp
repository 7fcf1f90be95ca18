#pragma once

#include <string>
#include <string_view>

#include <troupe/dtype.hpp>
#include <troupe/shape.hpp>

// The NPY format (numpy/lib/format.py, NEP 1):
//
//   6 bytes     \x93NUMPY
//   2 bytes     version: 1.0, 2.0 or 3.0
//   2 or 4      length of what follows up to the data, little-endian: 2 bytes in version 1, else 4
//   the rest    a Python dict and spaces, ended by a newline: "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }"
//   data        at a multiple of 64 bytes (16 in files of NumPy before 1.14)

namespace troupe {

/// What the dict says.
struct NpyHeader {
  std::string descr; ///< "<f8"
  bool is_fortran_order = false;
  Shape shape; ///< NumPy's.
};

/// Parses the dict, strictly.
///
/// \throws FileError saying what is wrong, without the file's name.
NpyHeader parse_npy_header(std::string_view text);

struct NpyType {
  DType dtype = DType::float64;
  bool is_big_endian = false;
};

/// What a `descr` stands for.
///
/// \throws DTypeError naming it, if there is no such dtype here; FileError if it is of no type at all.
NpyType npy_type(std::string_view descr);

/// The first bytes of a file of version 1, as NumPy writes them; of version 2 if the shape is too long for it.
std::string npy_header(DType dtype, const Shape& shape);

} // namespace troupe
