#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include <troupe/shape.hpp>

namespace troupe {

/// What a task of a rechunk reads at most, if that can be had. Never derived from a memory limit: the way an
/// array is rechunked is part of its keys and digests.
inline constexpr std::int64_t rechunk_task_bytes = std::int64_t{128} << 20;

/// The bytes of all old chunks that one new chunk takes elements of, at most.
std::int64_t largest_input_bytes(const Chunking& from, const Chunking& to, std::size_t element_bytes);

/// The chunking between two others, where a single step would read more than `limit_bytes` in one task.
///
/// From rows to columns every new chunk needs something of every old one, which all of them is in memory at a
/// time. One step between them is always enough: it joins old chunks where the new ones are longer, and leaves
/// new ones joined where those are shorter, both as far as the tasks of its two sides stay within the limit
/// and its own chunks within the size of the others.
///
///     rows 32 x 32768  ->  512 x 1024  ->  columns 16384 x 64         of float64: 128 MiB and 128 MiB a task
///
/// Nothing where one step does, or where two would not read less. After Dask's `plan_rechunk`, which bounds the
/// number of edges instead.
std::optional<Chunking> chunking_between(const Chunking& from, const Chunking& to, std::size_t element_bytes,
                                         std::int64_t limit_bytes = rechunk_task_bytes);

} // namespace troupe
