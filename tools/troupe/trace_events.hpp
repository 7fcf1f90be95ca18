#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::tool {

/// What a trace file says, times in nanoseconds from its begin. All lengths together are within 2^63 of them. A task takes some 100 bytes.
struct TraceEvents {
  struct Task {
    std::uint64_t id = 0;
    std::int64_t begin_ns = 0;
    std::int64_t length_ns = 0;
    std::uint64_t key_place = 0;   ///< In `keys`.
    std::uint64_t first_input = 0; ///< In `inputs`: ids.
    std::uint32_t input_count = 0;
    std::uint32_t key_size = 0;
    std::uint32_t kernels = 0; ///< In `names`.
    std::uint32_t thread = 0;
    std::uint32_t run = 0;   ///< The number of its compute.
    bool has_failed = false; ///< An attempt of a task.
    bool is_yielded = false; ///< The task that yielded its graph stands behind its inputs.
  };
  struct Span {
    std::int64_t begin_ns = 0;
    std::int64_t end_ns = 0;
    std::uint32_t run = 0; ///< The number of the compute that it is.
    std::int64_t length_ns() const noexcept { return end_ns - begin_ns; }
  };
  struct Moves {
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
    std::int64_t time_ns = 0;
  };

  // What the session was.
  std::string scheduler;
  std::uint64_t threads = 0;
  std::uint64_t io_threads = 0;
  std::optional<std::uint64_t> memory_limit_bytes;

  std::vector<Task> tasks;
  std::vector<std::uint64_t> inputs;
  std::map<std::uint64_t, std::vector<std::uint64_t>>
      yields; ///< The tasks that a yielding one's graph ends with.
  std::string keys;
  std::vector<std::string> names;
  std::map<std::uint64_t, std::string> thread_names;
  std::vector<Span> runs;
  std::vector<Span> waits;                         ///< For memory.
  std::map<std::string, Moves, std::less<>> moves; ///< By name.
  std::uint64_t peak_memory_bytes = 0;             ///< Of values and workspace.

  std::string_view key(const Task& task) const {
    return std::string_view(keys).substr(task.key_place, task.key_size);
  }
  std::span<const std::uint64_t> inputs_of(const Task& task) const {
    return std::span(inputs).subspan(task.first_input, task.input_count);
  }
  std::optional<std::uint64_t> yielded_by(const Task& task) const {
    return task.is_yielded ? std::optional(inputs[task.first_input + task.input_count]) : std::nullopt;
  }
};

/// \throws FileError if the file cannot be read, or is no whole trace of Troupe's.
TraceEvents read_trace(const std::filesystem::path& file);

} // namespace troupe::tool
