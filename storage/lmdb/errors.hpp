#pragma once

#include <filesystem>
#include <string>

#include <troupe/error.hpp>

namespace troupe {

/// A full disk: worth another try once pages or extents are free.
struct DiskFullError : StoreError {
  using StoreError::StoreError;
};

/// Throws "store DIR: OPERATION: …" for an errno or a code of LMDB, as a DiskFullError where that is the reason (LMDB reports
/// a full disk as an I/O error).
[[noreturn]] void throw_store_error(const std::filesystem::path& directory, const std::string& operation,
                                    int code);
/// Throws "store DIR: PROBLEM".
[[noreturn]] void throw_store_error(const std::filesystem::path& directory, const std::string& problem);

} // namespace troupe
