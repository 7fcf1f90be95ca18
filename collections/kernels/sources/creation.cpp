#include "kernels/sources/creation.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

Value full(const KernelCall& call) {
  const auto& parameters = call.parameters.as<FullParameters>();
  return visit_dtype(parameters.value.dtype, [&]<class T>(std::type_identity<T>) {
    return Chunk::generate<T>(parameters.shape,
                              [&](std::span<T> out) { std::ranges::fill(out, parameters.value.as<T>()); });
  });
}

/// start + index * step; integers wrap.
template <Element T>
T ramp_element(T start, T step, std::int64_t index) {
  if constexpr (IntegerElement<T>) {
    const auto wide = static_cast<std::uint64_t>(start)
                      + static_cast<std::uint64_t>(index) * static_cast<std::uint64_t>(step);
    return static_cast<T>(wide);
  } else if constexpr (ComplexElement<T>) {
    return start + static_cast<typename T::value_type>(index) * step;
  } else {
    return start + static_cast<T>(index) * step;
  }
}

template <Element T>
void fill_ramp(const RampParameters& parameters, std::span<T> out) {
  const T start = parameters.start.as<T>(), step = parameters.step.as<T>();
  const std::int64_t extent = parameters.shape[parameters.axis];
  const std::span inner_shape = std::span(parameters.shape).subspan(parameters.axis + 1);
  const auto inner = static_cast<std::size_t>(element_count(inner_shape));
  if (out.empty())
    return;
  // One run along the axis, then copies of it along the outer axes.
  const std::size_t run = static_cast<std::size_t>(extent) * inner;
  for (std::int64_t i = 0; i < extent; ++i)
    std::fill_n(out.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(i) * inner), inner,
                ramp_element(start, step, parameters.first + i * parameters.stride));
  for (std::size_t done = run; done < out.size(); done += run)
    std::copy_n(out.begin(), run, out.begin() + static_cast<std::ptrdiff_t>(done));
}

Value ramp(const KernelCall& call) {
  const auto& parameters = call.parameters.as<RampParameters>();
  return visit_dtype(parameters.start.dtype, [&]<class T>(std::type_identity<T>) -> Chunk {
    if constexpr (std::same_as<T, bool>)
      throw DTypeError("ramp: not defined for bool");
    else
      return Chunk::generate<T>(parameters.shape, [&](std::span<T> out) { fill_ramp(parameters, out); });
  });
}

/// As numpy.linspace has it, in the same order of operations.
class Spacing {
public:
  explicit Spacing(const LinspaceParameters& parameters)
      : parameters_(parameters), delta_(parameters.stop - parameters.start),
        divisions_(static_cast<double>(parameters.has_endpoint ? parameters.count - 1 : parameters.count)),
        step_(delta_ / divisions_) {}

  double operator[](std::int64_t i) const {
    if (parameters_.has_endpoint && parameters_.count > 1 && i == parameters_.count - 1)
      return parameters_.stop;
    const auto number = static_cast<double>(i);
    if (!(divisions_ > 0))
      return number * delta_ + parameters_.start;
    return (step_ == 0 ? number / divisions_ * delta_ : number * step_) + parameters_.start;
  }

private:
  const LinspaceParameters& parameters_;
  double delta_;
  double divisions_;
  double step_;
};

Value linspace(const KernelCall& call) {
  const auto& parameters = call.parameters.as<LinspaceParameters>();
  const Spacing spacing(parameters);
  return visit_dtype(parameters.dtype, [&]<class T>(std::type_identity<T>) {
    return Chunk::generate<T>({parameters.length}, [&](std::span<T> out) {
      for (std::size_t i = 0; i < out.size(); ++i) {
        const double value = spacing[parameters.first + static_cast<std::int64_t>(i)];
        if constexpr (std::same_as<T, bool>)
          out[i] = value != 0;
        else if constexpr (IntegerElement<T>)
          out[i] = static_cast<T>(std::floor(value)); // the builder refuses ends that do not fit
        else if constexpr (ComplexElement<T>)
          out[i] = static_cast<typename T::value_type>(value);
        else
          out[i] = static_cast<T>(value);
      }
    });
  });
}

} // namespace

TileConstant ramp_value(const TileConstant& start, const TileConstant& step, std::int64_t index) {
  return visit_dtype(start.dtype, [&]<class T>(std::type_identity<T>) -> TileConstant {
    if constexpr (std::same_as<T, bool>)
      throw DTypeError("ramp: not defined for bool");
    else
      return TileConstant::of(ramp_element(start.as<T>(), step.as<T>(), index));
  });
}

void register_creation(KernelRegistry& registry) {
  registry.add({"full", 1, "a chunk of one value", 0, full, Parameters::decode<FullParameters>});
  registry.add({"ramp", 1, "start + i * step along one axis", 0, ramp, Parameters::decode<RampParameters>});
  registry.add({"linspace", 1, "evenly spaced numbers", 0, linspace, Parameters::decode<LinspaceParameters>});
}

} // namespace troupe
