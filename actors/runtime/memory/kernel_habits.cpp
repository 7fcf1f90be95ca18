#include "runtime/memory/kernel_habits.hpp"

#include <algorithm>
#include <atomic>
#include <ranges>
#include <span>

#include <troupe/block_pool.hpp>

#include "runtime/task/evaluate.hpp"

namespace troupe {

namespace {

std::uint32_t in_kib(std::size_t bytes) {
  return static_cast<std::uint32_t>(std::min<std::size_t>((bytes + 1023) / 1024, 0xfffffffe));
}

std::size_t in_bytes(std::uint32_t kib) { return std::size_t{kib} * 1024; }

/// The kernel that makes a body's result.
const Kernel* last_kernel(const Body& body) {
  for (const Step& step : std::ranges::reverse_view(std::span(body.steps)))
    if (step.kind == Step::Kind::call)
      return step.kernel;
  return nullptr;
}

} // namespace

std::optional<Footprint> KernelHabits::find(const Kernel& kernel) const {
  const std::scoped_lock lock(mutex_);
  const auto found = habits_.find(&kernel);
  return found == habits_.end() ? std::nullopt : std::optional(found->second);
}

void KernelHabits::learn(const Kernel& kernel, const Footprint& seen) {
  const std::scoped_lock lock(mutex_);
  Footprint& habit = habits_[&kernel];
  habit.output_bytes = std::max(habit.output_bytes, seen.output_bytes);
  habit.own_bytes = std::max(habit.own_bytes, seen.own_bytes);
}

Footprints::Footprints(const Graph& graph, KernelHabits& habits)
    : habits_(habits), entries_(graph.body_count()) {
  for (BodyId id = 0; id < entries_.size(); ++id) {
    // Bodies lie all over memory, and a graph by hand has one for each task.
    if (id + 8 < entries_.size())
      __builtin_prefetch(&graph.body_at(id + 8));
    const Body& body = graph.body_at(id);
    Entry& entry = entries_[id];
    // An alias, a constant, a promise: the result is there already. A planning kernel makes a graph.
    if (body.steps.empty() || takes_references(body)) {
      entry = {0, 0, nullptr, true};
      continue;
    }
    entry.kernel = last_kernel(body);
    const auto habit = entry.kernel != nullptr ? habits.find(*entry.kernel) : std::nullopt;
    if (body.output_bytes >= 0) {
      const std::size_t output =
          body.output_bytes == 0 ? 0 : block_bytes(static_cast<std::size_t>(body.output_bytes));
      const std::size_t workspace =
          body.workspace_bytes >= 0 ? static_cast<std::size_t>(body.workspace_bytes) : 0;
      entry = {in_kib(output), in_kib(output + workspace), entry.kernel, true};
    } else if (habit) {
      entry = {in_kib(habit->output_bytes), in_kib(habit->own_bytes), entry.kernel, false};
    }
  }
}

Footprint Footprints::of(BodyId body, std::size_t guess_bytes) const noexcept {
  Entry& entry = entries_[body];
  const std::uint32_t own = std::atomic_ref(entry.own_kib).load(std::memory_order_relaxed);
  if (own != unseen)
    return {in_bytes(std::atomic_ref(entry.output_kib).load(std::memory_order_relaxed)), in_bytes(own)};
  if (const auto habit = entry.kernel != nullptr ? habits_.find(*entry.kernel) : std::nullopt) {
    remember(entry, *habit);
    return *habit;
  }
  return {guess_bytes, guess_bytes};
}

bool Footprints::say_something() const noexcept {
  return std::ranges::any_of(entries_, [](Entry& entry) {
    const std::uint32_t own = std::atomic_ref(entry.own_kib).load(std::memory_order_relaxed);
    return own != 0 && own != unseen;
  });
}

void Footprints::remember(Entry& entry, const Footprint& seen) noexcept {
  std::atomic_ref(entry.output_kib).store(in_kib(seen.output_bytes), std::memory_order_relaxed);
  std::atomic_ref(entry.own_kib)
      .store(in_kib(std::max(seen.own_bytes, seen.output_bytes)), std::memory_order_relaxed);
}

void Footprints::learn_more(BodyId body, const Footprint& seen) noexcept {
  Entry& entry = entries_[body];
  Footprint most = seen;
  if (std::atomic_ref(entry.own_kib).load(std::memory_order_relaxed) != unseen) {
    const Footprint known = of(body, 0);
    if (seen.own_bytes <= known.own_bytes && seen.output_bytes <= known.output_bytes)
      return;
    most = {std::max(seen.output_bytes, known.output_bytes), std::max(seen.own_bytes, known.own_bytes)};
  }
  remember(entry, most);
  if (entry.kernel != nullptr)
    habits_.learn(*entry.kernel, most);
}

} // namespace troupe
