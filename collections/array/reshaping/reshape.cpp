#include "array/reshaping/reshape.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>
#include <vector>

#include <troupe/array/located.hpp>
#include <troupe/array/rechunk.hpp>
#include <troupe/error.hpp>

#include "array/chunking/chunk_bounds.hpp"
#include "array/reshaping/reshape_blocks.hpp"
#include "expression/apply.hpp"

namespace troupe {

namespace {

using Sizes = std::vector<std::int64_t>;

std::int64_t product(std::span<const std::int64_t> extents) {
  return std::accumulate(extents.begin(), extents.end(), std::int64_t{1}, std::multiplies<>());
}

std::int64_t longest(const Sizes& sizes) {
  return std::max<std::int64_t>(1, *std::ranges::max_element(sizes));
}

/// `sizes` with those beyond `limit` cut evenly.
Sizes limited(const Sizes& sizes, std::int64_t limit) {
  Sizes result;
  for (const std::int64_t size : sizes) {
    const Sizes pieces = size > limit ? Chunking::regular({size}, {limit}).sizes(0) : Sizes{size};
    result.insert(result.end(), pieces.begin(), pieces.end());
  }
  return result;
}

/// Some neighbouring axes, cut so that each block is a run of their elements in C order: whole axes behind
/// the cut one, single positions before it.
struct RunLayout {
  std::vector<Sizes> sizes; ///< By axis.
  std::size_t cut = 0;      ///< The axis that is cut.
  std::int64_t row = 1;     ///< Elements of one position of that axis.

  /// The lengths of the runs.
  Sizes runs() const {
    std::int64_t repeats = 1;
    for (std::size_t axis = 0; axis < cut; ++axis)
      repeats *= static_cast<std::int64_t>(sizes[axis].size());
    Sizes result;
    for (; repeats > 0; --repeats)
      for (const std::int64_t size : sizes[cut])
        result.push_back(size * row);
    return result;
  }
};

/// The layout with the longest runs of at most `limit` elements; `sizes_of(row)` are the wanted sizes of axis
/// 0, if that is the one to be cut; another is cut evenly.
template <class SizesOf>
RunLayout run_layout(const Shape& extents, std::int64_t limit, SizesOf sizes_of) {
  RunLayout layout;
  layout.row = product(extents);
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    layout.cut = axis;
    layout.row /= extents[axis];
    if (layout.row <= limit)
      break;
    layout.sizes.push_back(Sizes(static_cast<std::size_t>(extents[axis]), 1));
  }
  const Sizes wanted = layout.cut == 0 ? sizes_of(layout.row) : Sizes{extents[layout.cut]};
  layout.sizes.push_back(limited(wanted, std::max<std::int64_t>(1, limit / layout.row)));
  for (std::size_t axis = layout.cut + 1; axis < extents.size(); ++axis)
    layout.sizes.push_back({extents[axis]});
  return layout;
}

/// The runs rounded to multiples of `row`, in units of it.
Sizes rounded(const Sizes& runs, std::int64_t row) {
  Sizes result;
  std::int64_t end = 0, begun = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    end += runs[i];
    const std::int64_t place = i + 1 == runs.size() ? end / row : (end + row / 2) / row;
    if (place > begun)
      result.push_back(place - begun);
    begun = std::max(begun, place);
  }
  return result;
}

/// Neighbouring axes of the input that become neighbouring axes of the result. None has length 1.
struct Group {
  Shape from, to;
  RunLayout input, result;

  bool same() const { return from.size() == 1 && to.size() == 1; }
  bool direct() const { return same() || input.runs() == result.runs(); }
};

void lay_out(Group& group, const std::vector<Sizes>& current, std::int64_t limit) {
  if (group.same()) {
    group.input = group.result = {current, 0, 1};
    return;
  }
  const auto keep_first = [&](std::int64_t) { return current[0]; };
  group.input = run_layout(group.from, limit, keep_first);
  const Sizes runs = group.input.runs();
  group.result = run_layout(group.to, limit, [&](std::int64_t row) { return rounded(runs, row); });
  if (group.input.cut != 0)
    return;
  // The input may as well be cut where the result has to be: that saves a copy.
  const Sizes wanted = group.result.runs();
  if (std::ranges::all_of(wanted, [&](std::int64_t run) { return run % group.input.row == 0; }))
    group.input.sizes[0] = rounded(wanted, group.input.row);
}

Shape without_ones(const Shape& shape) {
  Shape result;
  std::ranges::copy_if(shape, std::back_inserter(result), [](std::int64_t extent) { return extent != 1; });
  return result;
}

/// The finest division of both shapes, which have neither ones nor zeros, into groups of equally many
/// elements.
std::vector<Group> match_axes(const Shape& from, const Shape& to) {
  std::vector<Group> groups;
  std::size_t i = 0, j = 0;
  while (i < from.size()) {
    Group group{{from[i]}, {to[j]}, {}, {}};
    std::int64_t left = from[i++], right = to[j++];
    while (left != right) {
      if (left < right) {
        group.from.push_back(from[i]);
        left *= from[i++];
      } else {
        group.to.push_back(to[j]);
        right *= to[j++];
      }
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

/// `sizes`, which have no axes of length 1, with those of `shape` put in.
std::vector<Sizes> with_ones(const Shape& shape, const std::vector<Sizes>& sizes) {
  std::vector<Sizes> result;
  std::size_t next = 0;
  for (const std::int64_t extent : shape)
    result.push_back(extent == 1 ? Sizes{1} : sizes[next++]);
  return result;
}

/// The most elements a block may have.
std::int64_t block_limit(const Array& array) {
  return std::max(largest_chunk_elements(array.chunking()),
                  automatic_chunk_bytes / static_cast<std::int64_t>(size_of(array.dtype())));
}

/// Cuts each group, the others' blocks being as large as they are.
void lay_out_all(std::vector<Group>& groups, const Array& array) {
  std::vector<Sizes> current;
  for (const Sizes& sizes : array.chunking().sizes())
    if (std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0}) != 1)
      current.push_back(sizes);
  const std::int64_t limit = block_limit(array);
  std::int64_t others = 1;
  for (std::size_t axis = 0, i = 0; i < groups.size(); axis += groups[i++].from.size())
    if (groups[i].same())
      others *= longest(current[axis]);
  std::size_t axis = 0;
  for (Group& group : groups) {
    const auto first = current.begin() + static_cast<std::ptrdiff_t>(axis);
    lay_out(group, {first, first + static_cast<std::ptrdiff_t>(group.from.size())},
            std::max<std::int64_t>(1, limit / others));
    if (!group.same())
      for (const Sizes& sizes : group.input.sizes)
        others *= longest(sizes);
    axis += group.from.size();
  }
}

Array reshape_array(const Array& array, const Shape& shape, const std::string& shown) {
  const Shape current = array.shape();
  std::vector<Group> groups = match_axes(without_ones(current), without_ones(shape));
  lay_out_all(groups, array);
  std::vector<Sizes> input, between, wanted, result;
  bool direct = true;
  for (const Group& group : groups) {
    input.insert(input.end(), group.input.sizes.begin(), group.input.sizes.end());
    result.insert(result.end(), group.result.sizes.begin(), group.result.sizes.end());
    between.push_back(group.input.runs());
    wanted.push_back(group.result.runs());
    direct = direct && group.direct();
  }
  const Array cut = rechunk(array, Chunking(with_ones(current, input)));
  if (direct)
    return reshape_blocks(cut, with_ones(shape, result), shown);
  // The two shapes share no cuts: the groups are laid out flat, cut anew, and folded.
  const Array flat = rechunk(reshape_blocks(cut, between, shown), Chunking(wanted));
  return reshape_blocks(flat, with_ones(shape, result), shown);
}

/// As the user wrote it: -1 is not `?`.
std::string as_written(const Shape& wanted) {
  std::string text = to_string(wanted);
  for (std::size_t at = text.find('?'); at != std::string::npos; at = text.find('?'))
    text.replace(at, 1, "-1");
  return text;
}

/// `wanted` with its -1 made out.
Shape complete(const Shape& wanted, const Shape& current) {
  const auto fail = [&](const std::string& why) {
    throw ShapeError("an array of shape " + to_string(current) + " cannot have the shape "
                     + as_written(wanted) + why);
  };
  Shape shape = wanted;
  const auto open = std::ranges::find(shape, -1);
  if (open != shape.end())
    *open = 1;
  if (std::ranges::any_of(shape, [](std::int64_t extent) { return extent < 0; }))
    throw ShapeError("an extent is negative in " + to_string(wanted));
  const std::int64_t given = element_count(shape), elements = element_count(current);
  if (open != shape.end()) {
    if (given == 0 || elements % given != 0)
      fail(": " + std::to_string(elements) + " elements");
    *open = elements / given;
  } else if (given != elements) {
    fail(": " + std::to_string(elements) + " elements, not " + std::to_string(given));
  }
  return shape;
}

} // namespace

ArrayMetadata Reshape::promise(std::span<const Array> inputs) const {
  return promise_metadata(inputs[0].dtype(), shape); // -1, what is left, is `unknown_extent`
}

Array Reshape::build(std::span<const Array> inputs) const {
  const Array& array = inputs[0];
  const Shape current = array.shape();
  const Shape wanted = complete(shape, current);
  if (wanted == current)
    return array;
  if (array.size() == 0)
    return reshape_blocks(rechunk(array, -1), Chunking::whole(wanted).sizes(), shown);
  return reshape_array(array, wanted, shown);
}

Array cut_in_order(const Array& array) {
  if (array.rank() == 0)
    return array;
  if (array.size() == 0)
    return rechunk(array, -1);
  const RunLayout layout =
      run_layout(array.shape(), block_limit(array), [&](std::int64_t) { return array.chunking().sizes(0); });
  return rechunk(array, Chunking(layout.sizes));
}

Array reshape(const Array& array, const Shape& shape, std::source_location line) {
  if (std::ranges::count(shape, -1) > 1)
    throw ShapeError("reshape: only one extent may be -1, not so in " + as_written(shape));
  return apply(Reshape{"reshape", shape}, {array}, source_line(line));
}

Array ravel(const Array& array, std::source_location line) {
  return apply(Reshape{"ravel", {-1}}, {array}, source_line(line));
}

Array flatten(const Array& array, std::source_location line) {
  return apply(Reshape{"flatten", {-1}}, {array}, source_line(line));
}

} // namespace troupe
