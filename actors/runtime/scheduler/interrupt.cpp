#include "runtime/scheduler/interrupt.hpp"

#include <cerrno>
#include <csignal>
#include <mutex>
#include <system_error>

#include <troupe/error.hpp>

namespace troupe {

namespace {

std::mutex handler_mutex;
int watch_count = 0;
struct sigaction handler_before {};

} // namespace

constinit std::atomic<std::uint32_t> Interrupts::count_{0};

void Interrupts::handle(int) noexcept { count_.fetch_add(1, std::memory_order_relaxed); }

Interrupts::Watch::Watch() {
  const std::scoped_lock lock(handler_mutex);
  if (watch_count == 0) {
    struct sigaction action {};
    action.sa_handler = &Interrupts::handle;
    // A kernel's system calls go on: the run looks at the count when the kernel is done.
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, &handler_before) != 0)
      throw Error("session: cannot watch for Ctrl-C: " + std::generic_category().message(errno));
  }
  ++watch_count;
}

Interrupts::Watch::~Watch() {
  const std::scoped_lock lock(handler_mutex);
  if (--watch_count == 0)
    sigaction(SIGINT, &handler_before, nullptr);
}

} // namespace troupe
