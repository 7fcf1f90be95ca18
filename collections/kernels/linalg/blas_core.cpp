#include "kernels/linalg/blas_core.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

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

/// Whether nobody is inside BLAS, as far as can be told: matrices packed for one core's kernels are garbage to another's.
bool has_blas_to_itself() {
  std::error_code error;
  int threads = 0;
  for (std::filesystem::directory_iterator thread("/proc/self/task", error);
       !error && thread != std::filesystem::directory_iterator(); thread.increment(error))
    ++threads;
  return !error && threads <= std::max(openblas_get_num_threads(), 1);
}

/// OpenBLAS's threads choose a core, too, if they are the first that need memory: not after a product was made.
void make_a_product() {
  const double one = 1;
  double product = 0;
  cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, 1, 1, 1, 1, &one, 1, &one, 1, 0, &product, 1);
}

} // namespace

std::string_view blas_core() { return openblas_get_corename(); }

void choose_blas_core() {
  const char* core = fitting_core();
  if (!gotoblas_dynamic_init || !gotoblas_dynamic_quit || core == nullptr || blas_core() != "Prescott"
      || std::getenv(variable) != nullptr || !has_blas_to_itself())
    return;
  make_a_product();
  gotoblas_dynamic_quit();
  setenv(variable, core, 0);
  gotoblas_dynamic_init();
  unsetenv(variable);
}

} // namespace troupe
