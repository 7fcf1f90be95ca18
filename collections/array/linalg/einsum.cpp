#include "array/linalg/einsum.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include <troupe/array/axes.hpp>
#include <troupe/array/creation/diagonals.hpp>
#include <troupe/array/linalg/products.hpp>
#include <troupe/array/math.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/array/statistics/reductions.hpp>
#include <troupe/error.hpp>

#include "array/linalg/subscripts.hpp"
#include "array/linalg/tensordot.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

using Labels = std::vector<int>;

bool contains(const Labels& labels, int label) { return std::ranges::find(labels, label) != labels.end(); }

std::size_t axis_of(const Labels& labels, int label) {
  return static_cast<std::size_t>(std::ranges::find(labels, label) - labels.begin());
}

/// An operand, or a product of some; every label once.
struct Term {
  Array array;
  Labels labels;

  std::int64_t extent(int label) const { return array.shape()[axis_of(labels, label)]; }
};

std::string shown(int label) {
  return label < Subscripts::first_ellipsis_label ? std::string(1, static_cast<char>(label)) : "...";
}

/// An axis for two of the same label: the diagonal.
Term without_repeats(Term term) {
  for (std::size_t axis = 0; axis < term.labels.size();) {
    const int label = term.labels[axis];
    const auto other =
        std::find(term.labels.begin() + static_cast<std::ptrdiff_t>(axis) + 1, term.labels.end(), label);
    if (other == term.labels.end()) {
      ++axis;
      continue;
    }
    const auto second = other - term.labels.begin();
    if (term.array.shape()[axis] != term.array.shape()[static_cast<std::size_t>(second)])
      throw ShapeError(shown(label) + " stands for two extents of " + to_string(term.array.shape()));
    term.array = diagonal(term.array, 0, static_cast<int>(axis), static_cast<int>(second));
    term.labels.erase(other);
    term.labels.erase(term.labels.begin() + static_cast<std::ptrdiff_t>(axis));
    term.labels.push_back(label);
  }
  return term;
}

/// The sum over labels that are not in `kept`, in the dtype of the term.
Term summed(const Term& term, const Labels& kept) {
  std::vector<std::int64_t> axes;
  Labels left;
  for (std::size_t axis = 0; axis < term.labels.size(); ++axis) {
    if (contains(kept, term.labels[axis]))
      left.push_back(term.labels[axis]);
    else
      axes.push_back(static_cast<std::int64_t>(axis));
  }
  if (axes.empty())
    return term;
  return {astype(sum(term.array, {.axis = Axes(axes)}), term.array.dtype()), left};
}

/// The axes in the order of `labels`, and axes of length 1 for those it does not have.
Array spread(const Term& term, const Labels& labels) {
  std::vector<int> order, missing;
  for (std::size_t axis = 0; axis < labels.size(); ++axis) {
    if (contains(term.labels, labels[axis]))
      order.push_back(static_cast<int>(axis_of(term.labels, labels[axis])));
    else
      missing.push_back(static_cast<int>(axis));
  }
  const Array ordered = std::ranges::is_sorted(order) ? term.array : transpose(term.array, order);
  return missing.empty() ? ordered : expand_dims(ordered, missing);
}

/// Labels of a pair by who has them, in the order of the left one.
struct PairLabels {
  Labels stack, contracted, left, right;

  PairLabels(const Term& a, const Term& b, const Labels& kept) {
    for (const int label : a.labels)
      (!contains(b.labels, label) ? left : contains(kept, label) ? stack : contracted).push_back(label);
    for (const int label : b.labels)
      if (!contains(a.labels, label))
        right.push_back(label);
  }
  Labels result() const {
    Labels all = stack;
    all.insert(all.end(), left.begin(), left.end());
    all.insert(all.end(), right.begin(), right.end());
    return all;
  }
};

/// The term with the labels of the stack in front.
Term with_stack_in_front(const Term& term, const Labels& stack) {
  Labels order = stack;
  std::ranges::copy_if(term.labels, std::back_inserter(order),
                       [&](int label) { return !contains(stack, label); });
  return {spread(term, order), order};
}

Term multiply_pair(const Term& first, const Term& second, const Labels& kept) {
  Labels of_either = kept;
  of_either.insert(of_either.end(), second.labels.begin(), second.labels.end());
  const Term a = summed(first, of_either);
  of_either = kept;
  of_either.insert(of_either.end(), a.labels.begin(), a.labels.end());
  const Term b = summed(second, of_either);
  const PairLabels labels(a, b, kept);
  Labels result = labels.result();
  if (labels.contracted.empty() || (labels.left.empty() && labels.right.empty())) {
    Labels all = a.labels; // as it lies
    all.insert(all.end(), labels.right.begin(), labels.right.end());
    return summed({multiply(spread(a, all), spread(b, all)), all}, kept);
  }
  const Term left = with_stack_in_front(a, labels.stack), right = with_stack_in_front(b, labels.stack);
  std::vector<int> left_axes, right_axes;
  for (const int label : labels.contracted) {
    left_axes.push_back(static_cast<int>(axis_of(left.labels, label)));
    right_axes.push_back(static_cast<int>(axis_of(right.labels, label)));
  }
  return {contract("einsum", labels.stack.size(), left.array, left_axes, right.array, right_axes), result};
}

/// Which labels a product must keep: the result's, and those of the other terms.
Labels needed(const std::vector<Term>& terms, std::size_t first, std::size_t second, const Labels& result) {
  Labels labels = result;
  for (std::size_t i = 0; i < terms.size(); ++i)
    if (i != first && i != second)
      labels.insert(labels.end(), terms[i].labels.begin(), terms[i].labels.end());
  return labels;
}

/// How many elements more than both together the product has; as a real, it may be huge.
double growth(const Term& a, const Term& b, const Labels& kept) {
  double elements = 1;
  for (const int label : a.labels)
    if (contains(kept, label))
      elements *= static_cast<double>(a.extent(label));
  for (const int label : b.labels)
    if (contains(kept, label) && !contains(a.labels, label))
      elements *= static_cast<double>(b.extent(label));
  return elements - static_cast<double>(a.array.size()) - static_cast<double>(b.array.size());
}

void multiply_best_pair(std::vector<Term>& terms, const Labels& result) {
  std::size_t first = 0, second = 1;
  double least = growth(terms[0], terms[1], needed(terms, 0, 1, result));
  for (std::size_t i = 0; i < terms.size(); ++i)
    for (std::size_t j = i + 1; j < terms.size(); ++j)
      if (const double grown = growth(terms[i], terms[j], needed(terms, i, j, result)); grown < least) {
        least = grown;
        first = i;
        second = j;
      }
  Term product = multiply_pair(terms[first], terms[second], needed(terms, first, second, result));
  terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(second));
  terms[first] = std::move(product);
}

void require_extents(const std::vector<Term>& terms) {
  std::map<int, std::int64_t> extents;
  for (const Term& term : terms)
    for (const int label : term.labels) {
      if (label >= Subscripts::first_ellipsis_label)
        continue; // these broadcast
      const auto [found, is_new] = extents.try_emplace(label, term.extent(label));
      if (!is_new && found->second != term.extent(label))
        throw ShapeError(shown(label) + " stands for " + std::to_string(found->second) + " and for "
                         + std::to_string(term.extent(label)));
    }
}

Subscripts parse(const std::string& text, std::span<const Array> inputs) {
  std::vector<std::size_t> ranks;
  for (const Array& input : inputs)
    ranks.push_back(input.rank());
  return Subscripts::parse(text, ranks);
}

/// Of the axes with a label, if one of the operands knows it; axes behind `...` broadcast, and are not told.
std::int64_t known_extent(int label, const Subscripts& parsed, std::span<const Array> inputs) {
  if (label >= Subscripts::first_ellipsis_label)
    return unknown_extent;
  std::int64_t known = unknown_extent;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (std::size_t axis = 0; axis < parsed.operands[i].size(); ++axis)
      if (parsed.operands[i][axis] == label)
        known = std::max(known, inputs[i].shape()[axis]);
  return known;
}

DType dtype_of(std::span<const Array> inputs) {
  DType dtype = inputs[0].dtype();
  for (const Array& input : inputs)
    dtype = promote(dtype, input.dtype());
  return dtype;
}

} // namespace

ArrayMetadata Einsum::promise(std::span<const Array> inputs) const {
  const Subscripts parsed = parse(subscripts, inputs);
  Shape shape;
  for (const int label : parsed.result)
    shape.push_back(known_extent(label, parsed, inputs));
  return promise_metadata(dtype_of(inputs), shape);
}

Array Einsum::build(std::span<const Array> inputs) const {
  const Subscripts parsed = parse(subscripts, inputs);
  const DType dtype = dtype_of(inputs);
  std::vector<Term> terms;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    terms.push_back(without_repeats({astype(inputs[i], dtype), parsed.operands[i]}));
  require_extents(terms);
  while (terms.size() > 1)
    multiply_best_pair(terms, parsed.result);
  return spread(summed(terms[0], parsed.result), parsed.result);
}

Array einsum(std::string_view subscripts, const std::vector<Array>& operands, std::source_location line) {
  if (operands.empty())
    throw ValueError("einsum: there are no operands");
  return apply(Einsum{std::string(subscripts)}, operands, source_line(line));
}

} // namespace troupe
