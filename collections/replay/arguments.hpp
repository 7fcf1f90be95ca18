#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/replay.hpp>

namespace troupe {

/// A command line that says nothing.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What stands behind `replay` as people read it, without the name of the command.
extern const std::string_view replay_usage;

/// \throws UsageError naming the word that is wrong.
ReplayOptions replay_options(const std::vector<std::string>& words);

} // namespace troupe
