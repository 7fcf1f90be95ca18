#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include <CLI/CLI.hpp>

// What values of options must be, checked before CLI11 converts them and told in plain words.

namespace troupe::tool {

/// A number from 0 on.
CLI::Validator whole_number(std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

/// Some text.
CLI::Validator not_empty();

/// A file's name of this extension, with its dot.
CLI::Validator ends_in(const std::string& extension);

} // namespace troupe::tool
