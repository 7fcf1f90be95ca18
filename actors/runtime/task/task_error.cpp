#include <string>
#include <utility>

#include <troupe/names.hpp>
#include <troupe/session.hpp>

namespace troupe {

namespace {

//     task "mean/0/1" failed: add: shapes (4, 3) and (5,) do not broadcast
//       in add(float64 (4, 3), float64 (5,))
//       asked for at winds.cpp:31
//       after 3 attempts
//       saved with its inputs in failed.graph
std::string describe(const TaskError::Details& details) {
  std::string text = "task " + to_string(Value(details.key)) + " failed: " + details.reason;
  if (!details.kernel.empty()) {
    // The name of a lambda is its place in the program; the line below says more.
    text += "\n  in " + (details.kernel.starts_with("lambda/") ? "your function" : details.kernel) + '('
            + joined(details.inputs) + ')';
  }
  if (!details.file.empty())
    text += "\n  asked for at " + details.file + ':' + std::to_string(details.line);
  if (details.attempts > 1)
    text += "\n  after " + std::to_string(details.attempts) + " attempts";
  if (!details.saved.empty())
    text += "\n  saved with its inputs in " + details.saved;
  if (!details.not_saved.empty())
    text += "\n  not saved: " + details.not_saved;
  return text;
}

} // namespace

TaskError::TaskError(Details details) : TaskError(std::make_shared<const Details>(std::move(details))) {}

TaskError::TaskError(std::shared_ptr<const Details> details)
    : Error(describe(*details)), details_(std::move(details)) {}

TaskTooLarge::TaskTooLarge(std::string key, std::uint64_t needed_bytes, std::uint64_t limit_bytes)
    : MemoryError("compute: task \"" + key + "\" needs " + to_string(ByteSize(needed_bytes), limit_bytes)
                  + " at a time, inputs and result together, more than the session's memory limit of "
                  + to_string(ByteSize(limit_bytes), needed_bytes)),
      key_(std::move(key)), needed_bytes_(needed_bytes), limit_bytes_(limit_bytes) {}

TaskTooLarge::TaskTooLarge(const TaskTooLarge& error, const std::string& advice)
    : MemoryError(std::string(error.what()) + " (" + advice + ')'), key_(error.key_),
      needed_bytes_(error.needed_bytes_), limit_bytes_(error.limit_bytes_) {}

std::string_view to_string(Scheduler scheduler) {
  return scheduler == Scheduler::threads ? "threads" : "synchronous";
}

Scheduler scheduler_from_name(std::string_view name) {
  for (const Scheduler scheduler : {Scheduler::threads, Scheduler::synchronous})
    if (name == to_string(scheduler))
      return scheduler;
  throw ValueError("scheduler: \"" + std::string(name) + "\" is none of threads, synchronous");
}

} // namespace troupe
