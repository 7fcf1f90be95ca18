#pragma once

#include <concepts>
#include <functional>
#include <initializer_list>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/collection.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>

namespace troupe {

/// The tasks of several arrays, as they would run.
using ArrayGraph = CollectionGraph;

/// As for collections (<troupe/collection.hpp>).
ArrayGraph graph_of(std::span<const Array> arrays, std::span<const std::string_view> skipped = {});

/// The elements of several arrays, in one run. An array of one block is not copied.
///
/// \throws MemoryError, before anything runs, if the results, and the copy that puts them together, are larger than
///         the session's memory limit or this machine's memory; TaskTooLarge if a task of it can never fit, with the
///         chunks that would; TaskError naming the task, its operation and the user's line; CancelledError, TimeoutError.
std::vector<Chunk> compute_all(Session& session, std::span<const Array> arrays,
                               const ComputeOptions& options = {});
inline std::vector<Chunk> compute_all(Session& session, std::initializer_list<Array> arrays,
                                      const ComputeOptions& options = {}) {
  return compute_all(session, std::span(arrays.begin(), arrays.size()), options);
}

// What `session.compute(…)` calls: an array by itself, several as a tuple, a vector of them as a vector.
Chunk compute_on(Session& session, const Array& array);
std::vector<Chunk> compute_on(Session& session, const std::vector<Array>& arrays);
template <std::same_as<Array>... More>
auto compute_on(Session& session, const Array& first, const Array& second, const More&... more) {
  const Array arrays[] = {first, second, more...};
  std::vector<Chunk> chunks = compute_all(session, arrays);
  return [&]<std::size_t... i>(std::index_sequence<i...>) { return std::make_tuple(std::move(chunks[i])...); }
  (std::make_index_sequence<2 + sizeof...(More)>());
}

/// The same on the process's default session.
template <std::same_as<Array>... More>
auto compute(const Array& first, const More&... more) {
  return compute_on(Session::default_session(), first, more...);
}

/// The chunks of an array, row-major over its grid, not put together. Throws as `compute_all`.
std::vector<Chunk> compute_blocks(Session& session, const Array& array, const ComputeOptions& options = {});

/// Calls `visit` with each block's place and chunk, in any order, one call at a time; a chunk is released
/// after its call. What a block needs is held as long as another one needs it too: the blocks of `x - mean(x)`
/// wait for all of `x`.
///
/// \throws what `visit` throws, after the run was cancelled; else as `Session::compute_each`.
void for_each_block(Session& session, const Array& array,
                    const std::function<void(const Block& block, const Chunk& chunk)>& visit,
                    const ComputeOptions& options = {});

/// Computes an array once: what is built on the result starts from its chunks. For programs that iterate.
///
/// The session holds the chunks until the last array that is made of them is gone. Where memory is limited they may
/// leave it for the scratch store and come back when they are needed; to keep them beyond the program, `store` them. The
/// result's extents are known. It is for the session that computed it; another one reads the chunks in one by one.
///
/// \throws as `compute_all`, but there is no limit on the size of the result.
Array materialise(Session& session, const Array& array, const ComputeOptions& options = {});
Array materialise(const Array& array); ///< In the process's default session.
/// Several at once; what they share is computed once.
std::vector<Array> materialise_all(Session& session, std::span<const Array> arrays,
                                   const ComputeOptions& options = {});
inline std::vector<Array> materialise_all(Session& session, std::initializer_list<Array> arrays,
                                          const ComputeOptions& options = {}) {
  return materialise_all(session, std::span(arrays.begin(), arrays.size()), options);
}

/// `array` with its extents known: computes the lengths of its blocks if they are not. The elements are
/// computed again when they are asked for.
Array compute_extents(Session& session, const Array& array, const ComputeOptions& options = {});

} // namespace troupe
