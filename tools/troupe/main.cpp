// The command `troupe`: a table of subcommands, each in a file of its own.
//
// Exit codes: 0, done; 1, what was looked for is wrong: damage, a difference, a graph that fails; 2, it could not be done, or was asked wrongly; 130,
// Ctrl-C ended a replay.

#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <troupe/names.hpp>

#include "command.hpp"

namespace {

constexpr int cannot = 2;

constexpr void (*commands[])(CLI::App&, troupe::tool::Action&) = {
    troupe::tool::add_replay_command,  troupe::tool::add_inspect_command, troupe::tool::add_diff_command,
    troupe::tool::add_kernels_command, troupe::tool::add_store_command,   troupe::tool::add_trace_command,
};

} // namespace

// CLI11 only says that one is required, whatever stands in its place.
void troupe::tool::require_subcommand(CLI::App& app) {
  app.allow_extras();
  app.callback([&app] {
    if (!app.get_subcommands().empty())
      return;
    const std::vector<std::string> words = app.remaining();
    const std::string known = joined(app.get_subcommands([](CLI::App*) { return true; }),
                                     [](const CLI::App* command) { return command->get_name(); });
    throw CLI::ParseError((words.empty() ? "a subcommand is required" : "no subcommand " + words.front())
                              + "; there are " + known,
                          CLI::ExitCodes::RequiredError);
  });
}

namespace {

/// What was asked for must have arrived: the disk may be full.
int when_written(int code) {
  if (std::cout.flush())
    return code;
  std::cerr << "troupe: cannot write to the standard output\n";
  return cannot;
}

} // namespace

int main(int argc, char** argv) {
  try {
    CLI::App program(
        "Runs graphs from files, looks into them and into traces, and looks after what Troupe keeps on disk.",
        "troupe");
    program.failure_message([](const CLI::App* app, const CLI::Error& error) {
      return "troupe: " + CLI::FailureMessage::simple(app, error);
    });
    troupe::tool::Action action;
    for (const auto add : commands)
      add(program, action);
    troupe::tool::require_subcommand(program);
    try {
      program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return when_written(program.exit(error) == 0 ? 0 : cannot);
    }
    return when_written(action());
  } catch (const std::exception& error) {
    std::cerr << "troupe: " << error.what() << '\n';
    return cannot;
  }
}
