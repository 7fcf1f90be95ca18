#pragma once

#include <optional>
#include <vector>

#include <troupe/array.hpp>
#include <troupe/graph.hpp>
#include <troupe/session.hpp>

namespace troupe::conformance {

/// Runs graphs in another process, which gets nothing but a file and the names of what is wanted of it: this program again,
/// called as `--replay FILE --keys … --out DIR`. The values come back as the files it stores.
class SecondProcess {
public:
  explicit SecondProcess(std::optional<Scheduler> scheduler) : scheduler_(scheduler) {}

  /// \throws Error with what the process said, if it could not do it.
  std::vector<Chunk> compute(const std::vector<Array>& arrays) const;
  /// The values of keys: one key's, or a list of the same form as a nested list of keys.
  Value get(const Graph& graph, const Value& keys, std::optional<Scheduler> scheduler) const;

private:
  void replay(const std::filesystem::path& file, std::size_t results, const std::filesystem::path& out,
              std::optional<Scheduler> scheduler) const;

  std::optional<Scheduler> scheduler_; ///< Goes before what a case asks for.
};

} // namespace troupe::conformance
