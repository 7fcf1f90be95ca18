#include "runtime/progress/progress_display.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <ctime>

#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "runtime/progress/progress_line.hpp"

namespace troupe {

namespace {

constexpr std::string_view erased = "\r\033[K";
constexpr int usual_width = 80;

// stderr is one for the process, and two lines cannot be drawn on one.
// The process that has it: after a fork the other one's bar is not ours.
std::atomic<pid_t> claimed_by{0};

bool take_stderr() {
  pid_t holder = claimed_by.load();
  return holder != getpid() && claimed_by.compare_exchange_strong(holder, getpid());
}

bool can_redraw(int descriptor) {
  const char* const name = std::getenv("TERM");
  return isatty(descriptor) == 1 && name != nullptr && std::string_view(name) != "dumb" && *name != '\0';
}

/// \returns 0 if it is no terminal, or another program's turn to draw on it
int columns(int descriptor) noexcept {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0)
    return 0;
  const pid_t foreground =
      tcgetpgrp(descriptor); // -1 where it is a terminal, and not the one that controls us
  if (foreground != -1 && foreground != getpgrp())
    return 0;
  return size.ws_col > 0 ? size.ws_col : usual_width;
}

/// While one exists a closed pipe is an error of `write`, and no signal.
class PipeSignalBlocked {
public:
  PipeSignalBlocked() {
    sigemptyset(&signal_);
    sigaddset(&signal_, SIGPIPE);
    sigset_t pending;
    was_pending_ = sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &signal_, &before_);
  }
  ~PipeSignalBlocked() {
    const timespec at_once{};
    if (!was_pending_)
      sigtimedwait(&signal_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  PipeSignalBlocked(const PipeSignalBlocked&) = delete;
  PipeSignalBlocked& operator=(const PipeSignalBlocked&) = delete;

private:
  sigset_t signal_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

} // namespace

ProgressTarget progress_target(ProgressBar choice, int stderr_descriptor) {
  if (choice == ProgressBar::off)
    return ProgressTarget::none;
  if (can_redraw(stderr_descriptor))
    return ProgressTarget::terminal;
  return choice == ProgressBar::always ? ProgressTarget::lines : ProgressTarget::none;
}

void ProgressDisplay::show(const Progress& progress) {
  pace_.observe(progress);
  next_s_ = progress.elapsed_s + timing_.redraw_s;
  if (progress.elapsed_s < timing_.first_s || !claim())
    return;
  if (target_ == ProgressTarget::terminal)
    draw();
  else if (progress.elapsed_s >= next_line_s_)
    print_line();
}

bool ProgressDisplay::claim() noexcept {
  if (!has_claim_)
    has_claim_ = take_stderr();
  return has_claim_;
}

void ProgressDisplay::draw() {
  const int width = columns(descriptor_) - 1; // a character in the last column may begin a new line
  if (width <= 0)
    return;
  if (write("\r" + progress_line(pace_.latest(), pace_.speed(), width) + "\033[K"))
    is_visible_ = true;
}

void ProgressDisplay::print_line() {
  write(progress_text(pace_.latest(), pace_.speed()) + "\n");
  next_line_s_ = pace_.latest().elapsed_s + timing_.line_s;
}

void ProgressDisplay::hide() noexcept {
  if (is_visible_ && columns(descriptor_) > 0)
    write(erased);
  is_visible_ = false;
}

void ProgressDisplay::end() noexcept {
  hide();
  target_ = ProgressTarget::none;
  if (has_claim_)
    claimed_by.store(0);
  has_claim_ = false;
}

bool ProgressDisplay::write(std::string_view text) const noexcept {
  pollfd ready{.fd = descriptor_, .events = POLLOUT, .revents = 0};
  if (poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0)
    return false;
  const PipeSignalBlocked blocked;
  return ::write(descriptor_, text.data(), text.size()) > 0;
}

} // namespace troupe
