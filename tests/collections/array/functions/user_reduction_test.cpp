#include <algorithm>
#include <numeric>
#include <string>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"

using namespace troupe;

namespace {

using Integers = std::vector<std::int64_t>;

/// The first and last element and their number, whatever their order in the tree.
struct Ends {
  std::int64_t count = 0, first = 0, last = 0;
  std::vector<std::int64_t> seen;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(count, first, last, seen);
  }
};

const auto ends_of = [](std::span<const std::int64_t> v) -> Ends {
  if (v.empty())
    return {};
  return {std::ssize(v), v.front(), v.back(), {v.begin(), v.end()}};
};
const auto joined_ends = [](const Ends& a, const Ends& b) -> Ends {
  if (a.count == 0 || b.count == 0)
    return a.count == 0 ? b : a;
  Ends joined{a.count + b.count, a.first, b.last, a.seen};
  joined.seen.insert(joined.seen.end(), b.seen.begin(), b.seen.end());
  return joined;
};
/// A number that the order of the elements changes.
const auto read_off = [](const Ends& ends) -> std::int64_t {
  return std::accumulate(ends.seen.begin(), ends.seen.end(), ends.last - ends.first,
                         [](std::int64_t sum, std::int64_t value) { return sum * 31 % 1000003 + value; });
};

const auto squared = [](std::int64_t v) { return v * v; };
const auto added = [](std::int64_t a, std::int64_t b) { return a + b; };
const auto same = [](std::int64_t state) { return state; };

} // namespace

BOOST_AUTO_TEST_SUITE(user_reduction_)

BOOST_AUTO_TEST_CASE(states_of_a_struct_keep_their_order_along_an_axis) {
  const auto expected = [](std::int64_t extent, const auto& element) {
    Ends ends;
    for (std::int64_t i = 0; i < extent; ++i)
      ends.seen.push_back(element(i));
    ends.first = ends.seen.front();
    ends.last = ends.seen.back();
    return read_off(ends);
  };
  for_each_cut({23, 19}, [&](const Array& x) {
    const Array down = reduction(x, ends_of, joined_ends, read_off, {.axis = 0});
    const Array along =
        reduction(x, ends_of, joined_ends, read_off, {.axis = -1, .keepdims = true, .split_every = 2});

    BOOST_TEST((values_of<std::int64_t>(down) == looped({19}, [&](const Shape& at) {
                  return expected(23, [&](std::int64_t i) { return i * 19 + at[0]; });
                })));
    BOOST_TEST((along.shape() == Shape{23, 1}));
    BOOST_TEST((values_of<std::int64_t>(along) == looped({23}, [&](const Shape& at) {
                  return expected(19, [&](std::int64_t i) { return at[0] * 19 + i; });
                })));
  });
}

BOOST_AUTO_TEST_CASE(elements_are_mapped_one_by_one) {
  for_each_cut({13, 11, 5}, [](const Array& x) {
    const Array all = reduction(x, squared, added, same),
                two = reduction(x, squared, added, same, {.axis = {0, 2}});

    BOOST_TEST((values_of<std::int64_t>(all) == values_of<std::int64_t>(sum(x * x))));
    BOOST_TEST((values_of<std::int64_t>(two) == values_of<std::int64_t>(sum(x * x, {.axis = {0, 2}}))));
  });
}

BOOST_AUTO_TEST_CASE(chunks_may_be_states) {
  // The largest of each row beside the number of its column: rows are kept, as axes of length 1.
  const auto map = [](const Chunk& block) {
    return Chunk::generate<std::int64_t>({block.shape()[0], 1}, [&](std::span<std::int64_t> out) {
      const auto v = block.values<std::int64_t>();
      const std::size_t width = out.empty() ? 0 : v.size() / out.size();
      for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = width == 0 ? -1 : std::ranges::max(v.subspan(i * width, width));
    });
  };
  const auto merge = [](const Chunk& a, const Chunk& b) {
    return Chunk::generate<std::int64_t>(a.shape(), [&](std::span<std::int64_t> out) {
      std::ranges::transform(a.values<std::int64_t>(), b.values<std::int64_t>(), out.begin(),
                             [](std::int64_t x, std::int64_t y) { return std::max(x, y); });
    });
  };
  for_each_cut({12, 17}, [&](const Array& x) {
    const auto finish = [](const Chunk& state) { return state; };
    const Array largest = reduction(x, map, merge, finish, {.axis = 1, .dtype = DType::int64});
    const Array kept = reduction(x, map, merge, finish, {.axis = 1, .keepdims = true, .dtype = DType::int64});

    BOOST_TEST(
        (values_of<std::int64_t>(largest) == looped({12}, [](const Shape& at) { return at[0] * 17 + 16; })));
    BOOST_TEST((kept.shape() == Shape{12, 1}));
    BOOST_TEST((values_of<std::int64_t>(kept) == values_of<std::int64_t>(largest)));
  });
}

BOOST_AUTO_TEST_CASE(values_are_bound) {
  const Array x = counted({10}, 3);

  const Array counts = reduction(
      x,
      bound([](std::int64_t limit, std::int64_t v) -> std::int64_t { return v < limit ? 1 : 0; },
            std::int64_t{7}),
      added, bound([](std::int64_t scale, std::int64_t state) { return scale * state; }, std::int64_t{100}));

  BOOST_TEST((values_of<std::int64_t>(counts) == Integers{700}));
}

BOOST_AUTO_TEST_CASE(no_axes_is_every_element_by_itself) {
  const Array x = counted({2, 3}, 2);

  BOOST_TEST((values_of<std::int64_t>(reduction(x, squared, added, same, {.axis = Axes::none()}))
              == Integers{0, 1, 4, 9, 16, 25}));
}

BOOST_AUTO_TEST_CASE(unknown_lengths_need_no_waiting) {
  for_each_cut({1000}, [](const Array& x) {
    const Array odd = getitem(x, {equal(remainder(x, 2), 1)});

    const Array sum = reduction(
        odd, [](std::int64_t v) { return v; }, added, same);
    const Array count = reduction(odd, ends_of, joined_ends, [](const Ends& ends) { return ends.count; });

    BOOST_TEST((values_of<std::int64_t>(sum) == Integers{250000}));
    BOOST_TEST((values_of<std::int64_t>(count) == Integers{500}));
  });
}

BOOST_AUTO_TEST_CASE(nothing_has_a_state_if_the_map_says_so) {
  const Array none = zeros({0, 2}, {.dtype = DType::int64}), x = counted({4}, 2);

  BOOST_TEST((values_of<std::int64_t>(reduction(none, ends_of, joined_ends,
                                                [](const Ends& ends) { return ends.count; }, {.axis = 0}))
              == Integers{0, 0}));
  BOOST_TEST(message_of<ValueError>([&] { reduction(none, squared, added, same, {.axis = 0}); })
             == "reduction: no elements to reduce in shape (0, 2), and the function maps single elements");
  const Array masked = getitem(x, {greater(x, 10)});
  const std::string message =
      message_of<TaskError>([&] { values_of<std::int64_t>(reduction(masked, squared, added, same)); });
  BOOST_TEST(message.find("no elements to reduce") != std::string::npos, message);
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused_at_once) {
  const Array x = counted({4}, 2), reals = zeros({4});
  const auto chunk = [](const Chunk& block) { return block; };
  const auto first = [](const Chunk& a, const Chunk&) { return a; };

  BOOST_TEST(message_of<DTypeError>([&] { reduction(reals, squared, added, same); })
             == "reduction: the array is float64, the function maps int64");
  BOOST_TEST(message_of<DTypeError>([&] { reduction(x, chunk, first, chunk); })
             == "reduction: the function does not tell the dtype of its chunks, so it must be given");
  BOOST_TEST(message_of<AxisError>([&] {
               reduction(x, squared, added, same, {.axis = 1});
             }).starts_with("reduction: "));
  BOOST_TEST(message_of<ValueError>([&] { reduction(x, squared, added, same, {.split_every = 1}); })
             == "reduction: split_every is 1, it is at least 2");
}

BOOST_AUTO_TEST_CASE(a_function_that_throws_or_breaks_its_promise_fails_the_task) {
  const Array x = counted({8}, 2);
  const auto chunk = [](const Chunk& block) { return block; };
  const auto first = [](const Chunk& a, const Chunk&) { return a; };

  const std::string shape = message_of<TaskError>(
      [&] { values_of<std::int64_t>(reduction(x, chunk, first, chunk, {.dtype = DType::int64})); });
  const std::string thrown = message_of<TaskError>([&] {
    values_of<std::int64_t>(reduction(
        x, squared,
        [](std::int64_t a, std::int64_t b) {
          if (b == 25)
            throw ValueError("five squared");
          return a + b;
        },
        same));
  });

  BOOST_TEST(shape.find("reduction: the block is (2,), not () as promised") != std::string::npos, shape);
  BOOST_TEST(thrown.find("five squared") != std::string::npos, thrown);
  BOOST_TEST((values_of<std::int64_t>(reduction(x, squared, added, same)) == Integers{140}));
}

BOOST_AUTO_TEST_CASE(a_state_that_can_be_copied_needs_no_serialize) {
  struct Extremes {
    std::int64_t least;
    double most;
  };
  for_each_cut({12, 9}, [](const Array& x) {
    const Array spread = reduction(
        x,
        [](std::int64_t v) -> Extremes {
          return {v, static_cast<double>(v)};
        },
        [](const Extremes& a, const Extremes& b) -> Extremes {
          return {std::min(a.least, b.least), std::max(a.most, b.most)};
        },
        [](const Extremes& all) { return all.most - static_cast<double>(all.least); }, {.axis = 0});

    BOOST_TEST((values_of<double>(spread) == std::vector<double>(9, 99)));
  });
}

BOOST_AUTO_TEST_SUITE_END()
