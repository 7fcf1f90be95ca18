#pragma once

#include <cstdint>
#include <vector>

#include <troupe/array.hpp>

#include "array/workload.hpp"

// Inputs and digests as the peers have them. Inputs lie in memory, in one buffer that arrays adopt. Chunks are 64 MB,
// as the peers'. Those of matrices are whole rows, so that they are views of the buffer,
// where a workload does not say otherwise.

inline constexpr std::int64_t chunk_elements = 8'000'000;

/// The finaliser of MurmurHash3.
constexpr std::uint32_t mix(std::uint32_t k) {
  k ^= k >> 16;
  k *= 0x85ebca6b;
  k ^= k >> 13;
  k *= 0xc2b2ae35;
  return k ^ (k >> 16);
}

/// u(k), uniform in [0, 1).
constexpr double uniform_at(std::uint32_t k) { return mix(k) * 0x1p-32; }

/// u(first), u(first + 1), … in row-major order.
troupe::Array uniform(const troupe::Shape& shape, const troupe::Chunks& chunks, std::uint32_t first = 0);
troupe::Array uniform_vector(std::int64_t length);
troupe::Array uniform_matrix(std::int64_t rows, std::int64_t columns);
/// Integers below `limit`.
troupe::Array integer_vector(std::int64_t length, std::uint32_t limit);

/// The sum of all elements, of any dtype but complex. Rows are added by themselves first, so that the sum of many
/// elements keeps its digits.
double sum_of(const std::vector<troupe::Chunk>& chunks);
/// The last element of all.
double last_of(const std::vector<troupe::Chunk>& chunks);

// Digests.
std::vector<double> total(const Computed& results);
/// How many there are in all, and the sum of every thousandth.
std::vector<double> count_and_thousandths(const Computed& results);

double bytes_read_once(double size);           ///< A vector of `size`.
double bytes_copied(double size);              ///< Read and written.
double bytes_of_square_read_once(double size); ///< A matrix of `size` rows and columns.
double bytes_of_square_copied(double size);
