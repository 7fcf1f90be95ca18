#pragma once

#include <string>
#include <vector>

#include "support/program.hpp"

namespace troupe::test {

/// Runs the command `troupe`.
inline ProgramResult run_troupe(const std::vector<std::string>& words) {
  return run_program(TROUPE_PROGRAM, words);
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace troupe::test
