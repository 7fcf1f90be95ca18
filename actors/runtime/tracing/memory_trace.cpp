#include "runtime/tracing/memory_trace.hpp"

#include <utility>

#include "runtime/tracing/trace_clock.hpp"
#include "runtime/tracing/tracer.hpp"

namespace troupe {

void MemoryTrace::set(std::shared_ptr<Tracer> tracer) {
  const std::scoped_lock lock(mutex_);
  tracer_ = std::move(tracer);
  is_on_.store(tracer_ != nullptr, std::memory_order_relaxed);
}

template <class Event>
void MemoryTrace::tell(const Event& event) {
  const std::scoped_lock lock(mutex_);
  if (tracer_ != nullptr)
    tracer_->add(event);
}

void MemoryTrace::moved(MemoryMove::Kind kind, std::uint64_t bytes, int participant,
                        std::chrono::steady_clock::time_point begin) {
  if (is_on())
    tell(MemoryMove{kind, participant, bytes, TraceClock::nanoseconds(begin),
                    TraceClock::nanoseconds(TraceClock::Steady::now())});
}

void MemoryTrace::dropped(std::uint64_t bytes) {
  if (!is_on())
    return;
  const std::uint64_t now = TraceClock::nanoseconds(TraceClock::Steady::now());
  tell(MemoryMove{MemoryMove::Kind::dropped, -1, bytes, now, now});
}

void MemoryTrace::sampled(std::chrono::steady_clock::time_point when, std::uint64_t value_bytes,
                          std::uint64_t workspace_bytes, std::uint64_t promised_bytes) {
  if (is_on())
    tell(MemorySample{TraceClock::nanoseconds(when), value_bytes, workspace_bytes, promised_bytes});
}

} // namespace troupe
