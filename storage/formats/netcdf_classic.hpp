#pragma once

#include <cstdint>
#include <filesystem>

namespace troupe {

/// The bytes that the header of a file in a classic format (CDF-1, 2 or 5) says the file has, to the last
/// element of its last variable; 0 for a file in another format, and for one that is still being written
/// record by record.
///
/// libnetcdf reads what is missing behind a file's end as zeros, so truncation has to be noticed by size.
/// The grammar: Unidata, "The NetCDF Classic Format Specification".
///
/// \throws FileError if the header ends too early or is malformed.
std::uint64_t classic_size_bytes(const std::filesystem::path& file);

} // namespace troupe
