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

/// Whether the inputs of a task have these distances from it.
bool are_at(std::span<const TaskId> distances, TaskId task, std::span<const TaskId> inputs) {
  if (inputs.size() != distances.size())
    return false;
  // Leaving early keeps the compiler from vectors, whose beginnings and ends cost more than the few inputs of a task.
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (task - inputs[i] != distances[i])
      return false;
  return true;
}

} // namespace

/// Goes over the graph's arrays, one at a time: most neighbours go on with what was before.
class GraphOutline::Builder {
public:
  Builder(GraphOutline& outline, const Graph& graph) : out_(outline), storage_(GraphAccess::storage(graph)) {
    out_.names_of_keys_ = storage_.keys.texts_only();
  }

  /// Of a whole graph that a collection has made the keys need not be looked at one by one.
  void add_stretches() {
    for (const KeyIndex::Stretch& stretch : storage_.keys.stretches())
      out_.key_runs_.push_back({stretch.first, {stretch.name, 0}});
  }

  /// \param task_of  tells a row's task
  template <class TaskOf>
  void add(std::uint32_t rows, const TaskOf& task_of) {
    if (out_.key_runs_.empty())
      add_keys(rows, task_of);
    add_names(rows, task_of);
    add_inputs(rows, task_of);
  }

private:
  template <class TaskOf>
  void add_keys(std::uint32_t rows, const TaskOf& task_of) {
    KeyIndex::Parts next{};
    for (std::uint32_t row = 0; row < rows; ++row) {
      KeyIndex::Parts parts = storage_.keys.parts(task_of(row));
      if (parts.name == KeyIndex::no_name)
        parts.block = add_text(storage_.keys.hand_text(parts.block));
      if (parts.name != next.name || parts.block != next.block || row == 0)
        out_.key_runs_.push_back({row, parts});
      next = {parts.name, parts.block + 1};
    }
  }

  std::uint32_t add_text(std::string_view text) {
    out_.hand_texts_ += text;
    out_.hand_ends_.push_back(out_.hand_texts_.size());
    return static_cast<std::uint32_t>(out_.hand_ends_.size() - 1);
  }

  template <class TaskOf>
  void add_names(std::uint32_t rows, const TaskOf& task_of) {
    for (std::uint32_t row = 0; row < rows;) {
      const BodyId body = storage_.body_of[task_of(row)];
      const std::uint32_t number = body == no_body ? 0 : number_of(body);
      if (row == 0 || out_.name_runs_.back().number != number)
        out_.name_runs_.push_back({row, number});
      do
        ++row;
      while (row < rows && storage_.body_of[task_of(row)] == body);
    }
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

  template <class TaskOf>
  void add_inputs(std::uint32_t rows, const TaskOf& task_of) {
    std::vector<TaskId>& distances = out_.distances_;
    if (out_.is_whole_) { // room that is not used is never touched, and to grow would be to copy
      out_.input_runs_.reserve(rows);
      distances.reserve(storage_.inputs.size());
    }
    std::span<const TaskId> last; // the last run's distances
    for (std::uint32_t row = 0; row < rows; ++row) {
      const TaskId task = task_of(row);
      const std::span<const TaskId> inputs = storage_.inputs_of(task);
      if (row > 0 && are_at(last, task, inputs))
        continue;
      const std::size_t begin = distances.size();
      out_.input_runs_.push_back({row, static_cast<std::uint32_t>(begin)});
      for (const TaskId input : inputs)
        distances.push_back(task - input);
      last = std::span(distances).subspan(begin);
    }
  }

  GraphOutline& out_;
  const GraphStorage& storage_;
  std::unordered_map<BodyId, std::uint32_t> bodies_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

GraphOutline::GraphOutline(const Graph& graph) {
  Builder builder(*this, graph);
  builder.add_stretches();
  builder.add(static_cast<std::uint32_t>(graph.size()), [](std::uint32_t row) { return row; });
}

GraphOutline::GraphOutline(const Graph& graph, std::vector<TaskId> tasks)
    : is_whole_(false), tasks_(std::move(tasks)) {
  Builder(*this, graph).add(static_cast<std::uint32_t>(tasks_.size()), [this](std::uint32_t row) {
    return tasks_[row];
  });
}

std::size_t GraphOutline::size_bytes() const noexcept {
  return names_of_keys_.size_bytes() + hand_texts_.size() + hand_ends_.size() * sizeof(std::uint64_t)
         + tasks_.size() * sizeof(TaskId) + key_runs_.size() * sizeof(KeyRun)
         + name_runs_.size() * sizeof(NameRun) + input_runs_.size() * sizeof(InputRun)
         + distances_.size() * sizeof(TaskId);
}

// -- reading

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

std::span<const TaskId> GraphOutline::Reader::inputs(TaskId task) {
  const InputRun& run = run_of(outline_.input_runs_, row(task));
  const bool is_last = &run == &outline_.input_runs_.back();
  const std::size_t end = is_last ? outline_.distances_.size() : (&run + 1)->distances;
  inputs_.clear();
  for (std::size_t place = run.distances; place < end; ++place)
    inputs_.push_back(task - outline_.distances_[place]);
  return inputs_;
}

} // namespace troupe
