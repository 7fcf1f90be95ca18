#pragma once

#include <cstdint>
#include <memory>
#include <typeinfo>
#include <utility>

#include <caf/make_message.hpp>
#include <caf/message.hpp>
#include <caf/message_id.hpp>

#include <troupe/session.hpp>
#include <troupe/value.hpp>

#include "runtime/memory/spillable_value.hpp"
#include "runtime/run/run_counters.hpp"

// Every message of the runtime. All are plain CAF messages; the number of the input they stand for travels in
// the message's id, so that one message, allocated once for each result, is shared by all consumers.
//
//   content        message_id           from -> to                              means
//   Result         slot, maybe exact    task -> consumer, spliced task, client  an input: a handle to a value
//   Failure        slot                 task -> consumer, client                an input that will never come
//   caf::exit_msg  any                  anyone -> task, client                  the task is to fail
//   caf::down_msg  default              task -> its monitors                    the task's actor has ended
//   sys_atom, …    a request's          anyone -> task                          answered as by any actor
//
// `exact` says that the value is what a promise stands for and not the whole result of the task that promised
// it.

namespace troupe {

/// What a task yields, as its consumers hold it until they run: a message with a `Result` is the handle,
/// counted by reference; a consumer copies the value out of it when it runs. Where memory is limited a large value is
/// a `SpillableValue`, which may be out of memory in the meantime.
class Result {
public:
  Result(Value value, RunCounters& counters) : value_(std::move(value)), counters_(&counters) {
    counters_->result_born();
  }
  Result(SpillablePointer value, RunCounters& counters) : spillable_(std::move(value)), counters_(&counters) {
    counters_->result_born();
  }
  Result(const Result& other)
      : value_(other.value_), spillable_(other.spillable_), counters_(other.counters_) {
    counters_->result_born();
  }
  Result(Result&& other) noexcept
      : value_(std::move(other.value_)), spillable_(std::move(other.spillable_)),
        counters_(std::exchange(other.counters_, nullptr)) {}
  Result& operator=(const Result&) = delete;
  ~Result() {
    if (counters_ != nullptr)
      counters_->result_died();
  }

  /// For tasks that have been admitted with it.
  const Value& value() const noexcept { return spillable_ != nullptr ? spillable_->value() : value_; }
  /// For anybody: reads the value back if need be.
  ///
  /// \throws what `SessionMemory::take_out` throws.
  Value take_out() const;
  SpillableValue* spillable() const noexcept { return spillable_.get(); }

private:
  Value value_;
  SpillablePointer spillable_;
  RunCounters* counters_;
};

/// Why an input will never come: the failure of the task it was to come from.
struct Failure {
  std::shared_ptr<const TaskError::Details> details;
};

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::Result)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::Failure)

namespace troupe {

/// The shared part of a message that holds one `T`.
template <class T>
using ContentOf = caf::detail::tuple_vals<T>;

/// The `T` of a message, or nullptr if it holds something else. One comparison of pointers in the usual case.
template <class T>
const T* find(const caf::detail::message_data* content) noexcept {
  if (content == nullptr || typeid(*content) != typeid(ContentOf<T>))
    return nullptr;
  return &std::get<0>(static_cast<const ContentOf<T>*>(content)->data());
}

inline constexpr std::uint64_t exact_flag = std::uint64_t{1} << 32;

/// The message id of input number `slot`.
inline caf::message_id input_id(std::uint32_t slot, bool exact = false) noexcept {
  return caf::make_message_id(slot | (exact ? exact_flag : 0));
}
inline std::uint32_t slot_of(caf::message_id id) noexcept {
  return static_cast<std::uint32_t>(id.integer_value());
}
inline bool is_exact(caf::message_id id) noexcept { return (id.integer_value() & exact_flag) != 0; }

} // namespace troupe
