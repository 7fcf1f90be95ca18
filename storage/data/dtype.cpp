#include <algorithm>
#include <array>
#include <string>

#include <troupe/dtype.hpp>
#include <troupe/error.hpp>

namespace troupe {

namespace {

constexpr std::array<std::string_view, dtype_count> names{
    "bool",   "int8",   "int16",   "int32",   "int64",     "uint8",     "uint16",
    "uint32", "uint64", "float32", "float64", "complex64", "complex128"};

bool is_integer(DTypeKind kind) {
  return kind == DTypeKind::unsigned_integer || kind == DTypeKind::signed_integer;
}

DType signed_of(std::size_t bytes) {
  return bytes == 2 ? DType::int16 : bytes == 4 ? DType::int32 : DType::int64;
}

DType unsigned_with_signed(DType left, DType right) {
  if (size_of(right) > size_of(left))
    return right;
  return left == DType::uint64 ? DType::float64 : signed_of(2 * size_of(left));
}

// A float32 holds every integer of 16 bits, but not of 32.
bool needs_double(DType dtype) {
  return dtype == DType::float64 || (is_integer(kind_of(dtype)) && size_of(dtype) > 2);
}

} // namespace

std::string_view to_string(DType dtype) { return names[static_cast<std::size_t>(dtype)]; }

DType dtype_from_name(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    throw DTypeError("dtype: \"" + std::string(name) + "\" is not the name of a dtype");
  return static_cast<DType>(found - names.begin());
}

DType dtype_from_number(std::uint8_t number) {
  if (number >= dtype_count)
    throw FileError("dtype: " + std::to_string(number) + " is not the number of a dtype");
  return static_cast<DType>(number);
}

DType promote(DType left, DType right) {
  if (kind_of(left) > kind_of(right))
    std::swap(left, right);
  const DTypeKind low = kind_of(left), high = kind_of(right);
  if (low == DTypeKind::boolean)
    return right;
  if (low == high)
    return size_of(left) > size_of(right) ? left : right;
  if (high == DTypeKind::signed_integer)
    return unsigned_with_signed(left, right);
  if (high == DTypeKind::floating)
    return needs_double(left) ? DType::float64 : right;
  return needs_double(left) ? DType::complex128 : right;
}

} // namespace troupe
