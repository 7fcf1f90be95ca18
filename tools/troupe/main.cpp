// The command `troupe`: a table of subcommands, each in a file of its own.
//
// Exit codes: 0, done; 1, what was looked for is wrong (damage); 2, it could not be done, or was asked wrongly.

#include <exception>
#include <iostream>

#include "command.hpp"

namespace {

constexpr int cannot = 2;

constexpr void (*commands[])(CLI::App&, troupe::tool::Action&) = {
    troupe::tool::add_store_command,
};

} // namespace

int main(int argc, char** argv) {
  try {
    CLI::App program("Looks after what Troupe keeps on disk.", "troupe");
    program.require_subcommand(1);
    troupe::tool::Action action;
    for (const auto add : commands)
      add(program, action);
    try {
      program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return program.exit(error) == 0 ? 0 : cannot;
    }
    return action();
  } catch (const std::exception& error) {
    std::cerr << "troupe: " << error.what() << '\n';
    return cannot;
  }
}
