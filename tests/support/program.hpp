#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace troupe::test {

/// What a program said before it ended.
struct ProgramResult {
  int exit_code = 0; ///< 128 + the signal if one ended it, as a shell says it.
  std::string output;
  std::string errors;
};

/// Runs a program and waits for its end. No shell in between: arguments arrive as they are.
///
/// \param output  where its standard output goes, unread; empty: into the result
/// \throws std::system_error if it cannot be started.
ProgramResult run_program(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                          const std::filesystem::path& output = {});

/// The bytes of a file.
///
/// \throws std::runtime_error naming a file that cannot be read.
std::string read_bytes(const std::filesystem::path& file);

} // namespace troupe::test
