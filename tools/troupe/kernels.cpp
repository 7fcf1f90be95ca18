// `troupe kernels`: what a graph may call, plugins included.

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <troupe/built_in_kernels.hpp>
#include <troupe/kernel.hpp>
#include <troupe/plugin.hpp>

#include "columns.hpp"
#include "command.hpp"
#include "options.hpp"

namespace troupe::tool {

namespace {

std::string arity_text(int arity) {
  return arity >= 0           ? std::to_string(arity)
         : arity == any_arity ? "any"
                              : std::to_string(any_arity - arity) + " or more";
}

std::string_view kind_text(KernelKind kind) {
  switch (kind) {
  case KernelKind::compute: return "compute";
  case KernelKind::io: return "io";
  case KernelKind::planning: return "planning";
  case KernelKind::function: return "function";
  }
  return "";
}

int list(const std::vector<std::string>& plugins) {
  register_built_in_kernels(); // a plugin must not take their names
  const std::vector<const Kernel*> built_in = KernelRegistry::instance().all();
  for (const std::string& plugin : plugins)
    load_plugin(plugin);
  Columns columns({"name", "version", "arguments", "kind", "what it does"},
                  {Align::left, Align::right, Align::left, Align::left, Align::left});
  for (const Kernel* const kernel : KernelRegistry::instance().all()) {
    if (!plugins.empty() && std::ranges::find(built_in, kernel) != built_in.end())
      continue;
    columns.add({kernel->name, std::to_string(kernel->version), arity_text(kernel->arity),
                 std::string(kind_text(kernel->kind)), kernel->summary});
  }
  columns.print(std::cout);
  return 0;
}

} // namespace

void add_kernels_command(CLI::App& program, Action& action) {
  CLI::App* kernels = program.add_subcommand("kernels", "Lists the kernels that graphs may call");
  const auto plugins = std::make_shared<std::vector<std::string>>();
  kernels->add_option("--load", *plugins, "A plugin: its kernels are listed, not the built-in ones")
      ->check(not_empty());
  kernels->callback([&action, plugins] { action = [plugins] { return list(*plugins); }; });
}

} // namespace troupe::tool
