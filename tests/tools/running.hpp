#pragma once

#include <string>
#include <vector>

#include "support/program.hpp"

namespace troupe::test {

/// Runs the command `troupe` with these words, and `more` behind them.
inline ProgramResult run_troupe(std::vector<std::string> words, const std::vector<std::string>& more = {}) {
  words.insert(words.end(), more.begin(), more.end());
  return run_program(TROUPE_PROGRAM, words);
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace troupe::test
