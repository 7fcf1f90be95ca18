#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include <troupe/session.hpp>

namespace troupe {

/// What to run of a graph file, and how.
struct ReplayOptions {
  std::filesystem::path file;
  SessionOptions session = {};
  std::vector<std::string> keys = {}; ///< Results' names or tasks' keys; none: all results of the file.
  std::vector<std::filesystem::path> plugins = {}; ///< Libraries with kernels, loaded before.
  std::filesystem::path out = {}; ///< The directory to store the results in; empty: they are printed.
  std::string task =
      {}; ///< Not empty: this task alone, or that of a result, runs again, its inputs having been made before.
};

/// Runs a graph that `save` wrote, in any program that has the kernels of what is wanted, and prints the wanted values, or stores them: arrays as
/// NAME.npy, other values as NAME.json. The bits are those of the run in the program that saved it, where both use one
/// instruction set.
///
/// With `task` its inputs are computed first, then it runs by itself in the calling thread: a breakpoint in its kernel stops
/// at this call. Its value is printed or stored as those of `keys`, which then are not looked at.
///
/// \throws as `load` and `Session::compute`; KeyError for a key that is neither a result nor a task, and where nothing is
///         wanted; ValueError for a `task` that is a result of several tasks; FileError if a result cannot be stored.
void replay(const ReplayOptions& options, std::ostream& out);

/// The first line of the `main` of a program whose graphs have kernels of its own: where it is called as
/// `program --replay FILE [options]`, it does that and returns the exit code; else it returns nothing.
///
///     int main(int argc, char** argv) {
///       if (const auto code = troupe::replay_if_asked(argc, argv))
///         return *code;
///
/// `program --replay=FILE` does as well. Errors go to stderr, with exit code 1 for a graph that fails; 2 for a wrong call or
/// file, and for output that cannot be written; 130 where Ctrl-C ended it.
std::optional<int> replay_if_asked(int argc, const char* const* argv);

/// The same for the words behind the command `troupe replay`.
int replay_command(const std::vector<std::string>& words, std::ostream& out, std::ostream& errors);

} // namespace troupe
