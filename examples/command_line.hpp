#pragma once

#include <filesystem>

#include <troupe/session.hpp>

/// What the user of an example asked for.
struct CommandLine {
  std::filesystem::path out = "winds_and_relief";
  std::filesystem::path save; ///< Where the graph goes; empty: nowhere.
  std::filesystem::path data =
      "/usr/share/ferret-vis/data"; ///< Where Debian's package ferret-datasets puts it.
  troupe::SessionOptions session;
  bool help = false;
};

inline constexpr const char* command_line_help =
    R"(  --out DIR          where pictures and tables go (winds_and_relief)
  --save FILE        writes the graph too: winds_and_relief --replay FILE, or troupe inspect FILE
  --data DIR         where the files of Debian's package ferret-datasets are (/usr/share/ferret-vis/data)
  --threads N        how many tasks run at a time (one a core)
  --scheduler NAME   threads or synchronous (threads)
)";

/// \throws troupe::ValueError naming an option that is not known, lacks its value, or has one that makes no
/// sense.
CommandLine parse_command_line(int count, char** words);
