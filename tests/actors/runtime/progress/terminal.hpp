#pragma once

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <unistd.h>

namespace troupe::test {

/// Two connected descriptors: what is written to one is read from the other.
class Wire {
public:
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  ~Wire() {
    close_reader();
    ::close(writer_);
  }

  int writer() const noexcept { return writer_; }
  int reader() const noexcept { return reader_; }
  void close_reader() {
    if (reader_ >= 0)
      ::close(reader_);
    reader_ = -1;
  }

  bool has_text() const {
    pollfd ready{.fd = reader_, .events = POLLIN, .revents = 0};
    return poll(&ready, 1, 0) == 1 && (ready.revents & POLLIN) != 0;
  }
  /// What was written since the last time.
  std::string text() const {
    std::string text;
    char buffer[4096];
    while (has_text()) {
      const ssize_t count = read(reader_, buffer, sizeof buffer);
      if (count <= 0)
        break;
      text.append(buffer, static_cast<std::size_t>(count));
    }
    return text;
  }

protected:
  Wire() = default;
  int reader_ = -1;
  int writer_ = -1;
};

/// A terminal so many columns wide; `text` is what stands in its stream.
class Terminal : public Wire {
public:
  explicit Terminal(int columns) {
    const winsize size{
        .ws_row = 24, .ws_col = static_cast<unsigned short>(columns), .ws_xpixel = 0, .ws_ypixel = 0};
    if (openpty(&reader_, &writer_, nullptr, nullptr, &size) != 0)
      throw std::system_error(errno, std::generic_category(), "openpty");
  }
};

class Pipe : public Wire {
public:
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
      throw std::system_error(errno, std::generic_category(), "pipe");
    reader_ = ends[0];
    writer_ = ends[1];
  }
};

/// While one exists stderr is something else.
class StderrTo {
public:
  explicit StderrTo(int descriptor) : before_(dup(STDERR_FILENO)) { dup2(descriptor, STDERR_FILENO); }
  ~StderrTo() {
    dup2(before_, STDERR_FILENO);
    ::close(before_);
  }
  StderrTo(const StderrTo&) = delete;
  StderrTo& operator=(const StderrTo&) = delete;

private:
  const int before_;
};

/// While one exists the variable TERM is something else.
class TermIs {
public:
  explicit TermIs(const char* name) {
    if (const char* const before = getenv("TERM"))
      before_ = before;
    setenv("TERM", name, 1);
  }
  ~TermIs() { setenv("TERM", before_.c_str(), 1); }
  TermIs(const TermIs&) = delete;
  TermIs& operator=(const TermIs&) = delete;

private:
  std::string before_;
};

} // namespace troupe::test
