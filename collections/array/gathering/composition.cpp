#include "array/gathering/composition.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "array/gathering/rechunk_stages.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

/// Whether `run` goes on where the last one ends.
bool continues(const Run& last, const Run& run) {
  if (last.kind != run.kind)
    return false;
  if (last.kind == Run::Kind::fill)
    return last.start == run.start;
  const std::int64_t step = last.count > 1 ? last.step : run.count > 1 ? run.step : run.start - last.start;
  return run.start == last.start + last.count * step && (run.count == 1 || run.step == step);
}

void append(std::vector<Run>& runs, Run run) {
  if (!runs.empty() && continues(runs.back(), run)) {
    Run& last = runs.back();
    if (last.kind == Run::Kind::positions && last.count == 1)
      last.step = run.start - last.start;
    last.count += run.count;
    return;
  }
  runs.push_back(run);
}

/// How many positions from `position` on, `step` apart, lie in [first, first + count).
std::int64_t count_within(std::int64_t position, std::int64_t step, std::int64_t first, std::int64_t count) {
  if (step > 0)
    return (first + count - position + step - 1) / step;
  return (position - first) / -step + 1;
}

std::int64_t saturating_product(std::int64_t left, std::int64_t right) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(left, right, &product) ? std::int64_t{1} << 62 : product;
}

/// Whether the gather does nothing to an axis of length 1 that is there, or not there, afterwards.
bool takes_one(const GatherAxis& axis) {
  return axis.runs.size() == 1 && axis.runs[0].kind == Run::Kind::positions && axis.runs[0].count == 1;
}

/// The load of one axis.
GatherLoad axis_load(const GatherAxis& axis, const std::vector<std::int64_t>& input_sizes) {
  GatherLoad load;
  std::unordered_set<std::int64_t> needed;
  for (const std::vector<std::int64_t>& blocks : blocks_along(axis, input_sizes)) {
    std::int64_t extent = 0;
    for (const std::int64_t block : blocks) {
      extent += input_sizes[static_cast<std::size_t>(block)];
      if (needed.insert(block).second)
        load.needed_elements += input_sizes[static_cast<std::size_t>(block)];
    }
    load.edges += static_cast<std::int64_t>(blocks.size());
    load.largest_input = std::max(load.largest_input, extent);
  }
  for (const Run& run : axis.runs)
    load.elements += run.count;
  return load;
}

} // namespace

std::optional<std::vector<Run>> composed_runs(const std::vector<Run>& outer, const std::vector<Run>& inner,
                                              std::int64_t outer_fills) {
  std::vector<std::int64_t> starts{0};
  for (const Run& run : inner)
    starts.push_back(starts.back() + run.count);
  const std::size_t most = 2 * (outer.size() + inner.size()) + 16;
  std::vector<Run> runs;
  for (const Run& run : outer) {
    if (run.kind == Run::Kind::fill) {
      append(runs, {Run::Kind::fill, outer_fills + run.start, 1, run.count});
      continue;
    }
    for (std::int64_t done = 0; done < run.count;) {
      const std::int64_t position = run.start + done * run.step;
      const auto number =
          static_cast<std::size_t>(std::ranges::upper_bound(starts, position) - starts.begin()) - 1;
      const Run& from = inner[number];
      const std::int64_t left = run.count - done;
      const std::int64_t count =
          run.step == 0 ? left : std::min(left, count_within(position, run.step, starts[number], from.count));
      if (from.kind == Run::Kind::fill)
        append(runs, {Run::Kind::fill, from.start, 1, count});
      else
        append(runs, {Run::Kind::positions, from.start + (position - starts[number]) * from.step,
                      count == 1 ? 1 : run.step * from.step, count});
      done += count;
    }
    if (runs.size() > most)
      return std::nullopt;
  }
  return runs;
}

std::optional<Gather> composed(const Gather& outer, const Gather& inner) {
  // Where fills of both meet, the outer one's would have to win, whatever their axes.
  if (!outer.fills.empty() && !inner.fills.empty())
    return std::nullopt;
  Gather result{outer.shown, inner.axes, inner.fills, {}};
  result.fills.insert(result.fills.end(), outer.fills.begin(), outer.fills.end());
  std::vector<bool> is_kept(outer.axes.size(), false);
  for (const std::int32_t axis : outer.kept) {
    if (axis != Gather::new_axis)
      is_kept[static_cast<std::size_t>(axis)] = true;
    result.kept.push_back(axis == Gather::new_axis ? axis : inner.kept[static_cast<std::size_t>(axis)]);
  }
  for (std::size_t axis = 0; axis < outer.axes.size(); ++axis) {
    const std::int32_t from = inner.kept[axis];
    if (from == Gather::new_axis) {
      if (!takes_one(outer.axes[axis]) || outer.axes[axis].sizes != std::vector<std::int64_t>{1})
        return std::nullopt;
      continue;
    }
    GatherAxis& target = result.axes[static_cast<std::size_t>(from)];
    auto runs =
        composed_runs(outer.axes[axis].runs, target.runs, static_cast<std::int64_t>(inner.fills.size()));
    if (!runs)
      return std::nullopt;
    target = {std::move(*runs), outer.axes[axis].sizes};
  }
  return result;
}

GatherLoad load_of(const Gather& gather, const Chunking& input) {
  GatherLoad load{1, 1, 1, 1};
  for (std::size_t axis = 0; axis < gather.axes.size(); ++axis) {
    const GatherLoad along = axis_load(gather.axes[axis], input.sizes(axis));
    load.edges = saturating_product(load.edges, along.edges);
    load.largest_input = saturating_product(load.largest_input, along.largest_input);
    load.needed_elements = saturating_product(load.needed_elements, along.needed_elements);
    load.elements = saturating_product(load.elements, along.elements);
  }
  return load;
}

// One copy in place of two, unless that would give tasks more than they had, and more than is good, as where a rechunk
// takes two steps on purpose.
std::vector<NodeParts> Gather::taken(const ArrayNode& node, std::span<const Gather> gathers) const {
  if (gathers.size() != 1)
    return {};
  std::optional<Gather> both = composed(gathers[0], *this);
  if (!both)
    return {};
  const NodePointer& input = node.inputs()[0];
  const GatherLoad first = load_of(*this, input->chunking()), second = load_of(gathers[0], node.chunking()),
                   joined = load_of(*both, input->chunking());
  const std::int64_t limit =
      std::max({first.largest_input, second.largest_input,
                rechunk_task_bytes / static_cast<std::int64_t>(size_of(node.dtype()))});
  if (joined.largest_input > limit || joined.edges > 2 * (first.edges + second.edges) + 16)
    return {};
  return {{std::make_shared<const OperationOf<Gather>>(std::move(*both)), {input}}};
}

} // namespace troupe
