#include <string>
#include <utility>

#include <troupe/session.hpp>

namespace troupe {

namespace {

//     task "mean/0/1" failed: add: shapes (4, 3) and (5,) do not broadcast
//       in add(float64 (4, 3), float64 (5,))
//       asked for at winds.cpp:31
//       after 3 attempts
std::string describe(const TaskError::Details& details) {
  std::string text = "task \"" + details.key + "\" failed: " + details.reason;
  if (!details.kernel.empty()) {
    text += "\n  in " + details.kernel + '(';
    for (std::size_t i = 0; i < details.inputs.size(); ++i)
      text += (i > 0 ? ", " : "") + details.inputs[i];
    text += ')';
  }
  if (!details.file.empty())
    text += "\n  asked for at " + details.file + ':' + std::to_string(details.line);
  if (details.attempts > 1)
    text += "\n  after " + std::to_string(details.attempts) + " attempts";
  return text;
}

} // namespace

TaskError::TaskError(Details details)
    : Error(describe(details)), details_(std::make_shared<const Details>(std::move(details))) {}

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
