#include "replay/arguments.hpp"

#include <algorithm>
#include <charconv>
#include <span>

#include <troupe/error.hpp>

namespace troupe {

const std::string_view replay_usage = R"(FILE [options]

Runs a graph file and prints the wanted values.

  --keys A,B          only these results or tasks; may be repeated, for names with a comma
  --out DIR           stores them there: arrays as NAME.npy, other values as NAME.json
  --task KEY          makes the inputs of this task, or of the result of this name if it has one task, then runs it
                      alone, in the main thread: for a debugger
  --load LIBRARY      a plugin with kernels or types; may be repeated
  --scheduler NAME    threads or synchronous
  --threads N         0: one a core
  --memory SIZE       the memory limit: 2GiB
  --store DIR         where values are put that the limit leaves no room for
  --progress          tells on stderr how far it is, by plain lines where that is no terminal; a terminal has a
                      bar anyway, after a second
  --no-progress       no bar
)";

namespace {

int number_from(const std::string& text, const std::string& option) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw UsageError(option + " wants a number, not " + text);
  return number;
}

struct Row {
  std::string_view option;
  void (*set)(ReplayOptions& options, const std::string& value);
};

constexpr Row rows[] = {
    {"--keys", [](ReplayOptions& options, const std::string& value) { options.keys.push_back(value); }},
    {"--out", [](ReplayOptions& options, const std::string& value) { options.out = value; }},
    {"--task", [](ReplayOptions& options, const std::string& value) { options.task = value; }},
    {"--load", [](ReplayOptions& options, const std::string& value) { options.plugins.emplace_back(value); }},
    {"--scheduler", [](ReplayOptions& options,
                       const std::string& value) { options.session.scheduler = scheduler_from_name(value); }},
    {"--threads",
     [](ReplayOptions& options, const std::string& value) {
       options.session.threads = number_from(value, "--threads");
     }},
    {"--memory",
     [](ReplayOptions& options, const std::string& value) { options.session.memory_limit = value; }},
    {"--store", [](ReplayOptions& options, const std::string& value) { options.session.store = value; }},
};

/// The words that have no value, and what they mean.
struct Flag {
  std::string_view option;
  ProgressBar progress_bar;
};

constexpr Flag flags[] = {{"--progress", ProgressBar::always}, {"--no-progress", ProgressBar::off}};

/// \returns whether the word is one without a value
bool set_flag(ReplayOptions& options, std::string_view word) {
  const auto* const flag = std::ranges::find(flags, word.substr(0, word.find('=')), &Flag::option);
  if (flag == std::end(flags))
    return false;
  if (flag->option != word)
    throw UsageError(std::string(flag->option) + " takes no value");
  ProgressBar& progress_bar = options.session.progress_bar;
  if (progress_bar != ProgressBar::automatic && progress_bar != flag->progress_bar)
    throw UsageError("--progress and --no-progress exclude each other");
  progress_bar = flag->progress_bar;
  return true;
}

bool is_option(std::string_view word) { return word.starts_with('-') && word.size() > 1; }

} // namespace

ReplayOptions replay_options(const std::vector<std::string>& words) {
  ReplayOptions options;
  options.session.interrupt = Interrupt::cancel;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!is_option(word)) {
      if (!options.file.empty())
        throw UsageError("there are two files, " + options.file.string() + " and " + word);
      options.file = word;
      continue;
    }
    if (set_flag(options, word))
      continue;
    const std::size_t equals = word.find('=');
    const std::string option = word.substr(0, equals);
    const auto* const row = std::ranges::find(rows, option, &Row::option);
    if (row == std::end(rows))
      throw UsageError("there is no option " + option);
    if (equals == std::string::npos && i + 1 == words.size())
      throw UsageError(option + " wants a value");
    const std::string value = equals == std::string::npos ? words[++i] : word.substr(equals + 1);
    if (value.empty())
      throw UsageError(option + " wants a value");
    try {
      row->set(options, value);
    } catch (const ValueError& error) {
      throw UsageError(option + ": " + error.what());
    }
  }
  if (options.file.empty())
    throw UsageError("no file is named");
  if (!options.task.empty() && !options.keys.empty())
    throw UsageError("--task runs one task, so there can be no --keys");
  return options;
}

} // namespace troupe
