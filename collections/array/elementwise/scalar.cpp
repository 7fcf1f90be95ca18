#include <sstream>

#include <troupe/array/scalar.hpp>

namespace troupe {

DType Scalar::dtype() const noexcept {
  return std::visit([]<class T>(const T&) { return dtype_of<T>(); }, held_);
}

std::string to_string(const Scalar& scalar) {
  std::ostringstream text;
  std::visit(
      [&]<class T>(const T& value) {
        if constexpr (std::same_as<T, bool>)
          text << (value ? "true" : "false");
        else if constexpr (ComplexElement<T>)
          text << value.real() << (value.imag() < 0 ? "" : "+") << value.imag() << 'i';
        else
          text << value;
      },
      scalar.held());
  return text.str();
}

} // namespace troupe
