#include <numeric>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "array/storing/fingerprint.hpp"
#include "expression/apply.hpp"
#include "expression/literals.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(fingerprint)

BOOST_AUTO_TEST_CASE(equal_expressions_are_known) {
  const auto expression = [](std::int64_t addend) { return sum(counted({10}, 3) * 2 + addend); };

  BOOST_TEST((fingerprint_of(expression(1)) == fingerprint_of(expression(1))));
  BOOST_TEST((fingerprint_of(expression(1)) != fingerprint_of(expression(2))));
  BOOST_TEST((fingerprint_of(counted({10}, 3)) != fingerprint_of(counted({10}, 4))));
}

BOOST_AUTO_TEST_CASE(large_memory_is_told_by_its_bytes) {
  const std::int64_t beyond = 1 << 18; // 2 MiB, which nodes only count

  BOOST_TEST((fingerprint_of(counted({beyond})) == fingerprint_of(counted({beyond}))));
  BOOST_TEST((fingerprint_of(counted({beyond})) != fingerprint_of(counted({beyond}) + 1)));
  BOOST_TEST((counted({beyond}).node()->digest() != counted({beyond}).node()->digest()));
}

BOOST_AUTO_TEST_CASE(equal_bytes_of_another_dtype_or_shape_are_others) {
  const Chunk zero = Chunk::from<std::int32_t>({2}, {0, 0});

  BOOST_TEST(
      (fingerprint_of(from_chunk(zero)) != fingerprint_of(from_chunk(Chunk::from<float>({2}, {0, 0})))));
  BOOST_TEST((fingerprint_of(from_chunk(zero)) != fingerprint_of(from_chunk(zero.view(0, {1, 2})))));
}

BOOST_AUTO_TEST_CASE(values_that_only_a_run_knows_have_none) {
  const Array unknown =
      make_array(std::make_shared<const Literals>("input", "0", std::vector<Value>{Value("?")}), {},
                 {DType::int64, Chunking::whole({1}), {}});

  BOOST_TEST(!fingerprint_of(unknown + 1));
}

BOOST_AUTO_TEST_SUITE_END()
