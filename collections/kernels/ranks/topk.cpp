#include "kernels/ranks/topk.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/ranks/lanes.hpp"
#include "kernels/ranks/rank_cells.hpp"
#include "kernels/register_kernels.hpp"
#include "kernels/statistics/mapped_block.hpp"

namespace troupe {

namespace {

template <class T>
struct Candidate {
  T element;
  std::int64_t position;
};

/// Whether `a` comes before `b`. A NaN is the greatest.
template <class T>
bool comes_before(Extreme extreme, const Candidate<T>& a, const Candidate<T>& b) {
  const bool a_is_nan = a.element != a.element, b_is_nan = b.element != b.element;
  const bool is_largest = extreme == Extreme::largest;
  if (a_is_nan != b_is_nan)
    return a_is_nan == is_largest;
  if (!a_is_nan && a.element != b.element)
    return (a.element > b.element) == is_largest;
  return a.position < b.position;
}

/// The outermost elements of a lane that is read from its beginning to its end.
template <class T>
class Front {
public:
  Front(Extreme extreme, std::size_t count, const RankKernels& kernels)
      : extreme_(extreme), count_(count), kernels_(kernels) {
    candidates_.reserve(2 * std::min(count, std::size_t{1} << 16) + rank_tile);
  }

  void add(std::span<const T> elements, std::int64_t position) {
    std::uint32_t places[rank_tile];
    while (!elements.empty()) {
      const std::size_t size = std::min(rank_tile, elements.size());
      if (candidates_.size() < count_) {
        // There is nothing to compare with yet.
        for (std::size_t i = 0; i < size; ++i)
          candidates_.push_back({elements[i], position + static_cast<std::int64_t>(i)});
      } else {
        const std::size_t found = kernels_.beyond(elements.data(), size, &limit_, extreme_, places);
        for (std::size_t i = 0; i < found; ++i)
          candidates_.push_back({elements[places[i]], position + places[i]});
      }
      if (candidates_.size() >= count_ && (!has_limit_ || candidates_.size() >= 2 * count_ + rank_tile / 2))
        cut();
      elements = elements.subspan(size);
      position += static_cast<std::int64_t>(size);
    }
  }

  /// One that was outermost elsewhere.
  void add(const Candidate<T>& candidate) { candidates_.push_back(candidate); }

  /// In order.
  std::span<const Candidate<T>> finish() {
    if (candidates_.size() > count_)
      cut();
    std::ranges::sort(candidates_,
                      [this](const auto& a, const auto& b) { return comes_before(extreme_, a, b); });
    return candidates_;
  }

  void clear() {
    candidates_.clear();
    has_limit_ = false;
  }

private:
  /// Keeps those that are outermost so far. Whatever follows must be further out than the last of them, as of
  /// equal elements the first comes first.
  void cut() {
    const auto last = candidates_.begin() + static_cast<std::ptrdiff_t>(count_) - 1;
    std::nth_element(candidates_.begin(), last, candidates_.end(),
                     [this](const auto& a, const auto& b) { return comes_before(extreme_, a, b); });
    limit_ = last->element;
    has_limit_ = true;
    candidates_.resize(count_);
  }

  Extreme extreme_;
  std::size_t count_;
  const RankKernels& kernels_;
  std::vector<Candidate<T>> candidates_;
  T limit_{};
  bool has_limit_ = false;
};

/// The result in the making: lanes in the order of `Lanes`.
template <class T>
class OutermostWriter {
public:
  OutermostWriter(const TopkParameters& parameters, DType dtype, Shape shape, std::int64_t length)
      : kept_(std::min(parameters.count, length)) {
    const auto axis = static_cast<std::size_t>(parameters.axis);
    shape[axis] = kept_;
    for (std::size_t i = axis + 1; i < shape.size(); ++i)
      inner_ *= shape[i];
    auto [elements, bytes] = Chunk::uninitialised(dtype, shape);
    result_.elements = std::move(elements);
    elements_ = reinterpret_cast<T*>(bytes);
    if (!parameters.with_positions)
      return;
    auto [positions, position_bytes] = Chunk::uninitialised(DType::int64, shape);
    result_.positions = std::move(positions);
    positions_ = reinterpret_cast<std::int64_t*>(position_bytes);
  }

  void write(std::int64_t lane, std::span<const Candidate<T>> candidates) {
    std::int64_t at = lane / inner_ * kept_ * inner_ + lane % inner_;
    for (const Candidate<T>& candidate : candidates) {
      elements_[at] = candidate.element;
      if (positions_ != nullptr)
        positions_[at] = candidate.position;
      at += inner_;
    }
  }

  Outermost finish() { return std::move(result_); }

private:
  std::int64_t kept_;
  std::int64_t inner_ = 1;
  Outermost result_;
  T* elements_ = nullptr;
  std::int64_t* positions_ = nullptr;
};

Value to_value(const Outermost& outermost, const TopkParameters& parameters) {
  if ((parameters.only_positions || parameters.with_positions) && !outermost.positions)
    throw ValueError("topk: a state without positions, which are asked for");
  if (parameters.only_positions)
    return *outermost.positions;
  if (parameters.with_positions)
    return Value::list({outermost.elements, *outermost.positions});
  return outermost.elements;
}

Outermost to_outermost(const Value& value) {
  if (value.kind() != ValueKind::list)
    return {value.as_chunk(), {}};
  if (value.as_list().size() != 2)
    throw ValueError("topk: a state that is none: " + to_string(value));
  return {value.as_list()[0].as_chunk(), value.as_list()[1].as_chunk()};
}

void require_axis(const TopkParameters& parameters, const Chunk& chunk) {
  normalise_axis(parameters.axis, chunk.rank(), "topk");
}

/// Those of neighbouring chunks of one array.
void require_parts(const TopkParameters& parameters, std::span<const Outermost> parts) {
  const auto across = [&](const Chunk& chunk) {
    Shape shape = chunk.shape();
    shape[static_cast<std::size_t>(parameters.axis)] = 0;
    return shape;
  };
  const Chunk& first = parts[0].elements;
  for (const Outermost& part : parts) {
    require_axis(parameters, part.elements);
    if (part.elements.dtype() != first.dtype() || across(part.elements) != across(first)
        || (part.positions && part.positions->shape() != part.elements.shape()))
      throw ValueError("topk: states that do not belong together, " + std::string(to_string(first.dtype()))
                       + to_string(first.shape()) + " and " + std::string(to_string(part.elements.dtype()))
                       + to_string(part.elements.shape()));
  }
}

Value run_topk(const KernelCall& call) {
  const auto& parameters = call.parameters.as<TopkParameters>();
  return to_value(outermost(parameters, mapped_block(parameters.program, call.arguments)), parameters);
}

Value run_merge(const KernelCall& call) {
  const auto& parameters = call.parameters.as<TopkParameters>();
  std::vector<Outermost> parts;
  for (const Value& argument : call.arguments)
    parts.push_back(to_outermost(argument));
  return to_value(merge_outermost(parameters, parts), parameters);
}

} // namespace

void TopkParameters::check() const {
  if (count < 0 || axis < 0)
    throw ValueError("topk: " + std::to_string(count) + " elements along axis " + std::to_string(axis));
}

Outermost outermost(const TopkParameters& parameters, const Chunk& chunk) {
  require_axis(parameters, chunk);
  return visit_ordered(chunk.dtype(), "topk", [&]<class T>(std::type_identity<T>) {
    const Lanes lanes(chunk.shape(), std::span(&parameters.axis, 1));
    OutermostWriter<T> writer(parameters, chunk.dtype(), chunk.shape(), lanes.length());
    if (parameters.count == 0 || lanes.length() == 0)
      return writer.finish();
    const T* elements = ordered_elements<T>(chunk).data();
    const auto length = static_cast<std::size_t>(lanes.length());
    const std::int64_t group = lanes.group(sizeof(T));
    std::vector<T> copied(lanes.is_contiguous() ? 0 : static_cast<std::size_t>(group) * length);
    Front<T> front(parameters.extreme, static_cast<std::size_t>(parameters.count),
                   rank_kernels(chunk.dtype(), "topk"));
    for (std::int64_t first = 0; first < lanes.count(); first += group) {
      const std::int64_t count = std::min(group, lanes.count() - first);
      const T* lane = elements + first * lanes.length();
      if (!lanes.is_contiguous()) {
        lanes.copy(elements, first, count, copied.data());
        lane = copied.data();
      }
      for (std::int64_t i = 0; i < count; ++i, lane += length) {
        front.clear();
        front.add(std::span(lane, length), parameters.origin);
        writer.write(first + i, front.finish());
      }
    }
    return writer.finish();
  });
}

Outermost merge_outermost(const TopkParameters& parameters, std::span<const Outermost> parts) {
  require_parts(parameters, parts);
  const DType dtype = parts[0].elements.dtype();
  return visit_ordered(dtype, "topk", [&]<class T>(std::type_identity<T>) {
    std::vector<Lanes> lanes;
    std::int64_t length = 0;
    for (const Outermost& part : parts) {
      lanes.emplace_back(part.elements.shape(), std::span(&parameters.axis, 1));
      length += lanes.back().length();
    }
    OutermostWriter<T> writer(parameters, dtype, parts[0].elements.shape(), length);
    Front<T> front(parameters.extreme, static_cast<std::size_t>(parameters.count),
                   rank_kernels(dtype, "topk"));
    std::vector<T> elements;
    std::vector<std::int64_t> positions;
    for (std::int64_t lane = 0; parameters.count > 0 && lane < lanes[0].count(); ++lane) {
      front.clear();
      std::int64_t before = 0;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto size = static_cast<std::size_t>(lanes[i].length());
        elements.resize(size);
        lanes[i].copy(ordered_elements<T>(parts[i].elements).data(), lane, 1, elements.data());
        positions.resize(size);
        if (parts[i].positions)
          lanes[i].copy(parts[i].positions->values<std::int64_t>().data(), lane, 1, positions.data());
        for (std::size_t j = 0; j < size; ++j)
          front.add({elements[j], parts[i].positions ? positions[j] : before + static_cast<std::int64_t>(j)});
        before += lanes[i].length();
      }
      writer.write(lane, front.finish());
    }
    return writer.finish();
  });
}

void register_topk(KernelRegistry& registry) {
  registry.add({"topk", 1, "the outermost elements of a chunk along an axis", any_arity, run_topk,
                Parameters::decode<TopkParameters>, KernelKind::compute});
  registry.add({"topk_merge", 1, "the outermost elements of several chunks out of theirs", at_least(1),
                run_merge, Parameters::decode<TopkParameters>, KernelKind::compute});
}

} // namespace troupe
