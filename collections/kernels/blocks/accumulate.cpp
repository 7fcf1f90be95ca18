#include "kernels/blocks/accumulate.hpp"

#include <cassert>
#include <complex>
#include <string>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

#include "kernels/register_kernels.hpp"

namespace troupe {

namespace {

// clang-format off
template <class T> struct AccumulatorOf { using type = std::uint64_t; };
template <FloatElement T> struct AccumulatorOf<T> { using type = double; };
template <ComplexElement T> struct AccumulatorOf<T> { using type = std::complex<double>; };
// clang-format on

struct Sum {
  template <class A>
  static A apply(A a, A b) {
    return a + b;
  }
  static constexpr int neutral = 0;
};

struct Product {
  template <class A>
  static A apply(A a, A b) {
    if constexpr (ComplexElement<A>) // the textbook product, as NumPy's
      return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
    else
      return a * b;
  }
  static constexpr int neutral = 1;
};

/// The chunk is `outer` times `length` rows of `inner` elements.
struct Extents {
  std::size_t outer = 1;
  std::size_t length = 1;
  std::size_t inner = 1;

  Extents(const Shape& shape, std::size_t axis) : length(static_cast<std::size_t>(shape[axis])) {
    for (std::size_t i = 0; i < shape.size(); ++i)
      if (i != axis)
        (i < axis ? outer : inner) *= static_cast<std::size_t>(shape[i]);
  }
};

/// Neighbours in memory: the running value stays in a register.
template <class Op, NanRule nan, class A, class T>
void run_along(const T* in, T* out, std::size_t length, A running) {
  for (std::size_t i = 0; i < length; ++i) {
    if (nan == NanRule::spread || in[i] == in[i])
      running = Op::apply(running, static_cast<A>(in[i]));
    out[i] = static_cast<T>(running);
  }
}

template <class Op, NanRule nan, class T>
void run(const T* in, T* out, const void* before, const Extents& extents) {
  using A = typename AccumulatorOf<T>::type;
  if (extents.inner == 1) {
    for (std::size_t o = 0; o < extents.outer; ++o, in += extents.length, out += extents.length)
      run_along<Op, nan, A>(in, out, extents.length,
                            before == nullptr ? A(Op::neutral) : static_cast<const A*>(before)[o]);
    return;
  }
  std::vector<A> running(extents.inner);
  for (std::size_t o = 0; o < extents.outer; ++o) {
    for (std::size_t i = 0; i < extents.inner; ++i)
      running[i] = before == nullptr ? A(Op::neutral) : static_cast<const A*>(before)[o * extents.inner + i];
    for (std::size_t row = 0; row < extents.length; ++row, in += extents.inner, out += extents.inner)
      for (std::size_t i = 0; i < extents.inner; ++i) {
        if (nan == NanRule::spread || in[i] == in[i])
          running[i] = Op::apply(running[i], static_cast<A>(in[i]));
        out[i] = static_cast<T>(running[i]);
      }
  }
}

/// A running sum made to end at `total`. Towards the end, as long as the sum does not turn, what is beyond it becomes it:
/// that is rounding alone.
template <class T>
void end_at(T total, const T* in, T* out, std::size_t length, std::size_t step) {
  const bool is_beyond_above = length > 0 && out[(length - 1) * step] > total;
  for (std::size_t i = length; i-- > 0;) {
    T& element = out[i * step];
    if (is_beyond_above ? !(element > total) : !(element < total))
      return;
    element = total;
    if (is_beyond_above ? in[i * step] < 0 : in[i * step] > 0)
      return;
  }
}

template <FloatElement T>
void end_at(const double* totals, const T* in, T* out, const Extents& extents) {
  for (std::size_t o = 0; o < extents.outer; ++o, totals += extents.inner) {
    const std::size_t first = o * extents.length * extents.inner;
    for (std::size_t i = 0; i < extents.inner; ++i)
      end_at(static_cast<T>(totals[i]), in + first + i, out + first + i, extents.length, extents.inner);
  }
}

void require_total(const Chunk* total, DType dtype, const Extents& extents) {
  if (total != nullptr
      && (total->dtype() != accumulator_dtype(dtype) || total->size() != extents.outer * extents.inner))
    throw ValueError("accumulate: what comes before does not belong to the chunk");
}

} // namespace

DType accumulator_dtype(DType dtype) {
  switch (kind_of(dtype)) {
  case DTypeKind::unsigned_integer: return DType::uint64;
  case DTypeKind::floating: return DType::float64;
  case DTypeKind::complex: return DType::complex128;
  default: return DType::int64;
  }
}

Chunk accumulate(const AccumulateParameters& parameters, const Chunk& chunk, const Chunk* before,
                 const Chunk* until) {
  const auto axis = static_cast<std::size_t>(normalise_axis(parameters.axis, chunk.rank(), "accumulate"));
  const Extents extents(chunk.shape(), axis);
  require_total(before, chunk.dtype(), extents);
  require_total(until, chunk.dtype(), extents);
  auto [result, elements] = Chunk::uninitialised(chunk.dtype(), chunk.shape());
  visit_dtype(chunk.dtype(), [&, out = elements]<class T>(std::type_identity<T>) {
    if constexpr (std::same_as<T, bool>) {
      throw DTypeError("accumulate: not defined for bool");
    } else {
      const auto* in = chunk.values<T>().data();
      const void* offset = before == nullptr ? nullptr : before->bytes();
      const bool is_sum = parameters.kind == ReductionKind::sum;
      auto* to = reinterpret_cast<T*>(out);
      if (parameters.nan == NanRule::spread)
        is_sum ? run<Sum, NanRule::spread>(in, to, offset, extents)
               : run<Product, NanRule::spread>(in, to, offset, extents);
      else
        is_sum ? run<Sum, NanRule::skip>(in, to, offset, extents)
               : run<Product, NanRule::skip>(in, to, offset, extents);
      if constexpr (FloatElement<T>)
        if (is_sum && until != nullptr)
          end_at(until->values<double>().data(), in, to, extents);
    }
  });
  return std::move(result);
}

namespace {

Value run_accumulate(const KernelCall& call) {
  const auto& parameters = call.parameters.as<AccumulateParameters>();
  const auto argument = [&](std::size_t number) {
    return number < call.arguments.size() ? &call.arguments[number].as_chunk() : nullptr;
  };
  return parameters.is_first ? accumulate(parameters, *argument(0), nullptr, argument(1))
                             : accumulate(parameters, *argument(0), argument(1), argument(2));
}

} // namespace

void register_accumulate(KernelRegistry& registry) {
  registry.add({"accumulate", 1, "the running sum or product of a chunk along an axis", at_least(1),
                run_accumulate, Parameters::decode<AccumulateParameters>, KernelKind::compute});
}

} // namespace troupe
