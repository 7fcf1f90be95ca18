// A record in the index, numbers little-endian:
//
//    0  1  version, 2
//    1  1  kind of the value (ValueKind)
//    2  1  location: 0 inline, 1 slab
//    3  1  compression: 0 none, 1 LZ4 after a shuffle (blosc)
//    4  1  dtype of a chunk, else 0
//    5  1  0
//    6  2  rank of a chunk, else 0
//    8  8  bytes of the value, unpacked
//   16  8  bytes as stored
//   24  8  offset in the slab, else 0
//   32  8  checksum of the stored bytes
//   40  8  checksum of the extents, going on from that of bytes 0 to 39
//   48  8  each extent of a chunk
//  then     the stored bytes, if inline

#include "lmdb/index/record.hpp"

#include <cstring>

#include <troupe/error.hpp>

#include "codec/checksum.hpp"

namespace troupe {

namespace {

constexpr std::uint8_t record_version = 2;
constexpr std::size_t checked_bytes = 40;
constexpr std::size_t head_bytes = 48;
constexpr auto last_kind = static_cast<std::uint8_t>(ValueKind::user);
constexpr auto last_compression = static_cast<std::uint8_t>(Compression::lz4);

template <class T>
void append(std::string& bytes, T number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class T>
T number_at(std::string_view bytes, std::size_t place) {
  T number;
  std::memcpy(&number, bytes.data() + place, sizeof number);
  return number;
}

std::span<const std::byte> as_bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

std::uint64_t head_checksum(std::string_view bytes, std::size_t shape_bytes) {
  const std::uint64_t head = checksum(as_bytes_of(bytes.substr(0, checked_bytes)));
  return checksum(as_bytes_of(bytes.substr(head_bytes, shape_bytes)), head);
}

void require(bool holds, const char* problem) {
  if (!holds)
    throw FileError(std::string("its record is damaged: ") + problem);
}

void require_version(std::uint8_t version) {
  if (version != record_version)
    throw FileError("its record is of version " + std::to_string(version) + ", "
                    + (version > record_version ? "newer" : "older") + " than "
                    + std::to_string(record_version) + ", the one this program reads");
}

void require_consistent(const Record& record, std::size_t bytes_behind) {
  const StoredRecord& stored = record.stored;
  require(stored.compression != Compression::none || stored.stored_bytes == stored.value_bytes,
          "sizes differ");
  require(bytes_behind == (stored.is_inline ? stored.stored_bytes : 0), "its length");
  require(stored.is_inline ? record.offset == 0 : record.offset % extent_alignment == 0, "the offset");
  require(stored.is_inline || stored.stored_bytes <= std::uint64_t{1} << 62, "the size");
  if (stored.kind == ValueKind::chunk) {
    std::int64_t bytes = -1;
    try {
      bytes = byte_count(stored.shape, size_of(stored.dtype));
    } catch (const ShapeError&) {
      require(false, "no such shape");
    }
    require(static_cast<std::uint64_t>(bytes) == stored.value_bytes, "shape and size differ");
  }
}

} // namespace

Extent Record::extent() const noexcept {
  if (stored.is_inline)
    return {};
  return {offset, (stored.stored_bytes + extent_alignment - 1) / extent_alignment * extent_alignment};
}

std::string to_bytes(const Record& record, std::span<const std::byte> inline_bytes) {
  const StoredRecord& stored = record.stored;
  if (stored.shape.size() > UINT16_MAX)
    throw ShapeError("store: a chunk of " + std::to_string(stored.shape.size()) + " axes");
  std::string bytes;
  bytes.reserve(head_bytes + stored.shape.size() * 8 + inline_bytes.size());
  append(bytes, record_version);
  append(bytes, static_cast<std::uint8_t>(stored.kind));
  append(bytes, static_cast<std::uint8_t>(stored.is_inline ? 0 : 1));
  append(bytes, static_cast<std::uint8_t>(stored.compression));
  append(bytes, static_cast<std::uint8_t>(stored.kind == ValueKind::chunk ? stored.dtype : DType{}));
  append(bytes, std::uint8_t{0});
  append(bytes, static_cast<std::uint16_t>(stored.shape.size()));
  append(bytes, stored.value_bytes);
  append(bytes, stored.stored_bytes);
  append(bytes, record.offset);
  append(bytes, record.checksum);
  append(bytes, std::uint64_t{0});
  for (const std::int64_t extent : stored.shape)
    append(bytes, extent);
  const std::uint64_t head = head_checksum(bytes, stored.shape.size() * 8);
  std::memcpy(bytes.data() + checked_bytes, &head, sizeof head);
  bytes.append(reinterpret_cast<const char*>(inline_bytes.data()), inline_bytes.size());
  return bytes;
}

RecordView parse_record(std::string_view bytes) {
  require(!bytes.empty(), "it is empty");
  require_version(number_at<std::uint8_t>(bytes, 0));
  require(bytes.size() >= head_bytes, "it is too short");
  const std::size_t shape_bytes = std::size_t{number_at<std::uint16_t>(bytes, 6)} * 8;
  require(bytes.size() - head_bytes >= shape_bytes, "it is too short");
  require(head_checksum(bytes, shape_bytes) == number_at<std::uint64_t>(bytes, checked_bytes),
          "its checksum");
  const auto kind = number_at<std::uint8_t>(bytes, 1), location = number_at<std::uint8_t>(bytes, 2),
             compression = number_at<std::uint8_t>(bytes, 3), dtype = number_at<std::uint8_t>(bytes, 4);
  require(kind <= last_kind && location <= 1 && compression <= last_compression && dtype < dtype_count,
          "an unknown kind, location, compression or dtype");

  RecordView view;
  StoredRecord& stored = view.record.stored;
  stored.kind = static_cast<ValueKind>(kind);
  stored.is_inline = location == 0;
  stored.compression = static_cast<Compression>(compression);
  stored.dtype = stored.kind == ValueKind::chunk ? static_cast<DType>(dtype) : DType::float64;
  stored.value_bytes = number_at<std::uint64_t>(bytes, 8);
  stored.stored_bytes = number_at<std::uint64_t>(bytes, 16);
  view.record.offset = number_at<std::uint64_t>(bytes, 24);
  view.record.checksum = number_at<std::uint64_t>(bytes, 32);
  for (std::size_t place = 0; place < shape_bytes; place += 8)
    stored.shape.push_back(number_at<std::int64_t>(bytes, head_bytes + place));
  require_consistent(view.record, bytes.size() - head_bytes - shape_bytes);
  view.inline_bytes = as_bytes_of(bytes.substr(head_bytes + shape_bytes));
  return view;
}

} // namespace troupe
