#include "lmdb/payload.hpp"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>

#include "codec/checksum.hpp"
#include "codec/compress.hpp"

namespace troupe {

namespace {

/// Blocks of this size and more begin with a page, which direct reading needs.
constexpr std::size_t smallest_page_block = 64 << 10;

std::string in_hex(std::uint64_t number) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016" PRIx64, number);
  return text.data();
}

void read_checked(const Record& record, std::span<std::byte> target, const ReadStored& read) {
  const std::uint64_t found = read(target);
  if (found == record.checksum)
    return;
  throw FileError("its checksum is " + in_hex(found) + " in place of " + in_hex(record.checksum));
}

struct Bytes {
  std::shared_ptr<std::byte[]> block;
  std::span<std::byte> bytes;
};

Bytes allocate(std::size_t size) {
  Bytes bytes{allocate_block(std::max(size, smallest_page_block)), {}};
  bytes.bytes = {bytes.block.get(), size};
  return bytes;
}

/// Fills `target` with the unpacked bytes.
void unpack(const Record& record, std::span<std::byte> target, const ReadStored& read) {
  if (record.stored.compression == Compression::none)
    return read_checked(record, target, read);
  const Bytes packed = allocate(record.stored.stored_bytes);
  read_checked(record, packed.bytes, read);
  decompress(packed.bytes, target);
}

Bytes unpacked(const Record& record, const ReadStored& read) {
  Bytes bytes = allocate(record.stored.value_bytes);
  unpack(record, bytes.bytes, read);
  return bytes;
}

} // namespace

Payload to_payload(const Value& value, Compression compression) {
  Payload payload;
  StoredRecord& stored = payload.record.stored;
  stored.kind = value.kind();
  std::size_t element_bytes = 1;
  if (value.kind() == ValueKind::chunk) {
    const Chunk& chunk = value.as_chunk();
    stored.dtype = chunk.dtype();
    stored.shape = chunk.shape();
    element_bytes = size_of(chunk.dtype());
    payload.bytes = {chunk.bytes(), chunk.size_bytes()};
  } else {
    auto text = std::make_shared<const std::string>(encode(value));
    payload.bytes = std::as_bytes(std::span(*text));
    payload.owner = std::move(text);
  }
  stored.value_bytes = payload.bytes.size();
  if (compression == Compression::lz4)
    if (PackedBytes packed = compress(payload.bytes, element_bytes); packed.size > 0) {
      payload.bytes = {packed.block.get(), packed.size};
      payload.owner = std::move(packed.block);
      stored.compression = Compression::lz4;
    }
  stored.stored_bytes = payload.bytes.size();
  payload.record.checksum = checksum(payload.bytes);
  return payload;
}

Value to_value(const Record& record, const ReadStored& read) {
  const StoredRecord& stored = record.stored;
  if (stored.kind == ValueKind::chunk) {
    auto [chunk, elements] = Chunk::uninitialised(stored.dtype, stored.shape);
    unpack(record, {elements, chunk.size_bytes()}, read);
    return Value(std::move(chunk));
  }
  const Bytes encoded = unpacked(record, read);
  return decode({reinterpret_cast<const char*>(encoded.bytes.data()), encoded.bytes.size()});
}

void require_whole(const Record& record, const ReadStored& read) {
  static_cast<void>(unpacked(record, read));
}

} // namespace troupe
