#include "kernels/linalg/blas_core.hpp"

#include <cstdlib>
#include <string_view>

#include <cblas.h>

// What OpenBLAS does when it is loaded and unloaded, if it has kernels for several cores. It has no interface to choose
// one later than by its environment.
extern "C" {
[[gnu::weak]] void gotoblas_dynamic_init();
[[gnu::weak]] void gotoblas_dynamic_quit();
}

namespace troupe {

namespace {

constexpr const char* variable = "OPENBLAS_CORETYPE";

/// The core whose kernels need what the processor has, in OpenBLAS's names.
const char* fitting_core() {
  if (__builtin_cpu_supports("x86-64-v4"))
    return "SkylakeX";
  return __builtin_cpu_supports("x86-64-v3") ? "Haswell" : nullptr;
}

} // namespace

void choose_blas_core() {
  if (!gotoblas_dynamic_init || !gotoblas_dynamic_quit || std::getenv(variable) != nullptr)
    return;
  const char* core = fitting_core();
  if (core == nullptr || std::string_view(openblas_get_corename()) != "Prescott")
    return;
  gotoblas_dynamic_quit();
  setenv(variable, core, 0);
  gotoblas_dynamic_init();
  unsetenv(variable);
}

} // namespace troupe
