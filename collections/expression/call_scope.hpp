#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <troupe/graph.hpp>

namespace troupe {

/// The public call that is under way on this thread. Operations are written with other operations; the nodes
/// of all of them carry the line of the outermost call, which is the user's.
class CallScope {
public:
  explicit CallScope(SourceLine line) noexcept;
  ~CallScope();
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

  /// The line of the outermost call.
  static SourceLine line() noexcept;

private:
  bool outermost_;
};

/// Makes one message of another.
using Rewording = std::function<std::string(std::string_view message)>;

/// Throws the exception that is being handled again, with another message if it is one of Troupe's.
[[noreturn]] void rethrow_reworded(const Rewording& reworded);

/// Throws the exception that is being handled again, its message led by "operation: " unless it is already.
[[noreturn]] void rethrow_named(std::string_view operation);

/// What `build` returns; what it throws names `operation`.
template <class Build>
auto naming(std::string_view operation, Build&& build) {
  try {
    return build();
  } catch (...) {
    rethrow_named(operation);
  }
}

} // namespace troupe
