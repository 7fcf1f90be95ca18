// A plugin, as its author would write it: built with the headers, linked with nothing of Troupe's.

#include <troupe/plugin.hpp>
#include <troupe/register_kernel.hpp>

void troupe_plugin() {
  troupe::register_kernel("halve", [](double x) { return x / 2; }, {.summary = "half of a number"});
}
