#pragma once

#include <mutex>
#include <thread>

#include <caf/detail/thread_safe_actor_clock.hpp>

namespace troupe {

/// CAF's clock for stock actors, with its thread started by the first timeout. Until then, what an actor does
/// at its end, cancelling its timeouts, costs nothing.
class Clock final : public caf::detail::thread_safe_actor_clock {
public:
  using Base = caf::detail::thread_safe_actor_clock;

  Clock() = default;
  ~Clock() override { stop(); }
  void stop();

  void set_ordinary_timeout(time_point t, caf::abstract_actor* self, caf::atom_value type,
                            std::uint64_t id) override;
  void set_request_timeout(time_point t, caf::abstract_actor* self, caf::message_id id) override;
  void set_multi_timeout(time_point t, caf::abstract_actor* self, caf::atom_value type,
                         std::uint64_t id) override;
  void cancel_ordinary_timeout(caf::abstract_actor* self, caf::atom_value type) override;
  void cancel_request_timeout(caf::abstract_actor* self, caf::message_id id) override;
  void cancel_timeouts(caf::abstract_actor* self) override;
  void schedule_message(time_point t, caf::strong_actor_ptr receiver,
                        caf::mailbox_element_ptr content) override;
  void schedule_message(time_point t, caf::group target, caf::strong_actor_ptr sender,
                        caf::message content) override;
  void cancel_all() override;

private:
  void ensure_thread();

  std::mutex mutex_;
  std::atomic<bool> is_running_{false};
  std::thread thread_;
};

} // namespace troupe
