#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <troupe/block_pool.hpp>
#include <troupe/dtype.hpp>
#include <troupe/shape.hpp>

namespace troupe {

template <Element T>
class HeldValues;

/// One block of an array in memory: contiguous, row-major, immutable.
///
/// A chunk shares its buffer, so copying one is cheap and safe across threads. Memory from the pool is
/// 64-byte aligned and padded; an adopted buffer is only aligned for its element type.
class Chunk {
public:
  Chunk() = default; ///< 1-d float64 of length 0.

  /// A chunk of `shape` whose elements are written by `fill(std::span<T>)`.
  template <Element T, std::invocable<std::span<T>> Fill>
  static Chunk generate(Shape shape, Fill&& fill) {
    auto [chunk, elements] = uninitialised(dtype_of<T>(), std::move(shape));
    fill(std::span<T>(reinterpret_cast<T*>(elements), chunk.size()));
    return std::move(chunk);
  }

  /// A chunk with the given elements in row-major order.
  ///
  /// \throws ShapeError if their number does not fit `shape`.
  template <Element T>
  static Chunk from(Shape shape, std::initializer_list<T> values) {
    return copy<T>(std::move(shape), {values.begin(), values.size()});
  }
  template <Element T>
  static Chunk copy(Shape shape, std::span<const T> values) {
    require_count(shape, values.size());
    return generate<T>(std::move(shape), [&](std::span<T> out) { std::ranges::copy(values, out.begin()); });
  }

  /// A 0-d chunk.
  template <Element T>
  static Chunk scalar(T value) {
    return generate<T>({}, [&](std::span<T> out) { out[0] = value; });
  }

  /// A pooled chunk and the place of its elements, to be written before the chunk is shared.
  static std::pair<Chunk, std::byte*> uninitialised(DType dtype, Shape shape);

  /// A chunk over memory that somebody else made; `owner` keeps it alive. Nothing is copied.
  ///
  /// \throws ValueError if the memory is not aligned for the dtype's elements.
  static Chunk adopt(DType dtype, Shape shape, std::shared_ptr<const void> owner, const void* elements);

  /// `shape` elements from element number `offset` on, sharing the buffer. A reshape is a view at 0.
  ///
  /// \throws ShapeError if they do not lie inside this chunk.
  Chunk view(std::int64_t offset, Shape shape) const;

  DType dtype() const noexcept { return dtype_; }
  const Shape& shape() const noexcept { return shape_; }
  std::size_t rank() const noexcept { return shape_.size(); }
  std::size_t size() const noexcept { return size_; } ///< Number of elements.
  std::size_t size_bytes() const noexcept { return size_ * size_of(dtype_); }
  const std::byte* bytes() const noexcept { return elements_; }

  /// The elements in row-major order.
  ///
  /// \throws DTypeError if `T` is not the type of `dtype()`.
  template <Element T>
  std::span<const T> values() const& {
    require_dtype(dtype_of<T>());
    return {reinterpret_cast<const T*>(elements_), size_};
  }
  /// Of a chunk that nobody keeps, as in `session.compute(x).values<double>()`: the result keeps it.
  template <Element T>
  HeldValues<T> values() &&;

  /// The element at `position`, one number an axis, negative ones counted from the end.
  ///
  /// \throws DTypeError as `values`; IndexError if there is no such element.
  template <Element T>
  T at(std::initializer_list<std::int64_t> position) const {
    return values<T>()[element_offset({position.begin(), position.size()})];
  }

  /// The one element of a chunk of size 1, converted to `T` as C++ does.
  ///
  /// \throws ShapeError if there are more or none; DTypeError from complex to a real type; ValueError for a
  ///         float outside an integer type's range, NaN included.
  template <Element T>
  T item() const;

  /// Whether other chunks, or whoever adopted memory is of, keep the same elements.
  bool is_shared() const noexcept { return owner_.use_count() > 1; }

private:
  static void require_count(const Shape& shape, std::size_t count);
  void require_dtype(DType wanted) const;
  void require_item(DType wanted) const;
  [[noreturn]] static void refuse_item(double value, DType wanted);
  std::size_t element_offset(std::span<const std::int64_t> position) const;

  // Where chunks without memory of their own point, so that copying no bytes is never from null.
  alignas(64) static constexpr std::byte no_elements[64]{};

  DType dtype_ = DType::float64;
  Shape shape_{0};
  std::size_t size_ = 0;
  std::shared_ptr<const void> owner_;
  const std::byte* elements_ = no_elements;
};

/// The elements of a chunk, and the chunk: a range that stays good as long as it lives.
template <Element T>
class HeldValues {
public:
  using value_type = T;
  using const_iterator = const T*;

  /// \throws DTypeError as `Chunk::values`.
  explicit HeldValues(Chunk chunk) : chunk_(std::move(chunk)), values_(chunk_.values<T>()) {}

  const T* begin() const noexcept { return values_.data(); }
  const T* end() const noexcept { return values_.data() + values_.size(); }
  const T* data() const noexcept { return values_.data(); }
  std::size_t size() const noexcept { return values_.size(); }
  bool empty() const noexcept { return values_.empty(); }
  const T& operator[](std::size_t index) const noexcept { return values_[index]; }
  const T& front() const noexcept { return values_.front(); }
  const T& back() const noexcept { return values_.back(); }

private:
  Chunk chunk_;
  std::span<const T> values_;
};

template <Element T>
HeldValues<T> Chunk::values() && {
  return HeldValues<T>(std::move(*this));
}

template <Element T>
T Chunk::item() const {
  require_item(dtype_of<T>());
  return visit_dtype(dtype_, [this]<class U>(std::type_identity<U>) -> T {
    const U value = *reinterpret_cast<const U*>(elements_);
    if constexpr (ComplexElement<T> && !ComplexElement<U>) {
      return T(static_cast<typename T::value_type>(value));
    } else if constexpr (ComplexElement<U> && !ComplexElement<T>) {
      __builtin_unreachable(); // require_item has thrown
    } else {
      if constexpr (FloatElement<U> && IntegerElement<T>) {
        // Both bounds are powers of two, so they are exact; the upper one is the first value outside.
        constexpr auto upper = static_cast<double>(std::numeric_limits<T>::max() / 2 + 1) * 2;
        constexpr auto lower = static_cast<double>(std::numeric_limits<T>::min());
        const double whole = std::trunc(static_cast<double>(value));
        if (!(whole >= lower && whole < upper))
          refuse_item(static_cast<double>(value), dtype_of<T>());
      }
      return static_cast<T>(value);
    }
  });
}

/// Same dtype, shape and bits.
bool identical(const Chunk& left, const Chunk& right);

/// NumPy's way of printing: nested brackets, at most about `max_elements` elements, `...` between.
std::string to_string(const Chunk& chunk, std::size_t max_elements = 200);

} // namespace troupe
