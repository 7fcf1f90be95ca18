#pragma once

#include <concepts>
#include <span>
#include <string>

namespace troupe {

/// How the numbers of one printed array are written, so that their points align: NumPy's FloatingFormat
/// (numpy/core/arrayprint.py) with its default precision of 8 digits.
template <std::floating_point T>
class NumberFormat {
public:
  enum class Sign { when_negative, always };

  /// The format that suits all of `numbers`.
  NumberFormat(std::span<const T> numbers, Sign sign);

  /// Every number of the array gets a text of the same length.
  std::string operator()(T number) const;

private:
  std::string fixed(T number) const;
  std::string scientific(T number) const;
  std::string with_sign(std::string digits) const;
  void measure(std::span<const T> numbers);

  Sign sign_;
  bool is_scientific_ = false;
  std::size_t before_ = 0;    ///< Characters before the point, sign included.
  std::size_t behind_ = 0;    ///< Characters behind it, exponent included.
  std::size_t precision_ = 0; ///< Digits behind the point, of scientific numbers.
  std::size_t exponent_ = 0;  ///< Digits of the exponent.
};

extern template class NumberFormat<float>;
extern template class NumberFormat<double>;

} // namespace troupe
