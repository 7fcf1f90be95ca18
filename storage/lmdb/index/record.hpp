#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <troupe/chunk_store.hpp>

namespace troupe {

/// Extents begin at multiples of this in a slab.
inline constexpr std::uint64_t extent_alignment = 64 << 10;

/// The most bytes of a key.
inline constexpr std::size_t longest_key = 400;

/// So many bytes of a value, as stored, lie in the index; more in a slab.
inline constexpr std::uint64_t inline_limit = 64 << 10;

/// A piece of the slab.
struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0; ///< A multiple of the alignment; 0: none.
  std::uint64_t end() const noexcept { return offset + length; }
  auto operator<=>(const Extent&) const = default;
};

/// What the index holds under a key.
struct Record {
  StoredRecord stored;
  std::uint64_t offset = 0;   ///< In the slab.
  std::uint64_t checksum = 0; ///< Of the stored bytes.

  Extent extent() const noexcept; ///< None for one that is inline.
};

/// What lies under a key: the record, and the stored bytes if they are inline.
struct RecordView {
  Record record;
  std::span<const std::byte> inline_bytes;
};

/// The bytes of a record, `inline_bytes` behind them. Format: storage/README.md.
std::string to_bytes(const Record& record, std::span<const std::byte> inline_bytes = {});

/// \throws FileError if the bytes are truncated, damaged, contradict each other, or are of another version.
RecordView parse_record(std::string_view bytes);

} // namespace troupe
