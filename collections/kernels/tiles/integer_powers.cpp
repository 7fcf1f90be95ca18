#include <concepts>
#include <type_traits>

#include <troupe/error.hpp>

#include "kernels/tiles/plain_kernels.hpp"

namespace troupe {

namespace {

/// By squaring; wraps.
template <class T>
T power(T base, T exponent) {
  using Wrapping = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  Wrapping result = 1;
  Wrapping square = static_cast<Wrapping>(base);
  for (auto left = static_cast<std::make_unsigned_t<T>>(exponent); left != 0; left >>= 1) {
    if ((left & 1) != 0)
      result *= square;
    square *= square;
  }
  return static_cast<T>(result);
}

template <class T>
void power_loop(void* out, const void* first, const void* second, const void*, std::size_t count) {
  const auto* bases = static_cast<const T*>(first);
  const auto* exponents = static_cast<const T*>(second);
  for (std::size_t i = 0; i < count; ++i) {
    if constexpr (std::signed_integral<T>)
      if (exponents[i] < 0)
        throw ValueError("power: integers to negative integer powers are not integers");
    static_cast<T*>(out)[i] = power(bases[i], exponents[i]);
  }
}

} // namespace

void fill_integer_powers(TileTable& table) {
  for (std::size_t dtype = 0; dtype < dtype_count; ++dtype)
    visit_dtype(static_cast<DType>(dtype), [&]<class T>(std::type_identity<T>) {
      if constexpr (IntegerElement<T>)
        table.kernels[static_cast<std::size_t>(TileOperation::power)][dtype] = power_loop<T>;
    });
}

} // namespace troupe
