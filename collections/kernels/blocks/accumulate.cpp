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

} // namespace

DType accumulator_dtype(DType dtype) {
  switch (kind_of(dtype)) {
  case DTypeKind::unsigned_integer: return DType::uint64;
  case DTypeKind::floating: return DType::float64;
  case DTypeKind::complex: return DType::complex128;
  default: return DType::int64;
  }
}

Chunk accumulate(const AccumulateParameters& parameters, const Chunk& chunk, const Chunk* before) {
  const auto axis = static_cast<std::size_t>(normalise_axis(parameters.axis, chunk.rank(), "accumulate"));
  const Extents extents(chunk.shape(), axis);
  if (before != nullptr
      && (before->dtype() != accumulator_dtype(chunk.dtype())
          || before->size() != extents.outer * extents.inner))
    throw ValueError("accumulate: what comes before does not belong to the chunk");
  auto [result, elements] = Chunk::uninitialised(chunk.dtype(), chunk.shape());
  visit_dtype(chunk.dtype(), [&, out = elements]<class T>(std::type_identity<T>) {
    if constexpr (std::same_as<T, bool>) {
      throw DTypeError("accumulate: no kernel for bool");
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
    }
  });
  return std::move(result);
}

namespace {

Value run_accumulate(const KernelCall& call) {
  const auto& parameters = call.parameters.as<AccumulateParameters>();
  const Chunk* before = call.arguments.size() > 1 ? &call.arguments[1].as_chunk() : nullptr;
  return accumulate(parameters, call.arguments[0].as_chunk(), before);
}

} // namespace

void register_accumulate(KernelRegistry& registry) {
  registry.add({"accumulate", 1, "the running sum or product of a chunk along an axis", at_least(1),
                run_accumulate, Parameters::decode<AccumulateParameters>, KernelKind::compute});
}

} // namespace troupe
