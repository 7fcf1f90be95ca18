#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fnmatch.h>

#include <troupe/error.hpp>
#include <troupe/replay.hpp>
#include <troupe/session.hpp>

#include "case.hpp"
#include "graph/graph_functions.hpp"

// troupe-conformance FILE.jsonl [options]: runs the cases of a suite's file through Troupe's public API.
// Exit code: 0 if no case failed, 1 if one did, 2 for a wrong call.

namespace {

using namespace troupe;
using namespace troupe::conformance;

constexpr std::string_view usage =
    R"(usage: troupe-conformance FILE.jsonl [--tag T] [--id GLOB] [--scheduler S] [--failures]
                          [--rechunk SEED] [--through-file] [--at-least N]

  --tag T          only cases that carry the tag
  --id GLOB        only cases whose id matches, as "array/reduce-*"
  --scheduler S    threads or synchronous; by default what the case asks for, else threads
  --failures       print the reason of each failure
  --rechunk SEED   cut the arrays that come in at random instead of as the case says
  --through-file   write each case's graph to a file, and have a second process run it
  --at-least N     fail if fewer cases passed
)";

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Options {
  std::string file;
  std::string tag;
  std::string id = "*";
  std::optional<Scheduler> scheduler;
  std::optional<std::uint64_t> rechunk_seed;
  std::uint64_t at_least = 0;
  bool failures = false;
  bool through_file = false;
};

std::uint64_t number_from(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw UsageError("not a number: " + text);
  return number;
}

Options options_from(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const auto next = [&]() -> const std::string& {
      if (i + 1 == arguments.size())
        throw UsageError(argument + " wants a value");
      return arguments[++i];
    };
    if (argument == "--tag")
      options.tag = next();
    else if (argument == "--id")
      options.id = next();
    else if (argument == "--scheduler")
      options.scheduler = scheduler_from_name(next());
    else if (argument == "--rechunk")
      options.rechunk_seed = number_from(next());
    else if (argument == "--at-least")
      options.at_least = number_from(next());
    else if (argument == "--through-file")
      options.through_file = true;
    else if (argument == "--failures")
      options.failures = true;
    else if (argument.starts_with("--") || !options.file.empty())
      throw UsageError("unexpected " + argument);
    else
      options.file = argument;
  }
  if (options.file.empty())
    throw UsageError("no file is named");
  return options;
}

struct Totals {
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t unsupported = 0;

  void add(Outcome outcome) {
    ++(outcome == Outcome::passed ? passed : outcome == Outcome::failed ? failed : unsupported);
  }
};

std::ostream& operator<<(std::ostream& out, const Totals& totals) {
  return out << "passed " << totals.passed << ", failed " << totals.failed << ", unsupported "
             << totals.unsupported;
}

bool is_chosen(const Case& test, const Options& options) {
  return fnmatch(options.id.c_str(), test.id.c_str(), 0) == 0
         && (options.tag.empty() || std::ranges::find(test.tags, options.tag) != test.tags.end());
}

int run(const Options& options) {
  Setting setting(options.scheduler, options.rechunk_seed, options.through_file);
  Totals all;
  std::map<std::string, Totals> by_tag;
  for (const Case& test : read_cases(options.file)) {
    if (!is_chosen(test, options))
      continue;
    const Verdict verdict = run_case(test, setting);
    all.add(verdict.outcome);
    for (const std::string& tag : test.tags)
      by_tag[tag].add(verdict.outcome);
    if (options.failures && verdict.outcome == Outcome::failed)
      std::cout << "FAILED " << test.id << ": " << verdict.reason << std::endl;
  }
  for (const auto& [tag, totals] : by_tag)
    std::cout << tag << ": " << totals << '\n';
  std::cout << all << std::endl;
  return all.failed > 0 || all.passed < options.at_least ? 1 : 0;
}

} // namespace

int main(int count, char** arguments) {
  try {
    register_graph_functions();
    if (const auto code = replay_if_asked(count, arguments))
      return *code;
    const Options options = options_from({arguments + 1, arguments + count});
    return run(options);
  } catch (const UsageError& error) {
    std::cerr << "troupe-conformance: " << error.what() << '\n' << usage;
  } catch (const std::exception& error) {
    std::cerr << "troupe-conformance: " << error.what() << '\n';
  }
  return 2;
}
