#pragma once

#include <exception>
#include <functional>
#include <string>
#include <system_error>

#include <sys/wait.h>
#include <unistd.h>

namespace troupe::test {

/// Runs `work` in a process of its own, which must not use stores that are open here.
class ChildProcess {
public:
  explicit ChildProcess(const std::function<std::string()>& work) {
    int ends[2], gate[2];
    if (pipe(ends) != 0 || pipe(gate) != 0)
      throw std::system_error(errno, std::generic_category(), "pipe");
    process_ = fork();
    if (process_ == 0) {
      close(ends[0]);
      close(gate[1]);
      gate_ = gate[0];
      output_ = ends[1];
      current() = this;
      const std::string said = say(work);
      static_cast<void>(!write(output_, said.data(), said.size()));
      _exit(0);
    }
    close(ends[1]);
    close(gate[0]);
    output_ = ends[0];
    gate_ = gate[1];
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() {
    go_on();
    if (process_ > 0)
      waitpid(process_, nullptr, 0);
    close(output_);
  }

  /// In the child: tells the parent that it is here and waits until that lets it go on.
  static void pause() {
    static_cast<void>(!write(current()->output_, "!", 1));
    char byte;
    static_cast<void>(!read(current()->gate_, &byte, 1));
  }

  void wait_for_pause() {
    char byte = 0;
    if (read(output_, &byte, 1) != 1 || byte != '!')
      throw std::runtime_error("the child did not get there: " + (byte != 0 ? byte + rest() : rest()));
  }
  void go_on() {
    if (gate_ >= 0)
      close(gate_);
    gate_ = -1;
  }
  /// What the work returned or threw.
  std::string result() {
    go_on();
    return rest();
  }

private:
  static ChildProcess*& current() {
    static ChildProcess* child = nullptr;
    return child;
  }
  static std::string say(const std::function<std::string()>& work) {
    try {
      return work();
    } catch (const std::exception& error) {
      return error.what();
    }
  }
  std::string rest() {
    std::string text;
    char bytes[4096];
    for (ssize_t got; (got = read(output_, bytes, sizeof bytes)) > 0;)
      text.append(bytes, static_cast<std::size_t>(got));
    return text;
  }

  pid_t process_ = -1;
  int output_ = -1;
  int gate_ = -1;
};

inline std::string in_child(const std::function<std::string()>& work) { return ChildProcess(work).result(); }

} // namespace troupe::test
