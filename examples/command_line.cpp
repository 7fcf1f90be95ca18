#include "command_line.hpp"

#include <charconv>
#include <string>
#include <string_view>

namespace {

int parse_threads(std::string_view text) {
  int threads = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), threads);
  if (error != std::errc() || end != text.data() + text.size() || threads < 1)
    throw troupe::ValueError("--threads: \"" + std::string(text) + "\" is no number of threads");
  return threads;
}

} // namespace

CommandLine parse_command_line(int count, char** words) {
  CommandLine line;
  for (int i = 1; i < count; ++i) {
    const std::string option = words[i];
    if (option == "--help") {
      line.help = true;
      continue;
    }
    if (option != "--out" && option != "--save" && option != "--data" && option != "--threads"
        && option != "--scheduler")
      throw troupe::ValueError(option + ": there is no such option; --help lists them");
    if (++i == count)
      throw troupe::ValueError(option + ": its value is missing");
    if (option == "--out")
      line.out = words[i];
    else if (option == "--save")
      line.save = words[i];
    else if (option == "--data")
      line.data = words[i];
    else if (option == "--threads")
      line.session.threads = parse_threads(words[i]);
    else
      line.session.scheduler = troupe::scheduler_from_name(words[i]);
  }
  return line;
}
