#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

struct Place {
  test::TemporaryDirectory temporary;
  std::filesystem::path directory = temporary.path() / "arrays.store";
};

std::uint64_t tasks_of_last_run() { return synchronous_session().report().tasks; }

} // namespace

BOOST_AUTO_TEST_SUITE(store_region_)

// `setitem` on arrays in memory is compared with NumPy elsewhere.
BOOST_AUTO_TEST_CASE(it_equals_an_assignment) {
  const Shape shape{7, 9};
  struct Case {
    std::vector<Index> region;
    Located value;
  };
  const Array row = counted({9}) * -1, column = reshape(counted({7}) * -2, {7, 1});
  const std::vector<Case> cases{
      {{}, 5},
      {{}, row},
      {{ellipsis}, column},
      {{3}, row},
      {{-1, 4}, 99},
      {{Slice{2, 6}, Slice{1, 8, 3}}, -1},
      {{Slice{.step = -1}, Slice{7, 2, -2}}, counted({7, 3}, {2, 2}) + 1000},
      {{Slice{2, 2}}, 1},
      {{newaxis, 2}, counted({1, 9})},
      {{std::vector<std::int64_t>{5, 0, 5}}, counted({3, 9}) + 500},
      {{ellipsis, std::vector<bool>{true, false, false, true, false, false, false, false, true}}, -7},
      {{counted(shape) > 30}, 0.75},
      {{Slice{1, 3}, counted({9}) > 4}, 3},
  };

  for (const Chunking& chunking :
       {Chunking::whole(shape), Chunking({{1, 0, 4, 2}, {5, 4}}), Chunking::regular(shape, {1, 2})})
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Place place;
      store(synchronous_session(), counted(shape, chunking), place.directory);

      const Array changed =
          store_region(synchronous_session(), cases[i].value, place.directory, {.region = cases[i].region});

      BOOST_TEST_CONTEXT("case " << i << ", chunks " << to_string(chunking)) {
        BOOST_TEST((changed.chunking() == chunking));
        BOOST_TEST((values_of<std::int64_t>(changed)
                    == values_of<std::int64_t>(setitem(counted(shape), cases[i].region, cases[i].value))));
      }
    }
}

BOOST_AUTO_TEST_CASE(a_scalar_dataset_is_a_region) {
  const Place place;
  store(synchronous_session(), counted({}), place.directory);

  const Array changed = store_region(synchronous_session(), 4, place.directory);

  BOOST_TEST((values_of<std::int64_t>(changed) == Integers{4}));
}

BOOST_AUTO_TEST_CASE(only_blocks_it_touches_are_read_and_written) {
  const Place place;
  store(synchronous_session(), counted({10}, 2), place.directory);

  store_region(synchronous_session(), 7, place.directory, {.region = {Slice{3, 6}}});
  // The value, made and shaped; block (1,): read, changed, written; block (2,), all of it new: made, written.
  BOOST_TEST(tasks_of_last_run() == 7U);

  store_region(synchronous_session(), 7, place.directory, {.region = {Slice{3, 3}}});
  BOOST_TEST(tasks_of_last_run() == 7U); // nothing ran
}

BOOST_AUTO_TEST_CASE(time_steps_are_written_one_after_the_other) {
  const Place place;
  store(synchronous_session(), zeros({3, 4}, {.dtype = DType::float32, .chunks = {1, 4}}), place.directory,
        {.name = "wind", .attributes = {{"unit", "m/s"}}, .compression = Compression::lz4});

  for (std::int64_t step = 0; step < 3; ++step)
    store_region(synchronous_session(), arange(4) + 10 * step, place.directory,
                 {.name = "wind", .region = {step}});

  const Array wind = open_store(place.directory, "wind");
  BOOST_TEST((values_of<float>(wind) == std::vector<float>{0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23}));
  const DatasetInfo info = describe_dataset(place.directory, "wind");
  BOOST_TEST((info.description.attributes == Attributes{{"unit", "m/s"}}));
  BOOST_TEST(info.version.revision == 3U);
  BOOST_TEST(info.chunks_stored == 3);
}

BOOST_AUTO_TEST_CASE(whoever_holds_the_old_one_is_told) {
  const Place place;
  const Array old = store(synchronous_session(), counted({4}, 2), place.directory);
  store_region(synchronous_session(), 7, place.directory, {.region = {0}});

  const std::string message = message_of<TaskError>([&] { synchronous_session().compute(old); });

  BOOST_TEST(message.find("dataset \"data\", block (0,): the dataset was changed since it was opened")
                 != std::string::npos,
             message);
}

// The last four of ten; nobody knows how many there are.
Array last_four(std::int64_t chunk) {
  const Array x = counted({10}, Chunking::regular({10}, {chunk}));
  return getitem(x, {x > 5}) * 100;
}

BOOST_AUTO_TEST_CASE(a_value_may_have_lengths_that_only_the_data_can_tell) {
  for (const std::int64_t chunk : {10, 3}) {
    const Place place;
    store(synchronous_session(), counted({12}, 2), place.directory);

    const Array changed =
        store_region(synchronous_session(), last_four(chunk), place.directory, {.region = {Slice{7, 3, -1}}});

    BOOST_TEST((values_of<std::int64_t>(changed) == Integers{0, 1, 2, 3, 900, 800, 700, 600, 8, 9, 10, 11}));
    BOOST_TEST(changed.chunking().sizes(0).size() == 6U);
  }
}

BOOST_AUTO_TEST_CASE(it_is_stretched_as_any_other) {
  const Place place;
  store(synchronous_session(), counted({3, 4}, {2, 2}), place.directory);

  const Array changed = store_region(synchronous_session(), last_four(3), place.directory,
                                     {.region = {std::vector<std::int64_t>{2, 0}}});

  BOOST_TEST(
      (values_of<std::int64_t>(changed) == Integers{600, 700, 800, 900, 4, 5, 6, 7, 600, 700, 800, 900}));
}

BOOST_AUTO_TEST_CASE(a_mask_takes_a_value_of_a_length_that_only_the_data_can_tell) {
  const Place place;
  const Array dataset = store(synchronous_session(), counted({8}, 3), place.directory);

  const Array changed =
      store_region(synchronous_session(), last_four(4), place.directory, {.region = {dataset % 2 == 0}});

  BOOST_TEST((changed.chunking().sizes() == std::vector<Integers>{{3, 3, 2}}));
  BOOST_TEST((values_of<std::int64_t>(changed) == Integers{600, 1, 700, 3, 800, 5, 900, 7}));
}

// Blocks it does not touch stay what they are: of 50, one is written, and one read.
BOOST_AUTO_TEST_CASE(only_blocks_such_a_value_touches_are_written) {
  const Place place;
  store(synchronous_session(), counted({100}, 2), place.directory);

  store_region(synchronous_session(), last_four(10), place.directory, {.region = {Slice{50, 54}}});

  BOOST_TEST(tasks_of_last_run() < 15U);
}

BOOST_AUTO_TEST_CASE(a_value_that_turns_out_not_to_fit_is_told_of_by_shape) {
  const Place place;
  store(synchronous_session(), counted({12}, 2), place.directory);

  const std::string message = message_of<TaskError>([&] {
    store_region(synchronous_session(), last_four(3), place.directory, {.region = {Slice{0, 5}}});
  });

  BOOST_TEST(message.find("setitem: a value of shape (4,) does not fit the shape (5,)") != std::string::npos,
             message);
  BOOST_TEST(
      (values_of<std::int64_t>(open_store(place.directory)) == values_of<std::int64_t>(counted({12}))));
}

BOOST_AUTO_TEST_CASE(a_failed_change_changes_nothing_and_goes_on) {
  static int computed = 0;
  static int fails_at = 3;
  computed = 0;
  const Place place;
  store(synchronous_session(), counted({4}, 1), place.directory);
  const Array value = map_blocks(
      [](const Chunk& block) {
        if (++computed == fails_at)
          throw Error("no such luck");
        return block;
      },
      {counted({4}, 1) + 10}, {.dtype = DType::int64});

  BOOST_CHECK_THROW(store_region(synchronous_session(), value, place.directory), TaskError);
  BOOST_TEST((values_of<std::int64_t>(open_store(place.directory)) == Integers{0, 1, 2, 3}));
  computed = 0;
  fails_at = 1000;

  const Array changed = store_region(synchronous_session(), value, place.directory);

  BOOST_TEST(computed == 2);
  BOOST_TEST((values_of<std::int64_t>(changed) == Integers{10, 11, 12, 13}));
}

BOOST_AUTO_TEST_CASE(wrong_regions_are_told_at_once) {
  const Place place;
  store(synchronous_session(), counted({4}, 2), place.directory);

  BOOST_CHECK_THROW(store_region(synchronous_session(), 1, place.directory, {.region = {4}}), IndexError);
  BOOST_CHECK_THROW(store_region(synchronous_session(), counted({3}), place.directory), ShapeError);
  const Array columns = getitem(counted({3, 5}), {counted({3}) > 0}); // (?, 5)
  BOOST_CHECK_THROW(store_region(synchronous_session(), columns, place.directory), ShapeError);
  BOOST_CHECK_THROW(store_region(synchronous_session(), 1, place.directory, {.name = "other"}), KeyError);
  const std::filesystem::path missing = place.directory / "missing";
  BOOST_CHECK_THROW(store_region(synchronous_session(), 1, missing), StoreError);
  BOOST_TEST(!std::filesystem::exists(missing));
}

BOOST_AUTO_TEST_SUITE_END()
