#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <troupe/graph.hpp>
#include <troupe/report.hpp>

namespace troupe {

/// What is told before the first task of a compute. Good during the call.
struct RunStart {
  std::uint64_t run = 0; ///< Of the session's computes, from 1: tells those apart that overlap.
  const Graph& graph;
  std::uint64_t tasks = 0; ///< That are going to run; yielded graphs bring more.
};

/// Something that happens to a task. Good during the call.
struct TaskEvent {
  std::uint64_t run = 0;
  const Graph& graph; ///< The compute's own, or a yielded one.
  TaskId task = no_task;
  bool is_spliced = false; ///< The graph is a yielded one.
  TaskId root = no_task;   ///< In the compute's own graph: the task itself, or the one it was yielded within.
  int worker = 0;          ///< From 0; the threads of the I/O pool come after the workers.
  // Of a task that has finished:
  std::uint64_t output_bytes = 0; ///< Of its result; 0 for what fits in a word.
  bool can_be_read_again = false; ///< A file has it.
  bool yields_graph = false;      ///< Its result is that of a graph that begins only now.
  // Of an attempt that has failed:
  int attempt = 1;
  bool is_last_attempt = false; ///< No retry is left: the compute fails.
  std::string_view reason = {};

  std::string key() const;     ///< Builds the text.
  std::string kernels() const; ///< What the task calls: "add", or "add, multiply".
};

/// What is told when a compute that was told of by `RunStart` has ended, well or not. Good during the call.
struct RunEnd {
  std::uint64_t run = 0;
  const RunReport& report;
  bool is_complete = false; ///< Every wanted result is there.
};

/// Functions that a compute calls as it goes on; those left empty cost nothing.
///
/// Those of tasks are called in the thread that runs the task, so several may be called at once, and a task waits for
/// them: they should be short, and must not compute on the session. Those of the run are called in the thread that
/// computes. What one of them throws cancels the run, and is thrown by the compute; of several the first.
struct RunCallbacks {
  std::function<void(const RunStart&)> run_starts = {};
  std::function<void(const TaskEvent&)> task_starts = {};   ///< Once a task, before its first attempt.
  std::function<void(const TaskEvent&)> task_finishes = {}; ///< Before anybody gets its result.
  std::function<void(const TaskEvent&)> task_fails = {};    ///< An attempt has thrown.
  std::function<void(const RunEnd&)> run_ends = {};
};

} // namespace troupe
