#include "runtime/scheduler/clock.hpp"

#include <utility>

#include <caf/group.hpp>

namespace troupe {

void Clock::ensure_thread() {
  const std::scoped_lock lock(mutex_);
  if (is_running_.exchange(true))
    return;
  thread_ = std::thread([this] { run_dispatch_loop(); });
}

void Clock::stop() {
  const std::scoped_lock lock(mutex_);
  if (!is_running_.exchange(false))
    return;
  cancel_dispatch_loop();
  thread_.join();
}

void Clock::set_ordinary_timeout(time_point t, caf::abstract_actor* self, caf::atom_value type,
                                 std::uint64_t id) {
  ensure_thread();
  Base::set_ordinary_timeout(t, self, type, id);
}

void Clock::set_request_timeout(time_point t, caf::abstract_actor* self, caf::message_id id) {
  ensure_thread();
  Base::set_request_timeout(t, self, id);
}

void Clock::set_multi_timeout(time_point t, caf::abstract_actor* self, caf::atom_value type,
                              std::uint64_t id) {
  ensure_thread();
  Base::set_multi_timeout(t, self, type, id);
}

void Clock::cancel_ordinary_timeout(caf::abstract_actor* self, caf::atom_value type) {
  if (is_running_)
    Base::cancel_ordinary_timeout(self, type);
}

void Clock::cancel_request_timeout(caf::abstract_actor* self, caf::message_id id) {
  if (is_running_)
    Base::cancel_request_timeout(self, id);
}

void Clock::cancel_timeouts(caf::abstract_actor* self) {
  if (is_running_)
    Base::cancel_timeouts(self);
}

void Clock::schedule_message(time_point t, caf::strong_actor_ptr receiver, caf::mailbox_element_ptr content) {
  ensure_thread();
  Base::schedule_message(t, std::move(receiver), std::move(content));
}

void Clock::schedule_message(time_point t, caf::group target, caf::strong_actor_ptr sender,
                             caf::message content) {
  ensure_thread();
  Base::schedule_message(t, std::move(target), std::move(sender), std::move(content));
}

void Clock::cancel_all() {
  if (is_running_)
    Base::cancel_all();
}

} // namespace troupe
