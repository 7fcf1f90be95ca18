#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/error.hpp>

#include "kernels/blocks/layout.hpp"
#include "kernels/tile_program.hpp"
#include "support/error_message.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

template <class T>
Chunk counted(const Shape& shape) {
  return Chunk::generate<T>(shape, [](std::span<T> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<T>(i + 1);
  });
}

/// The window copied out and transposed.
template <class T>
Chunk moved(const Chunk& chunk, const TileWindow& window) {
  const Shape strides = row_major_strides(chunk.shape()), inside = row_major_strides(window.extents);
  const Chunk part = Chunk::generate<T>(window.extents, [&](std::span<T> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      std::int64_t from = 0, left = static_cast<std::int64_t>(i);
      for (std::size_t axis = 0; axis < inside.size(); ++axis) {
        from += (window.start[axis] + left / inside[axis]) * strides[axis];
        left %= inside[axis];
      }
      out[i] = chunk.values<T>()[static_cast<std::size_t>(from)];
    }
  });
  return transpose_chunk({window.axes}, part);
}

template <class T>
TileProgram sum_of_two(std::vector<TileWindow> windows) {
  const DType dtype = dtype_of<T>();
  return {{dtype, dtype},
          {},
          {{TileOperation::add,
            dtype,
            {TileOperand{TileOperand::Kind::input, 0}, TileOperand{TileOperand::Kind::input, 1}}}},
          {},
          std::move(windows)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(seen_chunk_)

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_window_is_read_as_if_it_were_copied_out, T,
    decltype(std::tuple<std::int8_t, std::int16_t, float, double, std::complex<double>>())) {
  std::mt19937_64 random(7);
  on_every_isa_level([&](IsaLevel level) {
    for (int trial = 0; trial < 60; ++trial) {
      const std::size_t rank = 1 + random() % 3;
      TileWindow window{Shape(rank), Shape(rank), std::vector<std::int32_t>(rank)};
      Shape shape(rank);
      for (std::size_t axis = 0; axis < rank; ++axis) {
        shape[axis] = 1 + static_cast<std::int64_t>(random() % (rank == 1 ? 1000 : rank == 2 ? 170 : 40));
        window.start[axis] = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(shape[axis]));
        window.extents[axis] = 1
                               + static_cast<std::int64_t>(
                                   random() % static_cast<std::uint64_t>(shape[axis] - window.start[axis]));
      }
      std::iota(window.axes.begin(), window.axes.end(), 0);
      std::ranges::shuffle(window.axes, random);
      const Chunk chunk = counted<T>(shape);
      const Chunk copied = moved<T>(chunk, window);
      const TileWindow whole{{}, {}, [&] {
                               std::vector<std::int32_t> axes(rank);
                               std::iota(axes.begin(), axes.end(), 0);
                               return axes;
                             }()};

      const Chunk got = evaluate(sum_of_two<T>({window, whole}), std::vector{chunk, copied});

      BOOST_TEST((Value(got) == Value(evaluate(sum_of_two<T>({}), std::vector{copied, copied}))),
                 to_string(level) << " " << to_string(shape) << " from " << to_string(window.start) << " "
                                  << to_string(window.extents));
    }
  });
}

BOOST_AUTO_TEST_CASE(a_window_that_leaves_its_chunk_is_refused) {
  const Chunk chunk = counted<double>({4, 5});
  const auto refused = [&](TileWindow window) {
    return test::message_of<IndexError>([&] {
      evaluate(sum_of_two<double>({window, window}), std::vector{chunk, chunk});
    });
  };

  BOOST_TEST(refused({{2, 0}, {3, 5}, {0, 1}})
             == "elementwise: a window of (3, 5) at (2, 0) of a chunk of shape (4, 5)");
  BOOST_TEST(refused({{0, 0}, {4, 5}, {0, 0}})
             == "elementwise: a window of (4, 5) at (0, 0) of a chunk of shape (4, 5)");
}

BOOST_AUTO_TEST_SUITE_END()
