#include "belady.hpp"

#include <set>
#include <utility>
#include <vector>

using namespace troupe;

namespace {

constexpr std::uint64_t never = ~std::uint64_t{0};

class Replay {
public:
  Replay(const Graph& graph, std::span<const TaskTrace> trace, std::uint64_t memory_bytes)
      : graph_(graph), trace_(trace), memory_bytes_(memory_bytes), values_(graph.size()) {
    for (std::size_t step = trace.size(); step-- > 0;) {
      values_[trace[step].task].bytes = trace[step].output_bytes;
      values_[trace[step].task].is_in_file = trace[step].can_be_read_again;
      for (const TaskId input : graph.inputs(trace[step].task))
        values_[input].uses.push_back(step); // the latest first
    }
  }

  BeladyMoves run() {
    for (std::size_t step = 0; step < trace_.size(); ++step)
      perform(step);
    return moves_;
  }

private:
  struct Value {
    std::uint64_t bytes = 0;
    bool is_in_file = false;
    bool is_written = false;
    bool is_resident = false;
    std::vector<std::size_t> uses;
    std::uint64_t next_use() const { return uses.empty() ? never : uses.back(); }
  };

  void perform(std::size_t step) {
    const TaskId task = trace_[step].task;
    std::set<TaskId> inputs;
    for (const TaskId input : graph_.inputs(task))
      inputs.insert(input);
    for (const TaskId input : inputs)
      resident_.erase({values_[input].next_use(), input}); // in use: it does not leave
    for (const TaskId input : inputs)
      if (!values_[input].is_resident && values_[input].bytes > 0) {
        make_room(values_[input].bytes);
        moves_.read_bytes += values_[input].bytes;
        enter(input);
      }
    make_room(values_[task].bytes);
    enter(task);
    for (const TaskId input : inputs)
      release(input, step);
    release(task, step);
  }

  void enter(TaskId task) {
    values_[task].is_resident = true;
    used_bytes_ += values_[task].bytes;
  }

  void make_room(std::uint64_t bytes) {
    while (used_bytes_ + bytes > memory_bytes_ && !resident_.empty()) {
      const auto last = std::prev(resident_.end());
      Value& value = values_[last->second];
      resident_.erase(last);
      if (!value.is_in_file && !std::exchange(value.is_written, true))
        moves_.written_bytes += value.bytes;
      leave(value);
    }
  }

  void leave(Value& value) {
    value.is_resident = false;
    used_bytes_ -= value.bytes;
  }

  void release(TaskId task, std::size_t step) {
    Value& value = values_[task];
    while (!value.uses.empty() && value.uses.back() == step)
      value.uses.pop_back();
    if (!value.is_resident)
      return;
    if (value.uses.empty())
      leave(value);
    else
      resident_.emplace(value.next_use(), task);
  }

  const Graph& graph_;
  const std::span<const TaskTrace> trace_;
  const std::uint64_t memory_bytes_;
  std::vector<Value> values_;
  std::set<std::pair<std::uint64_t, TaskId>> resident_; ///< By next use; those not in use.
  std::uint64_t used_bytes_ = 0;
  BeladyMoves moves_;
};

} // namespace

BeladyMoves replay_with_belady(const Graph& graph, std::span<const TaskTrace> trace,
                               std::uint64_t memory_bytes) {
  return Replay(graph, trace, memory_bytes).run();
}
