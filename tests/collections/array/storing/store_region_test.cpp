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
  BOOST_CHECK_THROW(store_region(synchronous_session(), 1, place.directory, {.name = "other"}), KeyError);
  const std::filesystem::path missing = place.directory / "missing";
  BOOST_CHECK_THROW(store_region(synchronous_session(), 1, missing), StoreError);
  BOOST_TEST(!std::filesystem::exists(missing));
}

BOOST_AUTO_TEST_SUITE_END()
