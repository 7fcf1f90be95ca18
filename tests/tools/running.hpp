#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/program.hpp"

namespace troupe::test {

/// Runs the command `troupe` with these words, and `more` behind them. \param output  as of `run_program`
inline ProgramResult run_troupe(std::vector<std::string> words, const std::vector<std::string>& more = {},
                                const std::filesystem::path& output = {}) {
  words.insert(words.end(), more.begin(), more.end());
  return run_program(TROUPE_PROGRAM, words, output);
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace troupe::test
