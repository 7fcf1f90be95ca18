#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// The keys of datasets:
//
//     names/NAME              what the dataset NAME is                        (metadata.hpp)
//     pending/NAME            a write of NAME that is not finished            (metadata.hpp)
//     chunks/ID/NUMBER        a chunk; both as 16 hexadecimal digits, so that keys are in the order of blocks

namespace troupe {

inline constexpr std::string_view names_prefix = "names/";
inline constexpr std::string_view pending_prefix = "pending/";

std::string name_key(const std::string& name);
std::string pending_key(const std::string& name);
/// "chunks/ID/": of all chunks of an id.
std::string chunks_prefix(std::uint64_t id);
std::string chunk_key(std::uint64_t id, std::int64_t number);

/// The block's number in a `chunk_key`.
///
/// \throws StoreError if it is no such key.
std::int64_t block_number(std::string_view key);

} // namespace troupe
