#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "runtime/tracing/task_entries.hpp"

namespace troupe {

class TraceSpool;

/// A participant's entries in the order in which they were made: in memory, or, where those of all runs take too much, in
/// the spool.
class TaskRecords {
public:
  TaskRecords() = default;
  /// Before anything is written.
  void use(TraceSpool& spool) noexcept { spool_ = &spool; }
  TaskRecords(const TaskRecords&) = delete;
  TaskRecords& operator=(const TaskRecords&) = delete;
  ~TaskRecords();

  /// Empty room behind what is written. \param filled_to  behind the last entry there is
  std::span<std::byte> grow(const std::byte* filled_to);
  /// Nothing more is written. \param filled_to  as above
  void finish(const std::byte* filled_to) noexcept;

  /// Calls `take` with each `TaskSpan`. \throws FileError if what is in the spool cannot be read.
  template <class Take>
  void for_each(const Take& take) {
    TaskEntryReader reader;
    for (std::size_t number = 0; number < blocks_.size(); ++number) {
      const std::span<const std::byte> entries = block(number);
      for (const std::byte* place = entries.data(); place != entries.data() + entries.size();)
        for (const TaskSpan& span : reader.read(place))
          take(span);
    }
    for (const TaskSpan& span : reader.end())
      take(span);
  }

private:
  /// What is read back stays until the next call.
  std::span<const std::byte> block(std::size_t number);

  struct Return {
    TraceSpool* spool; ///< Of a large block, or null.
    void operator()(std::byte* memory) const noexcept;
  };
  using Memory = std::unique_ptr<std::byte[], Return>;
  Memory allocate(std::size_t size) const;

  struct Block {
    Memory entries; ///< Null: they are in the spool.
    std::size_t size = 0;
    std::size_t filled = 0;
    std::uint64_t place = 0; ///< In the spool.
  };

  TraceSpool* spool_ = nullptr;
  std::vector<Block> blocks_;
  Memory read_back_;
};

} // namespace troupe
