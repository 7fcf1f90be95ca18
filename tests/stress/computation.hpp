#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <troupe/graph.hpp>

namespace troupe::stress {

/// What a task of a random computation does with the sum of its inputs.
enum class Act : std::uint8_t {
  constant,      ///< stands for its seed
  mix,           ///< adds its seed
  object,        ///< the same, and the value is an object whose life is counted
  block,         ///< the same, and the value is a chunk large enough to be put out of memory
  nested_steps,  ///< the same, by a body of several steps
  read,          ///< the same, on the I/O pool
  stumble,       ///< fails once or twice and then does the same
  fail,          ///< fails
  yield_one,     ///< yields a graph of one result
  yield_several, ///< yields a graph of several results
  promise,       ///< stands for one of them
  plan,          ///< yields a graph that holds its inputs by reference
  compute,       ///< computes a graph
};

struct TaskPlan {
  Act act = Act::constant;
  std::uint32_t seed = 0;
  std::vector<std::uint32_t> inputs; ///< Earlier tasks.
};

/// What may happen in a computation.
struct Risks {
  bool fails = false;
  bool yields = false;
  bool computes = false;
};

/// A small random computation: the same for a seed, wherever it is made.
struct Computation {
  std::vector<TaskPlan> tasks;
  std::vector<std::uint32_t> wanted;
  int depth = 0; ///< How deep it is within others.
  Risks risks;
};

Computation make_computation(std::uint64_t seed, int depth, Risks risks);

/// The wanted values, by plain evaluation in one thread. Computations that fail have none.
std::vector<std::int64_t> evaluate(const Computation& computation);
/// Whether a task that fails is among those needed.
bool must_fail(const Computation& computation);

Graph make_graph(const Computation& computation);
/// The ids of the wanted tasks in that graph.
std::vector<TaskId> wanted_tasks(const Computation& computation);
std::int64_t number_of(const Value& value);

/// Objects alive that tasks of `Act::object` made.
std::int64_t objects_alive();

} // namespace troupe::stress
