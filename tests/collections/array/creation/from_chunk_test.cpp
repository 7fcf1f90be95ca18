#include <algorithm>
#include <memory>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

Chunk ones_of(const Shape& shape) {
  return Chunk::generate<std::int64_t>(shape, [](std::span<std::int64_t> out) { std::ranges::fill(out, 1); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(from_chunk_)

BOOST_AUTO_TEST_CASE(elements_are_found_whatever_the_cuts) {
  for_each_cut({3000}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(x) == looped({3000}, [](const Shape& at) { return at[0]; })));
  });
  for_each_cut({12, 10, 11}, [](const Array& x) {
    BOOST_TEST((values_of<std::int64_t>(x)
                == looped({12, 10, 11}, [](const Shape& at) { return at[0] * 110 + at[1] * 11 + at[2]; })));
  });
}

BOOST_AUTO_TEST_CASE(whole_rows_are_views_of_the_buffer) {
  const Chunk chunk = ones_of({6, 5});

  const std::vector<Chunk> blocks =
      compute_blocks(synchronous_session(), from_chunk(chunk, {{1, 0, 3, 2}, -1}));

  BOOST_TEST(blocks[0].bytes() == chunk.bytes());
  BOOST_TEST((blocks[1].shape() == Shape{0, 5}));
  BOOST_TEST(blocks[2].bytes() == chunk.bytes() + 40);
  BOOST_TEST(blocks[3].bytes() == chunk.bytes() + 160);
}

BOOST_AUTO_TEST_CASE(parts_of_single_rows_are_views_of_the_buffer) {
  const Chunk chunk = ones_of({3, 5});

  const std::vector<Chunk> blocks = compute_blocks(synchronous_session(), from_chunk(chunk, {1, 3}));

  BOOST_TEST(blocks[3].bytes() == chunk.bytes() + 64);
}

BOOST_AUTO_TEST_CASE(a_whole_chunk_is_not_copied) {
  const Chunk chunk = ones_of({3, 5});

  BOOST_TEST(synchronous_session().compute(from_chunk(chunk)).bytes() == chunk.bytes());
}

BOOST_AUTO_TEST_CASE(a_foreign_buffer_is_kept_by_results_that_are_views_of_it) {
  const auto owner = std::make_shared<std::vector<double>>(3000, 1.5);
  {
    const std::vector<Chunk> blocks =
        compute_blocks(synchronous_session(), adopt(owner->data(), owner, {3000}, 1000));

    BOOST_TEST(blocks[2].bytes() == reinterpret_cast<const std::byte*>(owner->data() + 2000));
    BOOST_TEST(owner.use_count() > 1);
  }
  BOOST_TEST(owner.use_count() == 1);
}

// A buffer that begins amid a vector register: the loops must not suppose more than the element's alignment.
BOOST_AUTO_TEST_CASE(a_foreign_buffer_need_not_be_aligned_for_vectors) {
  std::vector<float> elements(3001);
  for (std::size_t i = 0; i < elements.size(); ++i)
    elements[i] = static_cast<float>(i);
  const auto owner = std::make_shared<const std::vector<float>>(std::move(elements));
  for (const Chunks& chunks : {Chunks(-1), Chunks(997)}) {
    const Array x = adopt(owner->data() + 1, owner, {3000}, chunks);

    BOOST_TEST((values_of<float>(x * 2)
                == looped<float>({3000}, [](const Shape& at) { return static_cast<float>(2 * at[0] + 2); })));
    BOOST_TEST((values_of<float>(sum(x)) == std::vector<float>{4501500}));
  }
}

BOOST_AUTO_TEST_CASE(a_buffer_that_is_not_aligned_for_its_elements_is_refused) {
  const auto owner = std::make_shared<const std::vector<std::byte>>(64);
  const auto* crooked = reinterpret_cast<const double*>(owner->data() + 1);

  BOOST_CHECK_THROW(adopt(crooked, owner, {2}), ValueError);
}

BOOST_AUTO_TEST_CASE(cuts_that_do_not_fit_are_refused) {
  const Chunk chunk = Chunk::from<double>({2, 3}, {1, 2, 3, 4, 5, 6});

  BOOST_TEST(message_of<ShapeError>([&] {
               from_chunk(chunk, {1, {2, 2}});
             })
             == "from_chunk: chunk sizes (2, 2) do not add up to the extent 3 of axis 1");
  BOOST_TEST(message_of<ShapeError>([&] { from_chunk(chunk, {1}); })
             == "from_chunk: chunks for 1 axes, the array has 2");
  BOOST_TEST(message_of<ValueError>([&] { from_chunk(chunk, 0); })
             == "from_chunk: a chunk length of 0 for axis 0");
}

BOOST_AUTO_TEST_CASE(empty_and_single_chunks_are_arrays) {
  BOOST_TEST(values_of<double>(from_chunk(Chunk())).empty());
  BOOST_TEST(values_of<float>(from_chunk(Chunk::from<float>({0, 3}, {}), {-1, 1})).empty());
  BOOST_TEST((values_of<bool>(from_chunk(Chunk::scalar(true))) == std::vector<bool>{true}));
}

BOOST_AUTO_TEST_SUITE_END()
