#pragma once

#include <cstdint>
#include <filesystem>

#include <troupe/chunk.hpp>

namespace troupe {

/// A NumPy file (`numpy.save`), as its header describes it.
struct NpyFile {
  DType dtype = DType::float64;
  /// As the elements lie in the file, the last axis fastest: of an array in Fortran order the reverse of what
  /// NumPy calls its shape.
  Shape shape;
  bool is_fortran_order = false; ///< NumPy's array is the transpose of the one described here.
  bool is_big_endian = false;    ///< Bytes are swapped when they are read.
  std::uint64_t data_offset = 0; ///< Where the first element lies.
};

/// Reads the header, of format version 1, 2 or 3.
///
/// \throws FileError naming the file if it is missing, no NumPy file, truncated, or holds objects or records;
///         DTypeError for text, times and the floats that Troupe has not (float16, longdouble).
NpyFile describe_npy(const std::filesystem::path& file);

/// The elements `origin … origin + shape`, in the order in which they lie in the file.
///
/// One run of the file, as of row blocks, goes from the disk straight to where the chunk stays, past the page
/// cache; what the page cache holds is taken from there. Thread-safe.
/// \throws FileError if the file cannot be read or is shorter than its header says; ShapeError if the region
///         is outside the array.
Chunk read_npy(const std::filesystem::path& file, const Shape& origin, const Shape& shape);

/// Makes a file of `shape` in row-major order, with the header that NumPy would write and with room for all
/// elements on the disk; they read as zero until they are written.
///
/// \throws FileError if the file cannot be made, or the disk has not so much room.
void create_npy(const std::filesystem::path& file, DType dtype, const Shape& shape);

/// Writes `chunk` to the elements `origin … origin + chunk.shape()` of a file of `create_npy`. Regions that do
/// not overlap may be written at once. On the disk only when somebody synchronised the file (`PartialFile::finish`).
///
/// \throws FileError if the file cannot be written, is in Fortran order or big-endian; ShapeError if the region
///         is outside the array; DTypeError if the file has another dtype.
void write_npy(const std::filesystem::path& file, const Shape& origin, const Chunk& chunk);

/// Writes whole rows of a file of `create_npy` that was made with none of them, from row `first` on; the file grows.
/// Rows may be written in any order and at once. How many there are `set_npy_rows` tells.
///
/// \throws FileError, DTypeError as `write_npy`; ShapeError for what is no rows of the file, or a row that cannot be.
void write_npy_rows(const std::filesystem::path& file, std::int64_t first, const Chunk& chunk);

/// Puts the number of rows into the header of such a file, all of them having been written.
///
/// \throws FileError if the file cannot be written, is in Fortran order or big-endian, or is shorter; ShapeError for a
///         number that cannot be. The file is then as it was.
void set_npy_rows(const std::filesystem::path& file, std::int64_t rows);

} // namespace troupe
