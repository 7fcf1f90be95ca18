#include "array/functions/gufunc.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include <troupe/array/axes.hpp>
#include <troupe/array/functions/gufunc.hpp>
#include <troupe/array/reshaping.hpp>
#include <troupe/error.hpp>

#include "array/axis_list.hpp"
#include "expression/apply.hpp"
#include "expression/programs/tile_map.hpp"

namespace troupe {

namespace {

/// The axes of a call's arrays and results by label: those of the loop by their number, then the core's by name.
class CoreLayout {
public:
  CoreLayout(const Gufunc& call, std::span<const Array> arrays)
      : call_(call), signature_(parse_signature(call.signature)) {
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      const std::size_t core = signature_.inputs[i].size();
      if (arrays[i].rank() < core)
        throw ShapeError("array " + std::to_string(i + 1) + " of shape " + to_string(arrays[i].shape())
                         + " has no " + std::to_string(core) + " core axes for \"" + call.signature + "\"");
      loop_rank_ = std::max(loop_rank_, arrays[i].rank() - core);
    }
    for (const auto& [name, extent] : call.output_sizes)
      lengths_.emplace(name, extent);
    for (std::size_t i = 0; i < arrays.size(); ++i)
      add_input(i, arrays[i]);
  }

  const std::vector<BlockCall::Labels>& inputs() const noexcept { return labels_; }

  std::vector<std::int64_t> core_ranks() const {
    std::vector<std::int64_t> ranks;
    for (const auto& core : signature_.inputs)
      ranks.push_back(static_cast<std::int64_t>(core.size()));
    return ranks;
  }

  Shape core_of_result(std::size_t number) const {
    Shape core;
    for (const std::string& name : signature_.outputs[number])
      core.push_back(length_of(name));
    return core;
  }

  BlockCall::Labels labels_of_result(std::size_t number) {
    BlockCall::Labels labels;
    for (std::size_t axis = 0; axis < loop_rank_; ++axis)
      labels.push_back(static_cast<std::int32_t>(axis));
    for (std::size_t axis = 0; axis < signature_.outputs[number].size(); ++axis)
      labels.push_back(fresh()); // of its own, as it has one block whatever the arrays have
    return labels;
  }

  /// The loop's labels are cut as they come, the core's are one chunk.
  std::map<std::int32_t, BlockCall::Sizes> sizes(std::span<const Array> arrays) const {
    auto sizes = common_sizes_of_labels(arrays, labels_, call_.shown);
    for (auto& [label, along] : sizes) {
      if (label < static_cast<std::int32_t>(loop_rank_))
        continue;
      if (along.size() > 1 && !call_.allow_rechunk)
        throw ShapeError("a core axis is in " + std::to_string(along.size())
                         + " chunks and has to be in one: rechunk it, or allow it by .allow_rechunk");
      along = {extent_of(along)};
    }
    return sizes;
  }

  std::size_t loop_rank() const noexcept { return loop_rank_; }

private:
  void add_input(std::size_t number, const Array& array) {
    const std::vector<std::string>& core = signature_.inputs[number];
    const std::size_t own = array.rank() - core.size();
    BlockCall::Labels& labels = labels_.emplace_back();
    for (std::size_t axis = 0; axis < own; ++axis)
      labels.push_back(static_cast<std::int32_t>(loop_rank_ - own + axis));
    for (std::size_t i = 0; i < core.size(); ++i) {
      require_length(core[i], array.shape()[own + i], number);
      // Extents of one name are equal, so none is stretched; each has its own label all the same.
      labels.push_back(fresh());
    }
  }

  void require_length(const std::string& name, std::int64_t extent, std::size_t number) {
    const auto [known, is_first] = lengths_.try_emplace(name, extent);
    if (const std::optional<std::int64_t> literal = number_of(name))
      known->second = *literal;
    if (known->second != extent)
      throw ShapeError("core axis " + name + " is " + std::to_string(known->second) + " long, in array "
                       + std::to_string(number + 1) + " it is " + std::to_string(extent));
  }

  std::int64_t length_of(const std::string& name) const {
    if (const std::optional<std::int64_t> literal = number_of(name))
      return *literal;
    const auto found = lengths_.find(name);
    if (found == lengths_.end())
      throw ValueError("no array has core axis " + name + ", so its length must be given by .output_sizes");
    return found->second;
  }

  static std::optional<std::int64_t> number_of(const std::string& name) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    return error == std::errc() && end == name.data() + name.size() ? std::optional(number) : std::nullopt;
  }

  std::int32_t fresh() { return static_cast<std::int32_t>(loop_rank_) + next_++; }

  const Gufunc& call_;
  CoreSignature signature_;
  std::size_t loop_rank_ = 0;
  std::int32_t next_ = 0;
  std::map<std::string, std::int64_t> lengths_;
  std::vector<BlockCall::Labels> labels_;
};

std::vector<BlockCall::Sizes> sizes_of_result(const std::map<std::int32_t, BlockCall::Sizes>& loop,
                                              std::size_t rank, const Shape& core) {
  std::vector<BlockCall::Sizes> sizes;
  for (std::size_t axis = 0; axis < rank; ++axis)
    sizes.push_back(loop.at(static_cast<std::int32_t>(axis)));
  for (const std::int64_t extent : core)
    sizes.push_back({extent});
  return sizes;
}

/// An array whose core axes, somewhere among its axes, are put last.
Array with_core_last(const Array& array, const std::vector<int>& axes) {
  std::vector<int> last;
  for (std::size_t i = 0; i < axes.size(); ++i)
    last.push_back(static_cast<int>(i) - static_cast<int>(axes.size()));
  return moveaxis(array, normalise_axes(axes, array.rank(), std::string(Gufunc::name)), last);
}

void require_call(const CoreKernel& function, const CoreSignature& signature, std::span<const Array> arrays,
                  std::string_view text) {
  const std::string name(Gufunc::name);
  if (signature.inputs.size() != arrays.size())
    throw ValueError(name + ": \"" + std::string(text) + "\" takes " + std::to_string(signature.inputs.size())
                     + " arrays, there are " + std::to_string(arrays.size()));
  require_arguments(function, arrays, name);
  const FunctionTypes& types = function.types();
  for (std::size_t i = 0; i < types.arguments.size(); ++i)
    if (types.arguments[i].kind == ChunkArgument::Kind::scalar && !signature.inputs[i].empty())
      throw ValueError(name + ": the function takes an element of array " + std::to_string(i + 1)
                       + ", which has core axes in \"" + std::string(text) + "\"");
  if (types.one_element)
    for (const auto& core : signature.outputs)
      if (!core.empty())
        throw ValueError(name + ": the function returns elements, \"" + std::string(text)
                         + "\" has results with core axes, which it would write to spans");
}

std::vector<DType> dtypes_of_results(const CoreKernel& function, const CoreSignature& signature,
                                     const std::vector<DType>& given) {
  const std::string name(Gufunc::name);
  const std::vector<DType>& told = function.types().results;
  const std::vector<DType>& dtypes = told.empty() ? given : told;
  if (dtypes.empty())
    throw DTypeError(name + ": the function does not tell the dtype of its chunks, so it must be given");
  if (dtypes.size() != signature.outputs.size())
    throw ValueError(name + ": the signature has " + std::to_string(signature.outputs.size())
                     + " results, there are " + std::to_string(dtypes.size())
                     + (told.empty() ? " dtypes" : " of the function"));
  if (!told.empty() && !given.empty() && given != told)
    throw DTypeError(name + ": the function gives " + std::string(to_string(told[0])) + ", not "
                     + std::string(to_string(given[0])));
  return dtypes;
}

} // namespace

Array Gufunc::build(std::span<const Array> inputs) const {
  CoreLayout layout(*this, inputs);
  const auto sizes = layout.sizes(inputs);
  BlockCall call{shown,
                 function,
                 {},
                 {},
                 layout.labels_of_result(0),
                 layout.inputs(),
                 std::vector<std::uint8_t>(inputs.size(), 0),
                 told_cores ? Told::cores : Told::nothing,
                 layout.core_ranks()};
  for (std::size_t i = 0; i < dtypes.size(); ++i)
    call.results.push_back({dtypes[i], layout.core_of_result(i)});
  call.sizes = sizes_of_result(sizes, layout.loop_rank(), call.results[0].core);
  std::vector<BlockCall::Sizes> own = sizes_of_result(sizes, layout.loop_rank(), call.results[number].core);
  Array made = apply(std::move(call), cut_to_labels(inputs, layout.inputs(), sizes));
  return dtypes.size() == 1 ? made : apply(PickResult{shown, number, dtypes[number], std::move(own)}, {made});
}

ArrayMetadata Gufunc::promise(std::span<const Array> inputs) const {
  const CoreSignature parsed = parse_signature(signature);
  std::size_t rank = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].rank() > parsed.inputs[i].size())
      rank = std::max(rank, inputs[i].rank() - parsed.inputs[i].size());
  rank += parsed.outputs[number].size();
  return {dtypes[number], Chunking(std::vector(rank, BlockCall::Sizes{unknown_extent})), {}};
}

Array ApplyAlongAxis::build(std::span<const Array> inputs) const {
  const Array made = apply(call, {moveaxis(inputs[0], axis, -1)});
  return made.rank() == inputs[0].rank() ? moveaxis(made, -1, axis) : made;
}

ArrayMetadata ApplyAlongAxis::promise(std::span<const Array> inputs) const { return call.promise(inputs); }

std::vector<Array> apply_gufunc_all(const CoreKernel& function, std::string_view signature,
                                    const std::vector<Array>& arrays, const GufuncOptions& options,
                                    std::source_location line) {
  const CallScope scope(source_line(line));
  const CoreSignature parsed = naming(Gufunc::name, [&] { return parse_signature(signature); });
  require_call(function, parsed, arrays, signature);
  std::vector<Array> inputs = arrays;
  if (!options.axes.empty()) {
    if (options.axes.size() != arrays.size())
      throw ValueError("apply_gufunc: axes for " + std::to_string(options.axes.size()) + " arrays, there are "
                       + std::to_string(arrays.size()));
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      if (options.axes[i].size() != parsed.inputs[i].size())
        throw ValueError("apply_gufunc: " + std::to_string(options.axes[i].size()) + " axes for the "
                         + std::to_string(parsed.inputs[i].size()) + " core axes of array "
                         + std::to_string(i + 1));
      inputs[i] = naming(Gufunc::name, [&] { return with_core_last(arrays[i], options.axes[i]); });
    }
  }
  Gufunc call{
      std::string(Gufunc::name),
      FunctionCall::of(function.kernel(), function.parameters(), options.workspace_bytes, Gufunc::name),
      std::string(signature),
      dtypes_of_results(function, parsed, options.dtypes),
      {options.output_sizes.begin(), options.output_sizes.end()},
      options.allow_rechunk,
      function.types().fills_shape,
      0};
  std::vector<Array> results;
  for (; call.number < call.dtypes.size(); ++call.number)
    results.push_back(apply(call, inputs));
  return results;
}

Array apply_gufunc(const CoreKernel& function, std::string_view signature, const std::vector<Array>& arrays,
                   const GufuncOptions& options, std::source_location line) {
  const std::vector<Array> results = apply_gufunc_all(function, signature, arrays, options, line);
  if (results.size() != 1)
    throw ValueError("apply_gufunc: the signature has " + std::to_string(results.size())
                     + " results, which apply_gufunc_all gives");
  return results[0];
}

Array apply_gufunc(const CoreKernel& function, std::string_view signature,
                   std::initializer_list<Located> arrays, const GufuncOptions& options,
                   std::source_location line) {
  return apply_gufunc(function, signature, arrays_of(arrays), options, line);
}

Array apply_along_axis(const CoreKernel& function, int axis, const Array& array,
                       const AlongAxisOptions& options, std::source_location line) {
  const std::string name(ApplyAlongAxis::name);
  const int number = normalise_axis(axis, array.rank(), name);
  require_arguments(function, std::span(&array, 1), name);
  const bool gives_element = function.types().one_element && !options.length;
  const std::string signature = gives_element    ? "(i)->()"
                                : options.length ? "(i)->(" + std::to_string(*options.length) + ")"
                                                 : "(i)->(i)";
  if (options.length && *options.length < 0)
    throw ValueError(name + ": a length of " + std::to_string(*options.length));
  if (function.types().one_element && options.length)
    throw ValueError(name + ": the function returns an element, so there is no length");
  Gufunc call{name,
              FunctionCall::of(function.kernel(), function.parameters(), options.workspace_bytes, name),
              signature,
              {result_dtype(function, options.dtype, name)},
              {},
              true,
              function.types().fills_shape,
              0};
  return apply(ApplyAlongAxis{std::move(call), number}, {array}, source_line(line));
}

Array detail::keep_rank(const Array& reduced, const Array& before, int axis) {
  if (reduced.rank() == before.rank())
    return reduced;
  if (reduced.rank() + 1 != before.rank())
    throw ShapeError("apply_over_axes: the function made an array of " + std::to_string(reduced.rank())
                     + " axes of one of " + std::to_string(before.rank()));
  return expand_dims(reduced, {axis});
}

} // namespace troupe
