#include "graph/outline/graph_outline.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "graph/graph_storage.hpp"
#include "graph/outline/kernel_names.hpp"

namespace troupe {

namespace {

template <class Run>
const Run& run_of(const std::vector<Run>& runs, std::size_t row) {
  return *std::prev(std::ranges::upper_bound(runs, row, {}, &Run::first));
}

} // namespace

/// Adds row after row.
class GraphOutline::Builder {
public:
  Builder(GraphOutline& outline, const Graph& graph, std::size_t rows)
      : out_(outline), storage_(GraphAccess::storage(graph)) {
    out_.names_of_keys_ = storage_.keys.texts_only();
    out_.input_counts_.reserve(rows);
    if (rows == storage_.size())
      out_.inputs_.reserve(storage_.inputs.size());
  }

  void add(TaskId task) {
    const auto row = static_cast<std::uint32_t>(out_.row_count());
    KeyIndex::Parts parts = storage_.keys.parts(task);
    if (parts.name == KeyIndex::no_name)
      parts.block = add_text(storage_.keys.hand_text(parts.block));
    if (parts.name != next_.name || parts.block != next_.block || row == 0)
      out_.key_runs_.push_back({row, parts});
    next_ = {parts.name, parts.block + 1};
    if (const BodyId body = storage_.body_of[task]; body != body_ || row == 0) {
      body_ = body;
      add_names(row, body);
    }
    add_inputs(storage_.inputs_of(task));
  }

private:
  std::uint32_t add_text(std::string_view text) {
    out_.hand_texts_ += text;
    out_.hand_ends_.push_back(out_.hand_texts_.size());
    return static_cast<std::uint32_t>(out_.hand_ends_.size() - 1);
  }

  void add_inputs(std::span<const TaskId> inputs) {
    const bool is_large = inputs.size() >= many;
    out_.input_counts_.push_back(is_large ? many : static_cast<std::uint8_t>(inputs.size()));
    if (is_large)
      out_.large_counts_.push_back(static_cast<std::uint32_t>(inputs.size()));
    if (inputs.size() == 1)
      out_.inputs_.push_back(inputs.front());
    else
      out_.inputs_.insert(out_.inputs_.end(), inputs.begin(), inputs.end());
  }

  void add_names(std::uint32_t row, BodyId body) {
    const std::uint32_t number = body == no_body ? 0 : number_of(body);
    if (row == 0 || out_.name_runs_.back().number != number)
      out_.name_runs_.push_back({row, number});
  }

  /// What bodies call is put together once for each.
  std::uint32_t number_of(BodyId body) {
    const auto [place, is_new_body] = bodies_.try_emplace(body, 0);
    if (!is_new_body)
      return place->second;
    const auto [name, is_new_name] = numbers_.try_emplace(kernel_names(*storage_.bodies[body]),
                                                          static_cast<std::uint32_t>(out_.names_.size()));
    if (is_new_name)
      out_.names_.push_back(name->first);
    return place->second = name->second;
  }

  GraphOutline& out_;
  const GraphStorage& storage_;
  KeyIndex::Parts next_{}; ///< The key that would go on with the last run.
  BodyId body_ = no_body;
  std::unordered_map<BodyId, std::uint32_t> bodies_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

GraphOutline::GraphOutline(const Graph& graph) {
  Builder builder(*this, graph, graph.size());
  for (std::size_t task = 0; task < graph.size(); ++task)
    builder.add(static_cast<TaskId>(task));
}

GraphOutline::GraphOutline(const Graph& graph, std::vector<TaskId> tasks)
    : is_whole_(false), tasks_(std::move(tasks)) {
  Builder builder(*this, graph, tasks_.size());
  for (const TaskId task : tasks_)
    builder.add(task);
}

std::size_t GraphOutline::size_bytes() const noexcept {
  return names_of_keys_.size_bytes() + hand_texts_.size() + hand_ends_.size() * sizeof(std::uint64_t)
         + tasks_.size() * sizeof(TaskId) + key_runs_.size() * sizeof(KeyRun)
         + name_runs_.size() * sizeof(NameRun) + inputs_.size() * sizeof(TaskId) + input_counts_.size();
}

// -- reading

GraphOutline::Reader::Reader(const GraphOutline& outline) : outline_(outline) {
  first_inputs_.reserve(outline.row_count() + 1);
  std::size_t next = 0, large = 0;
  for (const std::uint8_t count : outline.input_counts_) {
    first_inputs_.push_back(next);
    next += count == many ? outline.large_counts_[large++] : count;
  }
  first_inputs_.push_back(next);
}

std::size_t GraphOutline::Reader::row(TaskId task) const {
  return outline_.is_whole_ ? task
                            : static_cast<std::size_t>(std::ranges::lower_bound(outline_.tasks_, task)
                                                       - outline_.tasks_.begin());
}

std::string GraphOutline::Reader::key(TaskId task) const {
  const auto place = static_cast<std::uint32_t>(row(task));
  const KeyRun& run = run_of(outline_.key_runs_, place);
  const KeyIndex::Parts parts{run.parts.name, run.parts.block + (place - run.first)};
  if (parts.name != KeyIndex::no_name)
    return outline_.names_of_keys_.text(parts);
  const std::uint64_t begin = parts.block == 0 ? 0 : outline_.hand_ends_[parts.block - 1];
  return outline_.hand_texts_.substr(begin, outline_.hand_ends_[parts.block] - begin);
}

std::uint32_t GraphOutline::Reader::kernels(TaskId task) const {
  return run_of(outline_.name_runs_, row(task)).number;
}

std::span<const TaskId> GraphOutline::Reader::inputs(TaskId task) const {
  const std::size_t place = row(task);
  return {outline_.inputs_.data() + first_inputs_[place], first_inputs_[place + 1] - first_inputs_[place]};
}

} // namespace troupe
