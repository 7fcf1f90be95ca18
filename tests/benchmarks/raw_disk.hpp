#pragma once

#include <cstddef>
#include <string>

/// What the disk gives a program that does nothing else: O_DIRECT, pieces of 8 MiB, several at a time.
struct RawRates {
  double bytes_per_s = 0; ///< At the best queue depth.
  int queue_depth = 0;
};

/// Reads up to `most_bytes` of a file at queue depths 1, 2, 4 and 8.
///
/// \throws std::system_error if the file cannot be read.
RawRates raw_read_rate(const std::string& file, std::size_t most_bytes);
/// Writes so many bytes to a fresh file, which is removed; the final sync counts.
RawRates raw_write_rate(const std::string& file, std::size_t bytes);
