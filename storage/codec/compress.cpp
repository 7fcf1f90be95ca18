#include "codec/compress.hpp"

#include <string>

#include <blosc.h>

#include <troupe/block_pool.hpp>
#include <troupe/error.hpp>

namespace troupe {

namespace {

constexpr int level = 5;
constexpr int threads = 1; // the caller's; blosc's own would compete with the workers

} // namespace

PackedBytes compress(std::span<const std::byte> bytes, std::size_t element_bytes) {
  const std::size_t worthwhile = bytes.size() / 6 * 5;
  if (bytes.size() > BLOSC_MAX_BUFFERSIZE || worthwhile <= BLOSC_MAX_OVERHEAD)
    return {};
  const std::size_t type_bytes = element_bytes <= BLOSC_MAX_TYPESIZE ? element_bytes : 1;
  const std::shared_ptr<std::byte[]> block = allocate_block(worthwhile);
  const int size = blosc_compress_ctx(level, BLOSC_SHUFFLE, type_bytes, bytes.size(), bytes.data(),
                                      block.get(), worthwhile, BLOSC_LZ4_COMPNAME, 0, threads);
  if (size <= 0)
    return {};
  return {block, static_cast<std::size_t>(size)};
}

void decompress(std::span<const std::byte> packed, std::span<std::byte> target) {
  std::size_t size = 0;
  if (blosc_cbuffer_validate(packed.data(), packed.size(), &size) != 0)
    throw FileError("decompress: " + std::to_string(packed.size()) + " bytes that are not packed by blosc");
  if (size != target.size())
    throw FileError("decompress: " + std::to_string(size) + " bytes in place of "
                    + std::to_string(target.size()));
  const int got = blosc_decompress_ctx(packed.data(), target.data(), target.size(), threads);
  if (got < 0 || static_cast<std::size_t>(got) != target.size())
    throw FileError("decompress: " + std::to_string(packed.size()) + " packed bytes are damaged");
}

} // namespace troupe
