#pragma once

#include <string>
#include <type_traits>

#include <troupe/dtype.hpp>
#include <troupe/error.hpp>

#include "kernels/linalg/blas.hpp"

namespace troupe {

/// Calls `f(std::type_identity<T>{})` for a dtype that BLAS knows.
///
/// \throws DTypeError naming `operation` for others.
template <class F>
auto visit_blas(DType dtype, const char* operation, F&& f) {
  return visit_dtype(dtype, [&]<class T>(std::type_identity<T>) -> decltype(f(std::type_identity<double>{})) {
    if constexpr (BlasElement<T>)
      return f(std::type_identity<T>{});
    else
      throw DTypeError(std::string(operation) + ": not defined for " + std::string(to_string(dtype)));
  });
}

} // namespace troupe
