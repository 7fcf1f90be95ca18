#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

/// A file as it was when somebody looked.
struct FileState {
  std::string path; ///< Absolute.
  std::uint64_t size_bytes = 0;
  std::int64_t changed_ns = 0; ///< The time of the last change, since the clock's epoch.
  bool operator==(const FileState&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(path, size_bytes, changed_ns);
  }
};

/// \throws FileError if there is no such file.
FileState look_at(const std::filesystem::path& file);

/// Kernel "read_netcdf": a region of a variable.
struct ReadNetcdfParameters {
  FileState file;
  std::string variable;
  Shape origin;
  Shape shape;
  DType dtype = DType::float64; ///< Of the result.
  std::vector<double> missing;  ///< Values that become NaN.
  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, variable, origin, shape, dtype, missing);
  }
};

/// \throws FileError if the file has changed or cannot be read.
Chunk read_netcdf_chunk(const ReadNetcdfParameters& parameters);

/// `chunk` as floats of `dtype`, NaN where one of the values stands.
Chunk missing_as_nan(const Chunk& chunk, DType dtype, const std::vector<double>& missing);

} // namespace troupe
