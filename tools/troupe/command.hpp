#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace troupe::tool {

/// What the command line asked for; returns the exit code.
using Action = std::function<int()>;

/// Has `app` take one of its subcommands, and name a word that is none.
void require_subcommand(CLI::App& app);

// One for each subcommand, in its own file: adds it, with callbacks that set the action.
void add_diff_command(CLI::App& program, Action& action);
void add_inspect_command(CLI::App& program, Action& action);
void add_kernels_command(CLI::App& program, Action& action);
void add_replay_command(CLI::App& program, Action& action);
void add_store_command(CLI::App& program, Action& action);
void add_trace_command(CLI::App& program, Action& action);

} // namespace troupe::tool
