#include <sstream>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/isa.hpp>

#include "support/array_values.hpp"

using namespace troupe;

BOOST_AUTO_TEST_SUITE(array)

BOOST_AUTO_TEST_CASE(x_plus_one) {
  const Array x = from_vector<double>({1, 2, 3, 4, 5}, 2);

  BOOST_TEST(values_of<double>(x + 1) == (std::vector<double>{2, 3, 4, 5, 6}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(building_runs_no_task) {
  const std::uint64_t before = synchronous_session().tasks_run();

  const Array x = sqrt(from_vector<double>({1, 2, 3}) * 2);

  BOOST_TEST(x.shape() == Shape{3}, boost::test_tools::per_element());
  BOOST_TEST(synchronous_session().tasks_run() == before);
}

BOOST_AUTO_TEST_CASE(several_arrays_are_a_tuple_computed_in_one_run) {
  const Array x = from_vector<std::int64_t>({1, 2, 3}), y = exp(x);

  const auto [sum, product] = synchronous_session().compute(y + 1, y * 2);

  BOOST_TEST(sum.at<double>({0}) == 3.718281828459045, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(product.at<double>({0}) == 5.43656365691809, boost::test_tools::tolerance(1e-15));
  BOOST_TEST(synchronous_session().report().tasks == 4U); // the literal, exp, add, multiply
}

BOOST_AUTO_TEST_CASE(an_array_wanted_twice_is_computed_once) {
  const Array x = from_vector<double>({1, 2}) + 1;

  const auto [first, second] = synchronous_session().compute(x, x);

  BOOST_TEST(identical(first, second));
  BOOST_TEST(synchronous_session().report().tasks == 2U);
}

BOOST_AUTO_TEST_CASE(blocks_are_put_together_in_their_places) {
  const Array x = from_chunk(Chunk::from<std::int64_t>({3, 4}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}),
                             {{2, 1}, {1, 0, 3}});

  const Chunk chunk = synchronous_session().compute(x * 10);

  BOOST_TEST((chunk.shape() == Shape{3, 4}));
  BOOST_TEST(chunk.values<std::int64_t>()
                 == (std::vector<std::int64_t>{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_result_of_megabytes_is_put_together_by_several_threads) {
  Session session({.threads = 2});
  const Array x = arange(0, 3'000'000, 1, {.chunks = 70'000});

  const Chunk chunk = session.compute(x + 1);

  for (const std::int64_t i : {0, 69'999, 70'000, 1'500'000, 2'999'999})
    BOOST_TEST(chunk.at<std::int64_t>({i}) == i + 1);
}

BOOST_AUTO_TEST_CASE(a_result_of_one_block_is_not_copied) {
  std::vector<double> elements{1, 2, 3};
  const double* place = elements.data();

  const Chunk chunk = synchronous_session().compute(adopt(std::move(elements), {3}));

  BOOST_TEST(chunk.values<double>().data() == place);
}

BOOST_AUTO_TEST_CASE(chunks_come_one_by_one) {
  const Array x = from_vector<double>({1, 2, 3, 4, 5}, 2);
  std::vector<std::pair<Block, Shape>> seen;

  for_each_block(synchronous_session(), x + 1,
                 [&](const Block& block, const Chunk& chunk) { seen.emplace_back(block, chunk.shape()); });

  std::ranges::sort(seen);
  BOOST_TEST((seen == std::vector<std::pair<Block, Shape>>{{{0}, {2}}, {{1}, {2}}, {{2}, {1}}}));
  BOOST_TEST(compute_blocks(synchronous_session(), x).size() == 3U);
}

BOOST_AUTO_TEST_CASE(prints_what_is_known) {
  const Array x = sqrt(zeros({132, 73, 144}, {.chunks = {12, -1, -1}}));

  std::ostringstream text;
  text << x;

  BOOST_TEST(text.str() == "Array float64 (132, 73, 144), chunks (12, 73, 144), 11 blocks, " + x.name());
}

BOOST_AUTO_TEST_CASE(prints_question_marks_for_unknown_extents) {
  const Array x = from_vector<double>({1, -2, 3}, 2);

  const std::string text = to_string(extract(x > 0, x));

  BOOST_TEST(text.starts_with("Array float64 (?,), chunks (?,), 2 blocks, "));
}

BOOST_AUTO_TEST_CASE(results_larger_than_the_machine_are_refused_before_anything_runs) {
  const std::uint64_t before = synchronous_session().tasks_run();
  const Array x = zeros({std::int64_t{1} << 44}) + 1;

  const std::string message = message_of<MemoryError>([&] { synchronous_session().compute(x); });

  BOOST_TEST(
      message.starts_with("compute: the results take 256.0 TiB, float64 (17592186044416,) among them"));
  BOOST_TEST(synchronous_session().tasks_run() == before);
}

BOOST_AUTO_TEST_CASE(the_report_names_the_instruction_set) {
  synchronous_session().compute(from_vector<double>({1, 2}) + 1);

  BOOST_TEST(synchronous_session().report().instruction_set == isa_level());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_an_error_of_the_call_that_opens_it) {
  BOOST_TEST(message_of<FileError>([] { open_netcdf("/nowhere/winds.nc", "UWND"); })
             == "open_netcdf: cannot read /nowhere/winds.nc: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_failing_task_names_operation_and_user_line) {
  const Array x = from_vector<std::int64_t>({2, 3}), y = from_vector<std::int64_t>({1, -1});
  const Array z = power(x, y);
  const std::uint32_t line = __LINE__ - 1;

  try {
    synchronous_session().compute(z);
    BOOST_FAIL("a negative exponent was accepted");
  } catch (const TaskError& error) {
    BOOST_TEST(error.details().key == z.name() + "/0");
    BOOST_TEST(error.details().line == line);
    BOOST_TEST(error.details().file.ends_with("array_test.cpp"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
