// A plugin, as its author would write it: built with the headers, linked with nothing of Troupe's.

#include <chrono>
#include <thread>

#include <troupe/plugin.hpp>
#include <troupe/register_kernel.hpp>

namespace {

double rest(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  return seconds;
}

} // namespace

void troupe_plugin() {
  troupe::register_kernel("halve", [](double x) { return x / 2; }, {.summary = "half of a number"});
  troupe::register_kernel<rest>("rest", {.summary = "a number, after as many seconds"});
}
