#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <caf/intrusive_ptr.hpp>

#include <troupe/graph.hpp>
#include <troupe/value.hpp>

#include "runtime/memory/use_time.hpp"

namespace troupe {

class SessionMemory;
struct Admission;

/// Where the bytes of a value are.
///
///     resident ──> leaving ──> stored ──> arriving ──> resident      written to the scratch store, read back
///     resident ──────────────> absent ──> arriving ──> resident      dropped: its task reads it again
///
/// A value that has come back from the store has its bytes there still, so that it can leave without being written.
enum class Residence : std::uint8_t { resident, leaving, stored, absent, arriving };

/// A value that the session's memory may put out of the process while nobody uses it. Results of runs with a
/// memory limit hold one; all that share a result share it.
///
/// What it is (kind, dtype, shape, bytes) is always known; the value itself only while it is resident. The rest belongs
/// to `SessionMemory`, which alone changes it, under its lock.
class SpillableValue final {
public:
  SpillableValue(std::shared_ptr<SessionMemory> memory, Value value, std::unique_ptr<const Body> recipe);
  ~SpillableValue();
  SpillableValue(const SpillableValue&) = delete;
  SpillableValue& operator=(const SpillableValue&) = delete;

  ValueKind kind() const noexcept { return kind_; }
  DType dtype() const noexcept { return dtype_; }            ///< Of a chunk.
  const Shape& shape() const noexcept { return shape_; }     ///< Of a chunk.
  std::size_t size_bytes() const noexcept { return bytes_; } ///< That it takes while resident.
  /// That it takes while it comes back: what is no chunk is read as text first, and some tasks that read need a buffer.
  std::size_t arrival_bytes() const noexcept;
  SessionMemory& memory() const noexcept { return *memory_; }

  /// For tasks that have been admitted with it: it stays resident until they leave.
  const Value& value() const noexcept { return value_; }

  friend void intrusive_ptr_add_ref(SpillableValue* value) noexcept {
    value->references_.fetch_add(1, std::memory_order_relaxed);
  }
  friend void intrusive_ptr_release(SpillableValue* value) noexcept {
    if (value->references_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete value;
  }
  /// Takes a reference, unless the last one is gone already. (CAF's own counts cannot tell: they stay at one while the
  /// last owner destroys.)
  bool try_ref() noexcept;

private:
  friend class SessionMemory;

  UseTime next_use() const noexcept {
    return !uses_.empty() ? uses_.back() : holders_ > 0 ? never_used : last_use_;
  }
  void end_use(const UseTime& time);
  void end_reference();

  std::atomic<std::size_t> references_{1};
  const std::shared_ptr<SessionMemory> memory_;
  const ValueKind kind_;
  DType dtype_ = DType::float64;
  Shape shape_;
  std::size_t bytes_ = 0;
  std::size_t unpooled_bytes_ = 0;           ///< Of these, what the block pool does not count.
  const std::unique_ptr<const Body> recipe_; ///< How to read it again, for what a task reads from a file.

  Value value_;
  Residence residence_ = Residence::resident;
  bool is_stored_ = false;    ///< The store has it, wherever else it is.
  bool cannot_leave_ = false; ///< It has no codec.
  bool is_waiting_ = false;   ///< It stands among those that may leave.
  bool is_lent_ = false;      ///< Somebody was given the value itself: while he has it, it need not leave.
  std::uint32_t pins_ = 0;    ///< By tasks that use it, and for ever by who was given what is no chunk.
  std::uint32_t holders_ = 0; ///< References to it, in graphs and outside.
  std::uint64_t number_ = 0;  ///< Its key in the store.
  UseTime last_use_;          ///< The latest that has ended: without others, and holders, it is about to go.
  std::vector<UseTime> uses_; ///< The latest first.
  std::vector<Admission*> expecting_; ///< Tasks that wait for it to arrive.
  std::string failure_;               ///< Why it did not arrive.
};

using SpillablePointer = caf::intrusive_ptr<SpillableValue>;

} // namespace troupe
