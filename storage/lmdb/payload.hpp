#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include <troupe/chunk_store.hpp>

#include "lmdb/index/record.hpp"

namespace troupe {

/// A value as it is stored: a chunk's elements, or the encoding of another value, packed if that was asked for and pays.
struct Payload {
  Record record; ///< Without a place.
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> owner;
};

/// \throws KeyError for a user type without a codec.
Payload to_payload(const Value& value, Compression compression);

/// Fills `target` with the stored bytes and returns their checksum.
using ReadStored = std::function<std::uint64_t(std::span<std::byte> target)>;

/// The value of stored bytes.
///
/// \throws FileError if they do not match the record's checksum or mean no value.
Value to_value(const Record& record, const ReadStored& read);
/// As `to_value`, for who only wants to know whether it is whole: needs no codec.
void require_whole(const Record& record, const ReadStored& read);

} // namespace troupe
