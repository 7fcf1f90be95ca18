#include <algorithm>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <troupe/byte_size.hpp>

#include "runtime/memory/session_memory.hpp"
#include "runtime/run/run.hpp"
#include "runtime/scheduler/scheduler_module.hpp"
#include "runtime/scheduler/worker.hpp"
#include "runtime/task/failed_task.hpp"
#include "runtime/task/task_actor.hpp"

// What becomes of a task that fails for good. All else of it: task_actor.cpp.

namespace troupe {

namespace {

/// In bytes. What a kernel throws may tell of a whole chunk.
constexpr std::size_t longest_note = 4096;

std::string note_of(const TaskError::Details& details) {
  const std::string text = TaskError(details).what();
  return text.size() <= longest_note ? text : text.substr(0, longest_note) + " …";
}

} // namespace

void TaskActor::fail(TaskError::Details details, Worker& worker) {
  add_place(details);
  if (wants_file()) {
    // Only one is told of, so that it is the one in the file.
    if (!run().is_first_failure()) {
      leave_memory();
      retire(caf::exit_reason::kill, &worker);
      return;
    }
    run().stop(Stop::failed); // before the file is written, which may take a while
    save_to_file(details);
  }
  leave_memory();
  network_->deliver(task_, tell_failure(std::move(details), worker), worker);
  retire(caf::exit_reason::kill, &worker);
}

/// Whether the session's user wants a file of this failure. One of a task that computes is of that task, where its
/// session leaves one.
bool TaskActor::wants_file() const {
  const auto leaves_file = [](const Run& run) {
    return !run.module().session().options().on_failure.empty();
  };
  for (const Run* outer = run().terms().outer; outer != nullptr; outer = outer->terms().outer)
    if (leaves_file(*outer))
      return false;
  return leaves_file(run());
}

/// Leaves the task with its inputs. If that is not possible it is told beside the failure.
void TaskActor::save_to_file(TaskError::Details& details) {
  const std::filesystem::path& file = run().module().session().options().on_failure;
  try {
    require_memory_to_save();
    std::vector<Value> values;
    for (const Content* const input : inputs())
      values.push_back(find<Result>(input)->take_out());
    save_task(network_->graph(), task_, values, note_of(details), file);
    details.saved = file.string();
  } catch (const std::exception& error) {
    details.not_saved = error.what();
  } catch (...) {
    details.not_saved = "something was thrown that is not a std::exception";
  }
}

/// \throws MemoryError if the inputs, and what is written of them, take more than the session has
void TaskActor::require_memory_to_save() {
  const SessionMemory* const memory = run().memory();
  if (memory == nullptr)
    return;
  if (admission_ != nullptr && !admission_->failure.empty())
    throw MemoryError("its inputs are not in memory");
  std::size_t bytes = 0;
  for (const Content* const input : inputs()) {
    const Result& result = *find<Result>(input);
    bytes += result.spillable() != nullptr ? result.spillable()->size_bytes() : result.value().size_bytes();
  }
  for (const SpillableValue* const value : network_->referred_values(*body_))
    bytes += value->size_bytes();
  if (2 * bytes > memory->limit_bytes())
    throw MemoryError("its inputs take " + to_string(ByteSize(bytes))
                      + ", and writing them as much again, of the session's memory limit of "
                      + to_string(ByteSize(memory->limit_bytes())));
}

/// Which task it is, and where it was asked for.
void TaskActor::add_place(TaskError::Details& details) const {
  details.key = network_->graph().key(task_);
  // Yielded tasks have no line of their own unless the yielding kernel gave them one.
  const SourceLine line = network_->is_spliced() && body_->line.file == nullptr
                              ? network_->run().root().graph().body(network_->root_task()).line
                              : body_->line;
  details.file = line.file != nullptr ? line.file : "";
  details.line = line.line;
  if (network_->is_spliced())
    details.reason +=
        " (in the graph yielded by \"" + network_->run().root().graph().key(network_->root_task()) + "\")";
}

/// Tells the client, which stops the run. \returns the message for consumers
caf::message TaskActor::tell_failure(TaskError::Details details, Worker& worker) {
  caf::message message =
      caf::make_message(Failure{std::make_shared<const TaskError::Details>(std::move(details))});
  network_->run().client().enqueue(nullptr, input_id(0), message, &worker);
  return message;
}

} // namespace troupe
