#include "kernels/reductions/complex_reductions.hpp"

#include <cmath>
#include <complex>
#include <limits>

namespace troupe {

namespace {

template <class T>
bool is_nan(std::complex<T> a) {
  return std::isnan(a.real()) || std::isnan(a.imag());
}

/// NumPy's order: by real part, then imaginary part.
template <class T>
bool is_greater(std::complex<T> a, std::complex<T> b) {
  return a.real() == b.real() ? a.imag() > b.imag() : a.real() > b.real();
}

struct Up {
  template <class T>
  static bool beats(std::complex<T> a, std::complex<T> b) {
    return is_greater(a, b);
  }
};

struct Down {
  template <class T>
  static bool beats(std::complex<T> a, std::complex<T> b) {
    return is_greater(b, a);
  }
};

/// Products are kept in double.
template <class T, NanRule nan>
struct Product {
  using Element = std::complex<T>;
  struct State {
    std::complex<double> value{1};
  };
  static constexpr std::size_t part_count = 1;

  static State load(void* const* parts, std::size_t slot) {
    return {static_cast<const std::complex<double>*>(parts[0])[slot]};
  }
  static void store(void* const* parts, std::size_t slot, const State& state) {
    static_cast<std::complex<double>*>(parts[0])[slot] = state.value;
  }
  static void add(State& state, Element a, std::int64_t) {
    if (nan == NanRule::spread || !is_nan(a))
      merge(state, {{a.real(), a.imag()}}, 0);
  }
  static void merge(State& into, const State& from, std::int64_t) {
    const auto a = into.value;
    const auto b = from.value;
    into.value = {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  }
};

template <class T, class Direction, NanRule nan, std::size_t parts>
struct Extreme {
  using Element = std::complex<T>;
  struct State {
    Element value{};
    std::int64_t position = -1;
  };
  static constexpr std::size_t part_count = parts;

  static bool replaces(Element a, Element b) {
    if (is_nan(a) || is_nan(b))
      return is_nan(a) && !is_nan(b);
    return Direction::beats(a, b);
  }
  static bool same(Element a, Element b) { return a == b || (is_nan(a) && is_nan(b)); }

  static void add(State& state, Element a, std::int64_t position) {
    if (nan == NanRule::skip && is_nan(a))
      return;
    if (state.position < 0 || replaces(a, state.value))
      state = {a, position};
  }
  static void merge(State& into, const State& from, std::int64_t moved_by) {
    if (from.position < 0)
      return;
    const std::int64_t position = from.position + moved_by;
    const bool is_first = same(from.value, into.value) && position < into.position;
    if (into.position < 0 || replaces(from.value, into.value) || is_first)
      into = {from.value, position};
  }

  // Without a part for the position, a state of no elements holds what loses against every element.
  static State load(void* const* state, std::size_t slot) {
    const Element value = static_cast<const Element*>(state[0])[slot];
    if constexpr (parts == 2)
      return {value, static_cast<const std::int64_t*>(state[1])[slot]};
    else if constexpr (nan == NanRule::skip)
      return {value, is_nan(value) ? -1 : 0};
    else
      return {value, 0};
  }
  static void store(void* const* state, std::size_t slot, const State& kept) {
    static_cast<Element*>(state[0])[slot] = kept.position >= 0 ? kept.value : Element(none(), none());
    if constexpr (parts == 2)
      static_cast<std::int64_t*>(state[1])[slot] = kept.position;
  }
  static T none() {
    if (nan == NanRule::skip)
      return std::numeric_limits<T>::quiet_NaN();
    const T infinity = std::numeric_limits<T>::infinity();
    return Direction::beats(Element(1), Element(0)) ? -infinity : infinity;
  }
};

template <class R>
void clear(void* const* parts, std::size_t slots) {
  for (std::size_t i = 0; i < slots; ++i)
    R::store(parts, i, {});
}

template <class R>
void row(void* const* parts, const void* elements, std::size_t count) {
  typename R::State state;
  for (std::size_t i = 0; i < count; ++i)
    R::add(state, static_cast<const typename R::Element*>(elements)[i], static_cast<std::int64_t>(i));
  R::store(parts, 0, state);
}

template <class R>
void rows(void* const* parts, const void* elements, std::size_t stride, std::size_t count, std::size_t slots,
          std::int64_t before) {
  const auto* row = static_cast<const typename R::Element*>(elements);
  for (std::size_t i = 0; i < slots; ++i) {
    typename R::State state = R::load(parts, i);
    for (std::size_t r = 0; r < count; ++r)
      R::add(state, row[i + r * stride], before + static_cast<std::int64_t>(r));
    R::store(parts, i, state);
  }
}

template <class R>
void merge(void* const* into, const void* const* from, std::size_t slots, std::int64_t into_count,
           std::int64_t) {
  void* other[max_reduction_parts] = {};
  for (std::size_t part = 0; part < R::part_count; ++part)
    other[part] = const_cast<void*>(from[part]); // only read
  for (std::size_t i = 0; i < slots; ++i) {
    typename R::State state = R::load(into, i);
    R::merge(state, R::load(other, i), into_count);
    R::store(into, i, state);
  }
}

template <class R>
void add(ReductionTable& table, ReductionKind kind, NanRule nan, DType dtype, DType part) {
  table.kernels[static_cast<std::size_t>(kind)][static_cast<std::size_t>(nan)][static_cast<std::size_t>(
      dtype)] = {R::part_count, {part, DType::int64}, clear<R>, row<R>, rows<R>, merge<R>};
}

template <class T, NanRule nan>
void fill_for(ReductionTable& table, DType dtype) {
  add<Product<T, nan>>(table, ReductionKind::product, nan, dtype, DType::complex128);
  add<Extreme<T, Up, nan, 1>>(table, ReductionKind::maximum, nan, dtype, dtype);
  add<Extreme<T, Down, nan, 1>>(table, ReductionKind::minimum, nan, dtype, dtype);
  add<Extreme<T, Up, nan, 2>>(table, ReductionKind::argmax, nan, dtype, dtype);
  add<Extreme<T, Down, nan, 2>>(table, ReductionKind::argmin, nan, dtype, dtype);
}

} // namespace

void fill_complex_reductions(ReductionTable& table) {
  fill_for<float, NanRule::spread>(table, DType::complex64);
  fill_for<float, NanRule::skip>(table, DType::complex64);
  fill_for<double, NanRule::spread>(table, DType::complex128);
  fill_for<double, NanRule::skip>(table, DType::complex128);
}

} // namespace troupe
