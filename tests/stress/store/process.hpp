#pragma once

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace troupe::stress {

/// Two numbers a process tells its parent.
using Message = std::array<std::uint64_t, 2>;

/// A process of one's own that tells things through a pipe and may be killed at any time.
class Process {
public:
  /// \param work Called as `work(tell)` with a function that takes a Message. What it throws ends the process with 1.
  template <class Work>
  explicit Process(const Work& work) {
    int ends[2];
    if (pipe(ends) != 0)
      throw std::system_error(errno, std::generic_category(), "pipe");
    std::fflush(stdout);
    id_ = fork();
    if (id_ < 0)
      throw std::system_error(errno, std::generic_category(), "fork");
    if (id_ == 0) {
      close(ends[0]);
      _exit(run(work, ends[1]));
    }
    close(ends[1]);
    input_ = ends[0];
  }
  Process(Process&& other) noexcept
      : id_(std::exchange(other.id_, -1)), input_(std::exchange(other.input_, -1)) {}
  Process& operator=(Process&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(input_, other.input_);
    return *this;
  }
  ~Process() {
    if (id_ > 0) {
      kill();
      wait();
    }
    if (input_ >= 0)
      close(input_);
  }

  /// What was told next; nothing when it has ended, or for the time being after `patience_ms`.
  std::optional<Message> next(int patience_ms = -1) {
    pollfd poller{input_, POLLIN, 0};
    Message message;
    if (poll(&poller, 1, patience_ms) <= 0 || read(input_, &message, sizeof message) != sizeof message)
      return std::nullopt;
    return message;
  }
  void kill() { ::kill(id_, SIGKILL); }
  /// The exit code; 128 + the signal that ended it.
  int wait() {
    int status = 0;
    waitpid(std::exchange(id_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

private:
  template <class Work>
  static int run(const Work& work, int output) {
    try {
      work([output](const Message& message) {
        if (write(output, &message, sizeof message) != sizeof message) // whole: it is smaller than PIPE_BUF
          _exit(2);
      });
      return 0;
    } catch (const std::exception& error) {
      std::fprintf(stderr, "process %d: %s\n", getpid(), error.what());
      return 1;
    }
  }

  pid_t id_ = -1;
  int input_ = -1;
};

} // namespace troupe::stress
