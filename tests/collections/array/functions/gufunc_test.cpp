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
using Span = std::span<const std::int64_t>;

std::int64_t total(Span v) { return std::accumulate(v.begin(), v.end(), std::int64_t{0}); }

const auto sum_of = [](Span v) { return total(v); };
const auto sum_of_products = [](Span a, Span b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), std::int64_t{0});
};
const auto all_products = [](Span a, Span b, std::span<std::int64_t> out) {
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = a[i / b.size()] * b[i % b.size()];
};
const auto ends = [](Span v, std::span<std::int64_t> out) {
  out[0] = v.front();
  out[1] = v.back();
};

} // namespace

BOOST_AUTO_TEST_SUITE(gufunc_)

BOOST_AUTO_TEST_CASE(a_function_is_called_for_each_core) {
  for_each_cut({6, 5, 4}, [](const Array& x) {
    const Array sums = apply_gufunc(sum_of, "(i)->()", {x});
    const Array planes = apply_gufunc(sum_of, "(i,j)->()", {x});

    BOOST_TEST((values_of<std::int64_t>(sums)
                == looped({6, 5}, [](const Shape& at) { return 4 * (at[0] * 20 + at[1] * 4) + 6; })));
    BOOST_TEST((values_of<std::int64_t>(planes)
                == looped({6}, [](const Shape& at) { return 20 * (at[0] * 20) + 190; })));
  });
}

BOOST_AUTO_TEST_CASE(the_other_axes_broadcast) {
  for_each_cut({6, 4}, [](const Array& x) {
    const Array y = counted({3, 1, 4}, 2), scale = counted({6}, 4);

    const Array dots = apply_gufunc(sum_of_products, "(i),(i)->()", {x, y});
    const Array outers = apply_gufunc(all_products, "(i),(j)->(i,j)", {x, counted({2}, 1)});
    const Array scaled = apply_gufunc(
        [](Span v, std::int64_t by, std::span<std::int64_t> out) {
          std::ranges::transform(v, out.begin(), [by](std::int64_t e) { return e * by; });
        },
        "(i),()->(i)", {x, scale});

    BOOST_TEST((values_of<std::int64_t>(dots) == looped({3, 6}, [](const Shape& at) {
                  std::int64_t sum = 0;
                  for (std::int64_t k = 0; k < 4; ++k)
                    sum += (at[1] * 4 + k) * (at[0] * 4 + k);
                  return sum;
                })));
    BOOST_TEST((values_of<std::int64_t>(outers)
                == looped({6, 4, 2}, [](const Shape& at) { return (at[0] * 4 + at[1]) * at[2]; })));
    BOOST_TEST((values_of<std::int64_t>(scaled)
                == looped({6, 4}, [](const Shape& at) { return (at[0] * 4 + at[1]) * at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(several_results_come_of_one_call) {
  for_each_cut({6, 5}, [](const Array& x) {
    const std::vector<Array> both = apply_gufunc_all(
        [](Span v) { return std::tuple(std::ranges::min(v), static_cast<double>(total(v))); }, "(i)->(),()",
        {x});
    const std::vector<Array> written = apply_gufunc_all(
        [](Span v, std::span<std::int64_t> two, std::span<double> all) {
          ends(v, two);
          std::ranges::copy(v, all.begin());
        },
        "(i)->(k),(i)", {x}, {.output_sizes = {{"k", 2}}});
    const Array sum_of_both = both[0] + both[1];

    BOOST_TEST((values_of<std::int64_t>(both[0]) == looped({6}, [](const Shape& at) { return at[0] * 5; })));
    BOOST_TEST((values_of<double>(sum_of_both) == looped<double>({6}, [](const Shape& at) {
                  return static_cast<double>(at[0] * 30 + 10);
                })));
    BOOST_TEST((values_of<std::int64_t>(written[0])
                == looped({6, 2}, [](const Shape& at) { return at[0] * 5 + at[1] * 4; })));
    BOOST_TEST((values_of<double>(written[1]) == looped<double>({6, 5}, [](const Shape& at) {
                  return static_cast<double>(at[0] * 5 + at[1]);
                })));
  });
}

BOOST_AUTO_TEST_CASE(core_axes_may_be_named) {
  const Array x = counted({4, 6}, {2, 4});

  const Array sums = apply_gufunc(sum_of, "(i)->()", {x}, {.axes = {{0}}});

  BOOST_TEST((values_of<std::int64_t>(sums) == looped({6}, [](const Shape& at) { return 4 * at[0] + 36; })));
}

BOOST_AUTO_TEST_CASE(a_function_over_chunks_gets_whole_blocks) {
  const Array x = counted({4, 6}, {2, 4});

  const Array reversed = apply_gufunc(
      [](const Chunk& block) {
        return Chunk::generate<std::int64_t>(block.shape(), [&](std::span<std::int64_t> out) {
          std::ranges::reverse_copy(block.values<std::int64_t>(), out.begin());
        });
      },
      "(i)->(i)", {x}, {.dtypes = {DType::int64}});

  BOOST_TEST((values_of<std::int64_t>(reversed) == looped({4, 6}, [](const Shape& at) {
                return (at[0] / 2 * 2 + 1 - at[0] % 2) * 6 + 5 - at[1];
              })));
}

BOOST_AUTO_TEST_CASE(unknown_lengths_wait_for_the_data) {
  for_each_cut({40}, [](const Array& x) {
    const Array odd = getitem(x, {equal(remainder(x, 2), 1)});

    const Array sum = apply_gufunc(sum_of, "(i)->()", {odd});
    const Array turned = apply_along_axis(
        [](Span v, std::span<std::int64_t> out) { std::ranges::reverse_copy(v, out.begin()); }, 0, odd);

    BOOST_TEST((values_of<std::int64_t>(sum) == Integers{400}));
    BOOST_TEST(
        (values_of<std::int64_t>(turned) == looped({20}, [](const Shape& at) { return 39 - 2 * at[0]; })));
  });
}

BOOST_AUTO_TEST_CASE(slices_along_an_axis_become_numbers_or_slices) {
  for_each_cut({5, 4, 3}, [](const Array& x) {
    const Array sums = apply_along_axis(sum_of, 1, x), pairs = apply_along_axis(ends, 1, x, {.length = 2});

    BOOST_TEST((values_of<std::int64_t>(sums)
                == looped({5, 3}, [](const Shape& at) { return 4 * (at[0] * 12 + at[1]) + 18; })));
    BOOST_TEST((values_of<std::int64_t>(pairs)
                == looped({5, 2, 3}, [](const Shape& at) { return at[0] * 12 + at[1] * 9 + at[2]; })));
  });
  BOOST_TEST((values_of<std::int64_t>(apply_along_axis(sum_of, 0, zeros({0, 2}, {.dtype = DType::int64})))
              == Integers{0, 0}));
}

BOOST_AUTO_TEST_CASE(axes_are_gone_over_in_turn) {
  for_each_cut({5, 4, 3}, [](const Array& x) {
    const Array sums =
        apply_over_axes([](const Array& a, int axis) { return sum(a, {.axis = axis}); }, x, {0, -1});

    BOOST_TEST((sums.shape() == Shape{1, 4, 1}));
    BOOST_TEST((values_of<std::int64_t>(sums)
                == looped({4}, [](const Shape& at) { return 15 * 3 * at[0] + 5 * 3 + 3 * 120; })));
  });
  BOOST_TEST(message_of<ShapeError>([] {
               apply_over_axes([](const Array&, int) { return zeros({}); }, zeros({2, 2, 2}), {0});
             })
             == "apply_over_axes: the function made an array of 0 axes of one of 3");
}

BOOST_AUTO_TEST_CASE(wrong_calls_are_refused_at_once) {
  const Array x = counted({4, 6}, 3), reals = zeros({4, 6});

  BOOST_TEST(message_of<ValueError>([&] { apply_gufunc(sum_of, "(i->()", {x}); })
             == "apply_gufunc: \"(i->()\" is no signature: at position 2 ')' was expected, as in "
                "\"(m,n),(n)->(m)\"");
  BOOST_TEST(message_of<ValueError>([&] { apply_gufunc(sum_of, "(i),(j)->()", {x}); })
             == "apply_gufunc: \"(i),(j)->()\" takes 2 arrays, there are 1");
  BOOST_TEST(message_of<DTypeError>([&] { apply_gufunc(sum_of, "(i)->()", {reals}); })
             == "apply_gufunc: array 1 is float64, the function takes a span of int64; cast it with astype");
  BOOST_TEST(message_of<ShapeError>([&] {
               apply_gufunc(sum_of_products, "(i),(i)->()", {x, counted({5})});
             })
             == "apply_gufunc: core axis i is 6 long, in array 2 it is 5");
  BOOST_TEST(message_of<ShapeError>([&] { apply_gufunc(sum_of, "(i,j,k)->()", {x}); })
             == "apply_gufunc: array 1 of shape (4, 6) has no 3 core axes for \"(i,j,k)->()\"");
  BOOST_TEST(message_of<ValueError>([&] { apply_gufunc(ends, "(i)->(k)", {x}); })
             == "apply_gufunc: no array has core axis k, so its length must be given by .output_sizes");
  BOOST_TEST(message_of<ShapeError>([&] { apply_gufunc(sum_of, "(i)->()", {x}, {.allow_rechunk = false}); })
             == "apply_gufunc: a core axis is in 2 chunks and has to be in one: rechunk it, or allow it by "
                ".allow_rechunk");
  BOOST_TEST(message_of<ValueError>([&] {
               apply_gufunc(sum_of, "(i)->(i)", {x});
             }).starts_with("apply_gufunc: the function returns elements"));
  BOOST_TEST(
      message_of<AxisError>([&] { apply_along_axis(sum_of, 2, x); }).starts_with("apply_along_axis: "));
}

BOOST_AUTO_TEST_CASE(what_a_function_throws_fails_the_task) {
  const Array x = counted({4, 6}, 3);

  const Array broken = apply_gufunc(
      [](Span v) {
        if (v[0] == 18)
          throw ValueError("eighteen");
        return v[0];
      },
      "(i)->()", {x});

  const std::string message = message_of<TaskError>([&] { values_of<std::int64_t>(broken); });
  BOOST_TEST(message.find("eighteen") != std::string::npos, message);
  BOOST_TEST(message.find("apply_gufunc") != std::string::npos, message);
}

BOOST_AUTO_TEST_SUITE_END()
