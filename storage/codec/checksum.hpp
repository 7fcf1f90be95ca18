#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace troupe {

/// CRC-32C (Castagnoli, RFC 3720) of bytes; about 20 GB/s where the processor has SSE 4.2. Continues `so_far`, so that
/// pieces give what the whole does.
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t so_far = 0);

/// The same without the processor's help.
std::uint32_t crc32c_portable(std::span<const std::byte> bytes, std::uint32_t so_far = 0);

} // namespace troupe
