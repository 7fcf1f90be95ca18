#pragma once

#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include <troupe/graph.hpp>
#include <troupe/kernel.hpp>

namespace troupe::test {

/// The kernel called `name`, registered at its first use.
inline const Kernel& test_kernel(const std::string& name, KernelFunction run,
                                 KernelKind kind = KernelKind::compute) {
  static std::mutex registering; // tasks of one name may be made in several threads
  const std::scoped_lock lock(registering);
  if (const Kernel* known = KernelRegistry::instance().find(name)) {
    if (known->run != run)
      throw std::logic_error("two kernels of tests are called " + name);
    return *known;
  }
  Kernel kernel;
  kernel.name = name;
  kernel.summary = "for tests";
  kernel.run = run;
  kernel.kind = kind;
  return KernelRegistry::instance().add(std::move(kernel));
}

/// A call of a function as a task of a graph written by hand.
inline Node call_of(const std::string& name, KernelFunction run, std::vector<Node> arguments = {},
                    KernelKind kind = KernelKind::compute) {
  return call(test_kernel(name, run, kind).name, std::move(arguments));
}

/// The sum of integers.
inline Value sum_kernel(const KernelCall& call) {
  std::int64_t sum = 0;
  for (const Value& argument : call.arguments)
    sum += argument.as_integer();
  return sum;
}
inline Node sum(std::vector<Node> arguments) { return call_of("test.sum", sum_kernel, std::move(arguments)); }

/// Fails with "no such luck".
inline Node failing(std::vector<Node> arguments = {}) {
  return call_of(
      "test.fail", [](const KernelCall&) -> Value { throw std::runtime_error("no such luck"); },
      std::move(arguments));
}

} // namespace troupe::test
