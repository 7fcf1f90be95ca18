#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include <troupe/array.hpp>

/// The chunks of several arrays.
using Computed = std::vector<std::vector<troupe::Chunk>>;

/// A workload of the peers' arrays.py: what is made before the clock starts, what is computed and held in memory
/// when it stops, the digest of it, and the bytes that are read and written.
struct ArrayWorkload {
  std::string_view name;
  std::vector<troupe::Array> (*inputs)(std::int64_t size);
  std::vector<troupe::Array> (*results)(std::span<const troupe::Array> inputs);
  std::vector<double> (*check)(const Computed& results);
  double (*bytes)(double size);
};

std::span<const ArrayWorkload> elementwise_workloads();
std::span<const ArrayWorkload> moving_workloads();
std::span<const ArrayWorkload> ordering_workloads();
std::span<const ArrayWorkload> linalg_workloads();
