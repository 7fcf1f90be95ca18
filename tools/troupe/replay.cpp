// `troupe replay`: runs a graph file.

#include <iostream>

#include <troupe/replay.hpp>

#include "command.hpp"

namespace troupe::tool {

void add_replay_command(CLI::App& program, Action& action) {
  CLI::App* replay = program.add_subcommand("replay", "Runs a graph file and prints or stores what it wants");
  replay->set_help_flag(); // the words behind it are read where programs of users have theirs read
  replay->prefix_command();
  replay->callback([&action, replay] {
    action = [words = replay->remaining()] { return replay_command(words, std::cout, std::cerr); };
  });
}

} // namespace troupe::tool
