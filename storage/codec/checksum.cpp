#include "codec/checksum.hpp"

#include <array>
#include <cstring>

namespace troupe {

namespace {

constexpr std::uint32_t polynomial = 0x82f63b78; // reflected

/// A function that is linear over the bits of a CRC register, tabulated for each of its four bytes.
using ByteTables = std::array<std::array<std::uint32_t, 256>, 4>;

constexpr std::uint32_t shift_bit(std::uint32_t crc) {
  return (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
}

constexpr std::array<std::uint32_t, 256> make_byte_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    table[i] = i;
    for (int bit = 0; bit < 8; ++bit)
      table[i] = shift_bit(table[i]);
  }
  return table;
}

constexpr auto byte_table = make_byte_table();

std::uint32_t update_portable(std::uint32_t crc, std::span<const std::byte> bytes) {
  for (const std::byte byte : bytes)
    crc = (crc >> 8) ^ byte_table[(crc ^ static_cast<std::uint32_t>(byte)) & 0xff];
  return crc;
}

#if defined(__x86_64__)

// The instruction has a latency of three cycles and a throughput of one: three streams keep it busy. A stream's register is moved
// over the bytes of those behind it with tables (after Mark Adler's crc32c.c).
constexpr std::size_t stream_bytes = 4096;

/// What so many zero bytes do to a register: doubled from one zero bit on, as a matrix over its bits.
constexpr ByteTables make_zeros_tables(std::size_t bytes) {
  std::array<std::uint32_t, 32> matrix{}, squared{};
  for (int bit = 0; bit < 32; ++bit)
    matrix[static_cast<std::size_t>(bit)] = shift_bit(std::uint32_t{1} << bit);
  const auto times = [&matrix](std::uint32_t vector) {
    std::uint32_t sum = 0;
    for (std::size_t bit = 0; vector != 0; vector >>= 1, ++bit)
      sum ^= (vector & 1) != 0 ? matrix[bit] : 0;
    return sum;
  };
  for (std::size_t bits = 1; bits < bytes * 8; bits *= 2) {
    for (std::size_t bit = 0; bit < 32; ++bit)
      squared[bit] = times(matrix[bit]);
    matrix = squared;
  }
  ByteTables tables{};
  for (std::uint32_t place = 0; place < 4; ++place)
    for (std::uint32_t i = 0; i < 256; ++i)
      tables[place][i] = times(i << (8 * place));
  return tables;
}

constexpr ByteTables over_one = make_zeros_tables(stream_bytes);

std::uint32_t apply(const ByteTables& tables, std::uint32_t crc) {
  return tables[0][crc & 0xff] ^ tables[1][(crc >> 8) & 0xff] ^ tables[2][(crc >> 16) & 0xff]
         ^ tables[3][crc >> 24];
}

__attribute__((target("sse4.2"))) std::uint64_t step(std::uint64_t crc, const std::byte* word) {
  std::uint64_t bits;
  std::memcpy(&bits, word, sizeof bits);
  return __builtin_ia32_crc32di(crc, bits);
}

__attribute__((target("sse4.2"))) std::uint32_t update_in_hardware(std::uint32_t crc,
                                                                   std::span<const std::byte> bytes) {
  const std::byte* next = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 3 * stream_bytes; left -= 3 * stream_bytes, next += 3 * stream_bytes) {
    std::uint64_t first = crc, second = 0, third = 0;
    for (std::size_t i = 0; i < stream_bytes; i += 8) {
      first = step(first, next + i);
      second = step(second, next + stream_bytes + i);
      third = step(third, next + 2 * stream_bytes + i);
    }
    crc = apply(over_one, static_cast<std::uint32_t>(first)) ^ static_cast<std::uint32_t>(second);
    crc = apply(over_one, crc) ^ static_cast<std::uint32_t>(third);
  }
  std::uint64_t wide = crc;
  for (; left >= 8; left -= 8, next += 8)
    wide = step(wide, next);
  crc = static_cast<std::uint32_t>(wide);
  for (; left > 0; --left, ++next)
    crc = __builtin_ia32_crc32qi(crc, static_cast<unsigned char>(*next));
  return crc;
}

#endif

std::uint32_t update(std::uint32_t crc, std::span<const std::byte> bytes) {
#if defined(__x86_64__)
  static const bool has_instruction = __builtin_cpu_supports("sse4.2");
  if (has_instruction)
    return update_in_hardware(crc, bytes);
#endif
  return update_portable(crc, bytes);
}

} // namespace

std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t so_far) {
  return ~update(~so_far, bytes);
}

std::uint32_t crc32c_portable(std::span<const std::byte> bytes, std::uint32_t so_far) {
  return ~update_portable(~so_far, bytes);
}

} // namespace troupe
