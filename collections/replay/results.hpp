#pragma once

#include <filesystem>
#include <iosfwd>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <troupe/graph_file.hpp>
#include <troupe/session.hpp>

namespace troupe {

/// One after the other.
std::vector<TaskId> tasks_of(std::span<const SavedResult> results);

/// The results of a run, held by its session: where memory is limited they come into it one by one.
class Results {
public:
  /// Runs what they need. Throws as `Session::compute`.
  Results(Session& session, const Graph& graph, std::span<const SavedResult> wanted);

  /// A line for each value; arrays as NumPy prints them, the large ones by their shape only.
  void print(std::ostream& out);
  /// A file for each value, in a directory that is made if there is none; tells of each on `out`. What is there already is
  /// replaced. \throws FileError, ValueError for what cannot be stored.
  void store(const std::filesystem::path& directory, std::ostream& out);

private:
  struct Held {
    std::string name;
    std::optional<Shape> grid;
    std::vector<Value> values;
  };

  /// Brings a value into memory.
  Value fetch(const Value& held);
  Chunking chunking(const Held& result) const;
  DType dtype(const Held& result) const;
  void print_array(const Held& result, std::ostream& out);
  void store_array(const Held& result, const std::filesystem::path& file);
  void store_value(const Held& result, const std::filesystem::path& directory, std::ostream& out);
  std::string file_name(const std::string& name);

  Session& session_;
  std::vector<Held> results_; ///< Tasks that are wanted for their values have one each.
  std::set<std::string> file_names_;
};

} // namespace troupe
