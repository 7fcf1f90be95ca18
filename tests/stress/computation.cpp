#include "stress/computation.hpp"

#include <algorithm>
#include <numeric>
#include <random>

namespace troupe::stress {

namespace {

constexpr int deepest = 3;

Act random_act(std::mt19937_64& random, const Computation& computation) {
  const Risks& risks = computation.risks;
  const bool goes_deeper = computation.depth < deepest;
  const std::uint64_t roll = random() % 100;
  if (risks.fails && roll < 3)
    return Act::fail;
  if (risks.yields && goes_deeper && roll < 15)
    return roll < 7 ? Act::yield_one : roll < 11 ? Act::yield_several : Act::plan;
  if (risks.computes && goes_deeper && roll < 22)
    return Act::compute;
  if (roll < 30)
    return Act::constant;
  if (roll < 38)
    return Act::read;
  if (roll < 42)
    return Act::stumble;
  if (roll < 50)
    return Act::object;
  if (roll < 60)
    return Act::nested_steps;
  return roll < 80 ? Act::block : Act::mix;
}

/// The computation a task of this one yields or computes.
Computation inner(const Computation& outer, std::int64_t seed) {
  Risks risks = outer.risks;
  risks.fails = false;
  return make_computation(static_cast<std::uint64_t>(seed), outer.depth + 1, risks);
}

std::int64_t total(const std::vector<std::int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0}) % 1'000'003;
}

/// Which tasks the wanted ones need.
std::vector<bool> needed(const Computation& computation) {
  std::vector<bool> needed(computation.tasks.size(), false);
  for (const std::uint32_t wanted : computation.wanted)
    needed[wanted] = true;
  for (std::size_t i = computation.tasks.size(); i-- > 0;)
    if (needed[i])
      for (const std::uint32_t input : computation.tasks[i].inputs)
        needed[input] = true;
  return needed;
}

std::int64_t evaluate_task(const TaskPlan& task, const std::vector<std::vector<std::int64_t>>& values) {
  if (task.act == Act::promise)
    return values[task.inputs.front()][task.seed];
  std::int64_t sum = task.seed;
  for (const std::uint32_t input : task.inputs)
    sum += total(values[input]);
  return sum % 1'000'003;
}

} // namespace

Computation make_computation(std::uint64_t seed, int depth, Risks risks) {
  std::mt19937_64 random(seed * 0x9E3779B97F4A7C15 + static_cast<std::uint64_t>(depth));
  Computation computation;
  computation.depth = depth;
  computation.risks = risks;
  const std::size_t size = 1 + random() % (depth == 0 ? 60 : 6);
  for (std::size_t i = 0; i < size; ++i) {
    TaskPlan task;
    task.act = random_act(random, computation);
    task.seed = static_cast<std::uint32_t>(random() % 1000);
    if (task.act != Act::constant && i > 0)
      for (std::uint64_t k = random() % 5; k > 0; --k)
        task.inputs.push_back(static_cast<std::uint32_t>(i - 1 - random() % std::min<std::size_t>(i, 12)));
    computation.tasks.push_back(task);
    const auto yielding = static_cast<std::uint32_t>(computation.tasks.size() - 1);
    if (task.act == Act::yield_several)
      for (std::uint32_t k = 0; k < 2; ++k)
        computation.tasks.push_back({Act::promise, k, {yielding}});
  }
  const auto last = static_cast<std::uint32_t>(computation.tasks.size() - 1);
  computation.wanted.push_back(last);
  for (std::uint64_t k = random() % 3; k > 0; --k)
    computation.wanted.push_back(static_cast<std::uint32_t>(random() % (last + 1)));
  return computation;
}

std::vector<std::int64_t> evaluate(const Computation& computation) {
  // Several values for a task that yields several results.
  std::vector<std::vector<std::int64_t>> values(computation.tasks.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const TaskPlan& task = computation.tasks[i];
    const std::int64_t value = evaluate_task(task, values);
    switch (task.act) {
    case Act::yield_one:
    case Act::compute: values[i] = {total(evaluate(inner(computation, value)))}; break;
    case Act::yield_several: values[i] = {value, value + 1}; break;
    default: values[i] = {value};
    }
  }
  std::vector<std::int64_t> wanted;
  for (const std::uint32_t i : computation.wanted)
    wanted.push_back(total(values[i]));
  return wanted;
}

bool must_fail(const Computation& computation) {
  const std::vector<bool> is_needed = needed(computation);
  for (std::size_t i = 0; i < is_needed.size(); ++i)
    if (is_needed[i] && computation.tasks[i].act == Act::fail)
      return true;
  return false;
}

} // namespace troupe::stress
