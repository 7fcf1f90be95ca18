#include <complex>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

// Made by tests/reference/npy_files.py.
std::filesystem::path made(const std::string& name) {
  return std::filesystem::path(REFERENCE_VALUES).parent_path() / "storage/formats/files/npy" / name;
}

} // namespace

BOOST_AUTO_TEST_SUITE(open_npy_)

BOOST_AUTO_TEST_CASE(elements_are_found_whatever_the_chunks) {
  const auto expected = looped<float>(
      {4, 5, 6}, [](const Shape& at) { return static_cast<float>(at[0] * 30 + at[1] * 6 + at[2]); });

  for (const Chunks& chunks : {Chunks(), Chunks(-1), Chunks(2), Chunks{{1, 0, 3}, 5, 4}, Chunks{4, 1, 6}})
    BOOST_TEST((values_of<float>(open_npy(made("cube.npy"), {.chunks = chunks})) == expected));
}

BOOST_AUTO_TEST_CASE(fortran_order_is_the_same_array) {
  const auto expected = looped<std::int32_t>(
      {3, 5}, [](const Shape& at) { return static_cast<std::int32_t>(at[0] * 5 + at[1]); });

  for (const Chunks& chunks : {Chunks(), Chunks(2), Chunks{{1, 2}, {4, 1}}}) {
    const Array array = open_npy(made("fortran.npy"), {.chunks = chunks});

    BOOST_TEST(to_string(array.shape()) == "(3, 5)");
    BOOST_TEST((values_of<std::int32_t>(array) == expected));
  }
  BOOST_TEST(to_string(open_npy(made("fortran.npy"), {.chunks = Chunks{{1, 2}, {4, 1}}}).chunking())
             == "((1, 2), (4, 1))");
  // What is left open is cut as the file lies, in columns.
  BOOST_TEST(to_string(open_npy(made("fortran.npy"), {.chunks = "12 B"}).chunking())
             == "((3,), (1, 1, 1, 1, 1))");
  BOOST_TEST(message_of<ValueError>([] {
               open_npy(made("fortran.npy"), {.chunks = {-1, -7}});
             })
             == "open_npy: a chunk length of -7 for axis 1");
}

BOOST_AUTO_TEST_CASE(scalars_empty_and_big_endian_arrays_are_arrays) {
  BOOST_TEST(values_of<double>(open_npy(made("scalar.npy"))) == std::vector<double>{42},
             boost::test_tools::per_element());
  BOOST_TEST(to_string(open_npy(made("empty.npy")).shape()) == "(0, 4)");
  BOOST_TEST(values_of<double>(sum(open_npy(made("big_endian_f8.npy")))) == std::vector<double>{66},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(automatic_chunks_are_whole_rows) {
  const test::TemporaryDirectory directory;
  to_npy(synchronous_session(), zeros({3000, 1000}, {.dtype = DType::float64}), directory.path() / "a.npy");

  const Array array = open_npy(directory.path() / "a.npy");

  BOOST_TEST((array.chunking() == Chunking::automatic({3000, 1000}, 8)));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_led_by_the_operation) {
  BOOST_TEST(message_of<FileError>([] { open_npy("/nowhere/a.npy"); })
             == "open_npy: cannot read /nowhere/a.npy: No such file or directory");
  BOOST_TEST(message_of<FileError>([] { open_npy(made("refused/objects.npy")); })
             == "open_npy: npy: " + made("refused/objects.npy").string()
                    + " holds Python objects, not numbers");
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_before_it_is_read_fails_the_task) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "copy.npy";
  std::filesystem::copy_file(made("cube.npy"), path);
  const Array array = open_npy(path);
  std::ofstream(path, std::ios::app) << "more";

  const std::string message = message_of<TaskError>([&] { synchronous_session().compute(array); });

  BOOST_TEST(message.find("read_npy: " + path.string() + " has changed since it was opened")
             != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
