#include <cstdlib>
#include <string>

#include <boost/test/unit_test.hpp>

#include "kernels/linalg/blas_core.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(blas_core_)

BOOST_AUTO_TEST_CASE(a_processor_newer_than_blas_does_not_get_its_oldest_kernels) {
  if (std::getenv("OPENBLAS_CORETYPE") != nullptr || !__builtin_cpu_supports("x86-64-v3"))
    return;

  BOOST_TEST(blas_core() != "Prescott");
}

BOOST_AUTO_TEST_CASE(choosing_again_changes_nothing_and_leaves_the_environment_alone) {
  const std::string before(blas_core());
  const bool was_named = std::getenv("OPENBLAS_CORETYPE") != nullptr;

  choose_blas_core();

  BOOST_TEST(blas_core() == before);
  BOOST_TEST((std::getenv("OPENBLAS_CORETYPE") != nullptr) == was_named);
}

BOOST_AUTO_TEST_SUITE_END()
