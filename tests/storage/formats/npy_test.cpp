#include <algorithm>
#include <complex>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>
#include <troupe/npy.hpp>

#include "formats/file.hpp"
#include "support/error_message.hpp"
#include "support/random_seed.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using troupe::test::message_of;

namespace {

// Made by tests/reference/npy_files.py.
std::filesystem::path made(const std::string& name) {
  return std::filesystem::path(NETCDF_FILES) / "npy" / name;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A file with the given bytes.
struct WrittenFile {
  explicit WrittenFile(const std::string& bytes) : path(directory.path() / "written.npy") {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  test::TemporaryDirectory directory;
  std::filesystem::path path;
};

Chunk counted(const Shape& shape) {
  return Chunk::generate<double>(shape,
                                 [](std::span<double> out) { std::iota(out.begin(), out.end(), 0.0); });
}

Chunk read_whole(const std::filesystem::path& path) {
  const NpyFile file = describe_npy(path);
  return read_npy(path, Shape(file.shape.size(), 0), file.shape);
}

/// The region of a chunk, element by element.
Chunk region_of(const Chunk& chunk, const Shape& origin, const Shape& shape) {
  const Shape strides = row_major_strides(chunk.shape());
  return Chunk::generate<double>(shape, [&](std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      std::int64_t offset = 0;
      auto left = static_cast<std::int64_t>(i);
      for (std::size_t axis = shape.size(); axis-- > 0; left /= shape[axis])
        offset += (origin[axis] + left % shape[axis]) * strides[axis];
      out[i] = chunk.values<double>()[static_cast<std::size_t>(offset)];
    }
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(npy)

BOOST_AUTO_TEST_CASE(every_dtype_is_read) {
  for (std::uint8_t number = 0; number < dtype_count; ++number) {
    const DType dtype = dtype_from_number(number);
    const Chunk chunk = read_whole(made("dtypes/" + std::string(to_string(dtype)) + ".npy"));

    BOOST_TEST(to_string(chunk.shape()) == "(2, 3)");
    visit_dtype(dtype, [&]<class T>(std::type_identity<T>) {
      for (std::int64_t i = 0; i < 6; ++i) {
        if constexpr (ComplexElement<T>)
          BOOST_TEST((chunk.at<T>({i / 3, i % 3}) == T(static_cast<typename T::value_type>(i), -1)));
        else
          BOOST_TEST((chunk.at<T>({i / 3, i % 3}) == static_cast<T>(i)));
      }
    });
  }
}

BOOST_AUTO_TEST_CASE(bytes_of_big_endian_files_are_swapped) {
  BOOST_TEST(describe_npy(made("big_endian_f8.npy")).is_big_endian);
  BOOST_TEST(read_whole(made("big_endian_i2.npy")).at<std::int16_t>({2, 3}) == 11);
  BOOST_TEST(read_whole(made("big_endian_f4.npy")).at<float>({2, 3}) == 11.0F);
  BOOST_TEST(read_whole(made("big_endian_f8.npy")).at<double>({2, 3}) == 11.0);
  BOOST_TEST((read_whole(made("big_endian_c16.npy")).at<std::complex<double>>({2, 3})
              == std::complex<double>(11, -1)));
}

BOOST_AUTO_TEST_CASE(fortran_order_is_described_as_the_transpose) {
  const NpyFile file = describe_npy(made("fortran.npy"));

  BOOST_TEST(file.is_fortran_order);
  BOOST_TEST(to_string(file.shape) == "(5, 3)");
  BOOST_TEST(read_whole(made("fortran.npy")).at<std::int32_t>({4, 1}) == 9); // row 1, column 4 of 3 x 5
}

BOOST_AUTO_TEST_CASE(versions_scalars_empty_arrays_and_trailing_bytes_are_read) {
  BOOST_TEST(read_whole(made("version_2.npy")).at<std::int64_t>({1, 1}) == 3);
  BOOST_TEST(read_whole(made("version_3.npy")).at<std::int64_t>({1, 1}) == 3);
  BOOST_TEST(read_whole(made("scalar.npy")).item<double>() == 42.0);
  BOOST_TEST(to_string(read_whole(made("empty.npy")).shape()) == "(0, 4)");
  BOOST_TEST(read_whole(made("trailing_bytes.npy")).at<float>({3, 4, 5}) == 119.0F);
}

BOOST_AUTO_TEST_CASE(a_region_is_read) {
  const Chunk chunk = read_npy(made("cube.npy"), {1, 2, 3}, {2, 2, 2});

  const std::vector<float> expected{45, 46, 51, 52, 75, 76, 81, 82};
  BOOST_TEST(std::vector<float>(chunk.values<float>().begin(), chunk.values<float>().end()) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(any_region_of_a_large_file_is_read) {
  const unsigned seed = test::random_seed();
  std::mt19937_64 random(seed);
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "large.npy";
  const Chunk whole = counted({7, 190, 1100}); // runs of 8 KiB, 1.6 MB and 11.7 MB
  create_npy(path, DType::float64, whole.shape());
  write_npy(path, {0, 0, 0}, whole);
  for (int round = 0; round < 60; ++round) {
    Shape origin, shape;
    for (const std::int64_t extent : whole.shape()) {
      const auto below = [&](std::int64_t end) { return static_cast<std::int64_t>(random() % end); };
      const bool takes_all = below(2) == 0;
      origin.push_back(takes_all ? 0 : below(extent));
      shape.push_back(takes_all ? extent : below(extent - origin.back() + 1));
    }
    if (round % 3 == 0)
      File(path, File::Access::write, File::Caching::buffered)
          .sync(); // direct reads follow buffered writes either way

    BOOST_TEST(identical(read_npy(path, origin, shape), region_of(whole, origin, shape)),
               "seed " << seed << ": " << to_string(shape) << " at " << to_string(origin));
  }
}

BOOST_AUTO_TEST_CASE(regions_written_by_several_threads_meet_inside_blocks_of_the_disk) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "shared.npy";
  const Chunk whole = counted({1003, 311});
  create_npy(path, DType::float64, whole.shape());
  std::vector<std::thread> threads;
  for (std::int64_t part = 0; part < 4; ++part)
    threads.emplace_back([&, part] {
      for (std::int64_t row = part * 17; row < 1003; row += 4 * 17) {
        const std::int64_t rows = std::min<std::int64_t>(17, 1003 - row);
        write_npy(path, {row, 0}, whole.view(row * 311, {rows, 311}));
      }
      const std::int64_t rows = part == 3 ? 1003 - 3 * 250 : 250; // again, in long runs
      write_npy(path, {part * 250, 0}, whole.view(part * 250 * 311, {rows, 311}));
    });
  for (std::thread& thread : threads)
    thread.join();

  BOOST_TEST(identical(read_whole(path), whole));
}

BOOST_AUTO_TEST_CASE(rows_are_written_before_their_number_is_known) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "rows.npy",
                              whole_path = directory.path() / "whole.npy";
  const Chunk whole = counted({1003, 31});
  create_npy(whole_path, DType::float64, whole.shape());
  write_npy(whole_path, {0, 0}, whole);

  create_npy(path, DType::float64, {0, 31});
  write_npy_rows(path, 500, whole.view(500 * 31, {503, 31}));
  write_npy_rows(path, 0, whole.view(0, {500, 31}));
  write_npy_rows(path, 1003, counted({0, 31}));
  set_npy_rows(path, 1003);

  BOOST_TEST(identical(read_whole(path), whole));
  BOOST_TEST(describe_npy(path).data_offset == describe_npy(whole_path).data_offset);
  BOOST_TEST(std::filesystem::file_size(path) == std::filesystem::file_size(whole_path));
}

BOOST_AUTO_TEST_CASE(rows_that_do_not_fit_are_refused) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "rows.npy";
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  create_npy(path, DType::float64, {0, 3});

  BOOST_CHECK_THROW(write_npy_rows(path, 0, counted({2, 4})), ShapeError);
  BOOST_CHECK_THROW(write_npy_rows(path, 0, counted({2, 2})), ShapeError);
  BOOST_CHECK_THROW(write_npy_rows(path, 0, counted({2})), ShapeError);
  BOOST_CHECK_THROW(write_npy_rows(path, -1, counted({2, 3})), ShapeError);
  BOOST_CHECK_THROW(write_npy_rows(path, most, counted({2, 3})), ShapeError);
  BOOST_CHECK_THROW(write_npy_rows(path, most - 2, counted({2, 3})), ShapeError);
  BOOST_CHECK_THROW(write_npy_rows(path, 0, Chunk::from<std::int64_t>({1, 3}, {1, 2, 3})), DTypeError);
}

BOOST_AUTO_TEST_CASE(a_number_of_rows_that_cannot_be_leaves_the_file_as_it_is) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "rows.npy";
  create_npy(path, DType::float64, {0, 3});
  write_npy_rows(path, 0, counted({2, 3}));
  const std::string before = bytes_of(path);

  BOOST_CHECK_THROW(set_npy_rows(path, 3), FileError);
  BOOST_CHECK_THROW(set_npy_rows(path, -1), ShapeError);
  BOOST_CHECK_THROW(set_npy_rows(path, std::int64_t{1} << 62), ShapeError);

  BOOST_TEST((bytes_of(path) == before));
}

BOOST_AUTO_TEST_CASE(files_in_another_order_are_not_given_another_number_of_rows) {
  const test::TemporaryDirectory directory;
  for (const std::string name : {"big_endian_f8.npy", "fortran.npy"}) {
    const std::filesystem::path path = directory.path() / name;
    std::filesystem::copy_file(made(name), path);
    const std::string before = bytes_of(path);

    BOOST_CHECK_THROW(set_npy_rows(path, 1), FileError);

    BOOST_TEST((bytes_of(path) == before));
  }
}

BOOST_AUTO_TEST_CASE(written_files_have_the_bytes_of_numpys) {
  const test::TemporaryDirectory directory;
  for (const std::string name : {"cube.npy", "scalar.npy", "empty.npy", "long_row.npy", "dtypes/bool.npy",
                                 "dtypes/int16.npy", "dtypes/complex128.npy"}) {
    const Chunk chunk = read_whole(made(name));
    const std::filesystem::path path = directory.path() / "written.npy";

    create_npy(path, chunk.dtype(), chunk.shape());
    write_npy(path, Shape(chunk.rank(), 0), chunk);

    BOOST_TEST((bytes_of(path) == bytes_of(made(name))), name);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_refused) {
  const auto file = [](const std::string& name) { return made("refused/" + name); };

  BOOST_TEST(message_of<FileError>([&] { describe_npy(file("objects.npy")); })
             == "npy: " + file("objects.npy").string() + " holds Python objects, not numbers");
  BOOST_TEST(message_of<FileError>([&] { describe_npy(file("records.npy")); })
             == "npy: " + file("records.npy").string() + " holds records (a structured dtype), not numbers");
  BOOST_TEST(message_of<DTypeError>([&] { describe_npy(file("float16.npy")); })
             == "npy: " + file("float16.npy").string()
                    + " holds floats of a size there is no dtype for, \"<f2\"");
  BOOST_TEST(message_of<DTypeError>([&] { describe_npy(file("text.npy")); })
             == "npy: " + file("text.npy").string() + " holds text (\"<U2\"), not numbers");
  BOOST_TEST(message_of<DTypeError>([&] { describe_npy(file("times.npy")); })
             == "npy: " + file("times.npy").string() + " holds times (\"<M8[D]\"), not numbers");
}

BOOST_AUTO_TEST_CASE(every_truncation_of_a_file_is_refused) {
  const std::string whole = bytes_of(made("long_row.npy"));
  for (std::size_t length = 0; length < whole.size(); length += length < 140 ? 1 : 97) {
    const WrittenFile file(whole.substr(0, length));

    BOOST_CHECK_THROW(describe_npy(file.path), FileError);
  }
}

BOOST_AUTO_TEST_CASE(garbage_is_refused) {
  const std::string whole = bytes_of(made("cube.npy"));
  const WrittenFile text("hello, this is no array at all"), version("\x93NUMPY\x04" + std::string(100, '\0')),
      length(std::string("\x93NUMPY\x02\x00\xff\xff\xff\x7f", 12) + "{}");

  BOOST_TEST(message_of<FileError>([&] { describe_npy(text.path); })
             == "npy: " + text.path.string() + " is not a NumPy file");
  BOOST_TEST(message_of<FileError>([&] { describe_npy(version.path); })
             == "npy: " + version.path.string() + " has the unknown format version 4.0");
  BOOST_TEST(message_of<FileError>([&] { describe_npy(length.path); })
             == "npy: " + length.path.string()
                    + " has a damaged header: it is said to take 2147483647 bytes");
  BOOST_TEST(message_of<FileError>([] { describe_npy("/nowhere/a.npy"); })
             == "npy: /nowhere/a.npy does not exist");
  BOOST_CHECK_THROW(describe_npy("/tmp"), FileError);
}

BOOST_AUTO_TEST_CASE(a_region_outside_is_refused) {
  BOOST_TEST(message_of<ShapeError>([] {
               read_npy(made("cube.npy"), {0, 0, 5}, {1, 1, 2});
             })
             == "npy: (1, 1, 2) at (0, 0, 5) is not inside " + made("cube.npy").string() + " of (4, 5, 6)");
}

BOOST_AUTO_TEST_CASE(a_disk_without_the_room_is_told_of_when_the_file_is_made) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "huge.npy";

  const std::string message =
      message_of<FileError>([&] { create_npy(path, DType::float64, {std::int64_t{1} << 50}); });

  BOOST_TEST(message.starts_with("cannot reserve 9007199254741120 bytes for " + path.string() + ": "),
             message);
}

BOOST_AUTO_TEST_CASE(another_dtype_or_order_is_not_written_to) {
  const test::TemporaryDirectory directory;
  const std::filesystem::path path = directory.path() / "copy.npy";
  std::filesystem::copy_file(made("fortran.npy"), path);

  BOOST_CHECK_THROW(write_npy(path, {0, 0}, Chunk::from<std::int32_t>({1, 1}, {1})), FileError);
  std::filesystem::copy_file(made("cube.npy"), path, std::filesystem::copy_options::overwrite_existing);
  BOOST_CHECK_THROW(write_npy(path, {0, 0, 0}, Chunk::from<double>({1, 1, 1}, {1})), DTypeError);
}

BOOST_AUTO_TEST_SUITE_END()
