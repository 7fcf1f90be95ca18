#pragma once

#include <cstdint>
#include <filesystem>
#include <source_location>
#include <string>

#include <troupe/array/array.hpp>
#include <troupe/array/chunks.hpp>

namespace troupe {

/// What becomes of the elements that a file marks as missing (`_FillValue`, `missing_value`).
enum class Missing : std::uint8_t {
  nan,       ///< NaN. Integers become float64 if the file names a missing value, as NaN is none of them.
  as_stored, ///< The numbers the file has.
};

struct NetcdfOptions {
  /// "auto" keeps to the chunks the file itself is stored in: about 8 MiB of whole ones.
  Chunks chunks = "auto";
  Missing missing = Missing::nan;
};

/// A variable of a NetCDF file.
///
/// The header is read now, the elements block by block when they are computed. The file is known by its path,
/// size and time of change: a changed file is another array, and one that changes before it is read makes the
/// task fail. `scale_factor` and `add_offset` are not applied: multiply and add what they say.
///
/// \throws FileError if the file is missing, truncated or no NetCDF file, or there is no such variable; as
///         `Chunks::resolve`.
Array open_netcdf(const std::filesystem::path& file, const std::string& variable,
                  const NetcdfOptions& options = {},
                  std::source_location line = std::source_location::current());

} // namespace troupe
