#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <troupe/partial_file.hpp>
#include <troupe/session.hpp>

#include "runtime/tracing/memory_trace.hpp"

namespace troupe {

/// A trace as a JSON file for viewers of Chrome traces ("Trace Event Format", Google, 2016), and for `troupe trace`.
///
///     {"displayTimeUnit": "ms",
///      "otherData": {"program": "troupe", "format": 1, "scheduler": …, "threads": …, …},
///      "traceEvents": [
///     {"ph":"M", …},                                             names of threads
///     {"ph":"X","cat":"task","name":kernels, …},                 a task; its args:
///         "key", "run", "id" (of the file), "bytes" (of its result), "inputs" (ids); of tasks of a yielded graph
///         "within" (the id of the task that yielded it); of tasks that yield one "yields" (ids of what it wants)
///     {"ph":"X","cat":"failed","name":kernels, …},               an attempt of a task that threw
///     {"ph":"i","cat":"failure", …},                             the same: why
///     {"ph":"b","cat":"wait", …}, {"ph":"e","cat":"wait", …},    a task waits for memory, or for inputs to come back
///     {"ph":"X","cat":"memory","name":"spill", …},               a value moves: spill, reload, reread
///     {"ph":"i","cat":"memory","name":"drop", …},                a value is let go of
///     {"ph":"C","name":"memory", …},                             bytes of values, workspace and promises
///     {"ph":"b","cat":"run", …}, {"ph":"e","cat":"run", …}       a compute
///     ]}
///
/// Times are microseconds from the trace's begin; the thread 0 stands for those of the program, 1 and more are the
/// participants. What follows an event that a crash cut off is missing; a whole file ends with the bracket.
class TraceFile {
public:
  /// \throws FileError if the file cannot be made.
  TraceFile(const std::filesystem::path& path, std::uint64_t begin_ns, const SessionOptions& options);

  /// One event: its members, one after the other, and the end.
  class Event {
  public:
    Event(TraceFile& file, char phase, std::string_view category, std::uint64_t thread);
    ~Event();
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    Event& name(std::string_view json); ///< Already in JSON.
    Event& span(std::uint64_t begin_ns, std::uint64_t end_ns);
    Event& at(std::uint64_t when_ns);
    Event& id(std::uint64_t id); ///< Of a pair of events.
    /// The arguments come last.
    Event& argument(std::string_view key, std::string_view json);
    Event& argument(std::string_view key, std::uint64_t number);

  private:
    void member(std::string_view key);
    TraceFile& file_;
    bool has_arguments_ = false;
  };

  static constexpr std::uint64_t thread_of(std::size_t participant) noexcept { return participant + 1; }

  void add(const MemoryMove& move);
  void add(const MemorySample& sample);

  /// Numbers for `Event::id` and for tasks, each once.
  std::uint64_t take_ids(std::uint64_t count) noexcept;

  /// \throws FileError naming the file, also for what failed before.
  void finish();

private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  void name_thread(std::uint64_t thread, const std::string& name);
  void append_microseconds(std::uint64_t ns);
  void append_time(std::uint64_t when_ns) {
    append_microseconds(when_ns > begin_ns_ ? when_ns - begin_ns_ : 0);
  }
  void append_number(std::uint64_t number);
  void flush() noexcept;

  const std::filesystem::path path_;
  PartialFile partial_;
  std::unique_ptr<std::FILE, Close> file_;
  const std::uint64_t begin_ns_;
  std::string text_; ///< Not yet in the file.
  std::uint64_t next_id_ = 0;
  int failure_ = 0; ///< The first one's errno.
};

} // namespace troupe
