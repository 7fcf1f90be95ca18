#pragma once

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <troupe/collection.hpp>
#include <troupe/dtype.hpp>
#include <troupe/report.hpp>
#include <troupe/session.hpp>
#include <troupe/shape.hpp>

namespace troupe {

/// How collections would be computed.
struct Explanation {
  /// What is known of an array.
  struct Metadata {
    DType dtype = DType::float64;
    Chunking chunking;
  };
  /// A collection that was asked for.
  struct Result {
    std::string name;              ///< As in the keys of its tasks; of a delayed value the key of its task.
    std::optional<Metadata> array; ///< None of a delayed value.
    std::int64_t bytes = -1;       ///< -1 if only the data can tell.
  };
  /// What a run did in one step.
  struct Actual {
    std::uint64_t tasks = 0;        ///< Those of yielded graphs are counted with the task that yields.
    std::uint64_t task_bytes = 0;   ///< The largest result of a task.
    std::uint64_t output_bytes = 0; ///< Of all results.
    double seconds = 0;             ///< That tasks took, all together.
  };
  /// One row of the plan: what became of one operation on arrays, or of several that were joined; or calls of one delayed
  /// function, without those that arrays are made of, which count with the array; or all arrays that delayed functions take
  /// as a whole, put together.
  struct Step {
    std::string name; ///< Of an array as in the keys of its tasks, of a delayed function as it was given.
    /// What its tasks do: "sum of {multiply, add}", "open_npy, a part of it"; a delayed function's name, or the line of its
    /// first call.
    std::string operation;
    std::optional<Metadata> array; ///< None of a delayed function.
    std::uint64_t tasks = 0;       ///< That are needed; none if its blocks are blocks of its inputs.
    std::int64_t task_bytes = -1;  ///< The largest result of a task; -1 if only the data can tell.
    std::int64_t bytes_read = 0;   ///< From files.
    std::optional<Actual> actual = std::nullopt; ///< Of `explain_analyze`.
  };

  std::vector<Result> results;
  std::vector<Step> steps; ///< Inputs first.
  std::uint64_t tasks = 0;
  std::int64_t bytes_read = 0;
  int threads = 1;
  std::uint64_t peak_bytes = 0;         ///< Predicted, of values and workspace, on so many threads.
  std::uint64_t largest_task_bytes = 0; ///< Inputs, output and workspace of the largest task,
  std::string largest_task;             ///< and its key. The memory limit must be above.
  std::uint64_t limit_bytes = 0;        ///< Of the session that was asked; 0: there is none.
  std::optional<RunReport> report;      ///< Of `explain_analyze`.
};

/// Plans collections together, as `compute` does, and tells what would run. Runs nothing.
///
///     const Array x = open_npy("matrix.npy", {.chunks = {500, -1}});       // 4000 x 2000
///     std::cout << explain(mean(getitem(x, {Slice{}, Slice{0, 3}}) * 2 + 1, {.axis = 0}), 2);
///
///     mean-cd2b68ce  float64 (3,) in 1 block of (3,), 24 bytes
///       tasks           17
///       reads           93.8 KiB
///       predicted peak  97.0 KiB on 2 threads
///       largest task    13.0 KiB, mean-cd2b68ce-map/0/0
///
///       step                     dtype    shape      chunks    tasks    a task     reads
///       open_npy, a part of it   float64  (4000, 3)  (500, 3)      8  11.7 KiB  93.8 KiB
///       mean of {multiply, add}  float64  (3,)       (3,)          9  24 bytes
///
/// The columns are all that is read of the file, and the arithmetic is part of the mean's tasks.
///
/// \param threads  how many tasks run at a time, for the prediction; 0: one a core; below: ValueError
Explanation explain(std::span<const Collection> collections, int threads = 0);
inline Explanation explain(std::initializer_list<Collection> collections, int threads = 0) {
  return explain(std::span(collections.begin(), collections.size()), threads);
}
template <CollectionRange Collections>
Explanation explain(const Collections& collections, int threads = 0) {
  return explain(as_collections(collections), threads);
}
inline Explanation explain(const Collection& collection, int threads = 0) {
  return explain(std::span(&collection, 1), threads);
}

/// The same on a session's threads, told with its memory limit: whether the run fits it, spills or is refused.
Explanation explain(const Session& session, std::span<const Collection> collections);
inline Explanation explain(const Session& session, std::initializer_list<Collection> collections) {
  return explain(session, std::span(collections.begin(), collections.size()));
}
template <CollectionRange Collections>
Explanation explain(const Session& session, const Collections& collections) {
  return explain(session, as_collections(collections));
}
inline Explanation explain(const Session& session, const Collection& collection) {
  return explain(session, std::span(&collection, 1));
}

/// Computes the collections, keeps no results, and tells what was predicted beside what it was. Takes as long as the compute, and
/// a little for each task: two looks at the clock, two calls.
///
/// The table has three more columns: how many tasks ran, those of yielded graphs too, how much the largest result of a task
/// took, and the time of the step's tasks, on all threads together. The actual peak is known where memory is limited.
///
/// \throws as `compute_all`.
Explanation explain_analyze(Session& session, std::span<const Collection> collections);
inline Explanation explain_analyze(Session& session, std::initializer_list<Collection> collections) {
  return explain_analyze(session, std::span(collections.begin(), collections.size()));
}
template <CollectionRange Collections>
Explanation explain_analyze(Session& session, const Collections& collections) {
  return explain_analyze(session, as_collections(collections));
}
inline Explanation explain_analyze(Session& session, const Collection& collection) {
  return explain_analyze(session, std::span(&collection, 1));
}

/// A summary and a table for people. Extents that only the data can tell are `?`.
std::string to_string(const Explanation& explanation);
std::ostream& operator<<(std::ostream& stream, const Explanation& explanation);

} // namespace troupe
