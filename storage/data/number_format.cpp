#include "data/number_format.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <system_error>

namespace troupe {

namespace {

constexpr int most_digits = 8;

// `how`: a std::chars_format and perhaps a number of digits. Numbers written in full are below 1e8.
template <class T, class... How>
std::string written(T number, How... how) {
  std::array<char, 64> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number, how...);
  assert(error == std::errc());
  return {text.data(), end};
}

// The fewest digits that tell the number from its neighbours, but not more than 8 behind the point.
template <class T>
std::string shortest(T number, std::chars_format format) {
  const auto mantissa_end = [](const std::string& text) { return std::min(text.find('e'), text.size()); };
  const auto point = [&](const std::string& text) { return std::min(text.find('.'), mantissa_end(text)); };
  std::string text = written(number, format);
  if (mantissa_end(text) > point(text) + 1 + most_digits) {
    text = written(number, format, most_digits);
    std::size_t end = mantissa_end(text);
    while (text[end - 1] == '0')
      text.erase(--end, 1);
  }
  if (point(text) == mantissa_end(text))
    text.insert(point(text), 1, '.');
  return text;
}

template <class T>
std::string special(T number) {
  return std::isnan(number) ? "nan" : number < 0 ? "-inf" : "inf";
}

} // namespace

template <std::floating_point T>
NumberFormat<T>::NumberFormat(std::span<const T> numbers, Sign sign) : sign_(sign) {
  double smallest = INFINITY, largest = 0;
  for (const T number : numbers)
    if (std::isfinite(number) && number != 0) {
      smallest = std::min<double>(smallest, std::abs(number));
      largest = std::max<double>(largest, std::abs(number));
    }
  is_scientific_ = largest >= 1e8 || (largest > 0 && (smallest < 1e-4 || largest / smallest > 1000));
  measure(numbers);
}

template <std::floating_point T>
void NumberFormat<T>::measure(std::span<const T> numbers) {
  const auto format = is_scientific_ ? std::chars_format::scientific : std::chars_format::fixed;
  for (const T number : numbers) {
    if (!std::isfinite(number))
      continue;
    const std::string text = with_sign(shortest(number, format));
    const std::size_t point = text.find('.'), end = std::min(text.find('e'), text.size());
    before_ = std::max(before_, point);
    precision_ = std::max(precision_, end - point - 1);
    exponent_ = std::max(exponent_, end < text.size() ? text.size() - end - 2 : 0);
  }
  behind_ = precision_ + (exponent_ > 0 ? exponent_ + 2 : 0);
  for (const T number : numbers) // "nan" and "-inf" may stand on the point, too
    if (!std::isfinite(number)) {
      const std::size_t wanted = with_sign(special(number)).size();
      before_ = std::max(before_, wanted - std::min(wanted, behind_ + 1));
    }
}

template <std::floating_point T>
std::string NumberFormat<T>::with_sign(std::string digits) const {
  const bool is_signed = digits.front() == '-';
  return sign_ == Sign::always && !is_signed ? "+" + digits : digits;
}

template <std::floating_point T>
std::string NumberFormat<T>::fixed(T number) const {
  std::string text = with_sign(shortest(number, std::chars_format::fixed));
  return std::string(before_ - text.find('.'), ' ') + text;
}

template <std::floating_point T>
std::string NumberFormat<T>::scientific(T number) const {
  std::string text = with_sign(written(number, std::chars_format::scientific, static_cast<int>(precision_)));
  if (precision_ == 0)
    text.insert(text.find('e'), 1, '.');
  const std::size_t digits = text.find('e') + 2;
  text.insert(digits, exponent_ - (text.size() - digits), '0');
  return std::string(before_ - text.find('.'), ' ') + text;
}

template <std::floating_point T>
std::string NumberFormat<T>::operator()(T number) const {
  const std::size_t width = before_ + 1 + behind_;
  if (!std::isfinite(number)) {
    const std::string text = with_sign(special(number));
    return std::string(width - text.size(), ' ') + text;
  }
  std::string text = is_scientific_ ? scientific(number) : fixed(number);
  text.resize(width, ' ');
  return text;
}

template class NumberFormat<float>;
template class NumberFormat<double>;

} // namespace troupe
