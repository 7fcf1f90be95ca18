#include <complex>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"

using namespace troupe;

// Calls that make no sense are refused when the expression is built, by an error that is led by the operation's name.

namespace {

struct BadCall {
  std::string operation;
  std::function<Array()> call;
};

constexpr std::int64_t huge = std::int64_t{1} << 40;

const std::vector<BadCall>& bad_calls() {
  static const Array x = zeros({4, 5}), v = zeros({4});
  static const std::vector<BadCall> all{
      {"zeros",
       [] {
         return zeros({huge, huge});
       }},
      {"full",
       [] {
         return full({huge, huge}, 1);
       }},
      {"indices",
       [] {
         return indices({huge, huge});
       }},
      {"eye", [] { return eye(huge * 1024, huge * 1024); }},
      {"broadcast_to",
       [] {
         return broadcast_to(zeros({1}), {huge, huge});
       }},
      {"add",
       [] {
         return zeros({huge, 1}) + zeros({1, huge});
       }},
      {"repeat", [] { return repeat(zeros({huge}), huge, 0); }},
      {"tile", [] { return tile(zeros({huge}), {huge}); }},
      {"matmul",
       [] {
         return matmul(zeros({huge, 1}), zeros({1, huge}));
       }},
      {"pad",
       [] {
         return pad(v, {{std::int64_t{1} << 62, std::int64_t{1} << 62}});
       }},
      {"diag", [] { return diag(zeros({huge})); }},
      {"reshape",
       [] {
         return reshape(x, {huge, huge});
       }},
      {"zeros",
       [] {
         return zeros({-1, 2});
       }},
      {"zeros", [] { return zeros({-1}); }},
      {"eye", [] { return eye(-1, 2); }},
      {"broadcast_to", [] { return broadcast_to(x, {-1}); }},
      {"permutation", [] { return Random(1).permutation(-1); }},
      {"arange", [] { return arange(0, 300, 100, {.dtype = DType::int8}); }},
      {"setitem", [] { return setitem(arange(3), {0}, std::numeric_limits<double>::quiet_NaN()); }},
      {"setitem", [] { return setitem(zeros({3}, {.dtype = DType::int8}), {0}, 300); }},
      {"setitem", [] { return setitem(v, {0}, std::complex<double>(1, 2)); }},
      {"overlap", [] { return overlap(v, -1, Edge::none); }},
      {"tile",
       [] {
         return tile(ones({3, 4}), {std::int64_t{1} << 32, std::int64_t{1} << 32});
       }},
      {"getitem", [] { return getitem(x, {4}); }},
      {"getitem", [] { return getitem(x, {-5}); }},
      {"getitem",
       [] {
         return getitem(x, {0, 0, 0});
       }},
      {"getitem",
       [] {
         return getitem(x, {Slice{0, 4, 0}});
       }},
      {"getitem",
       [] {
         return getitem(x, {Ellipsis{}, Ellipsis{}});
       }},
      {"take", [] { return take(x, std::vector<std::int64_t>{4}, 0); }},
      {"take", [] { return take(x, std::vector<std::int64_t>{0}, 2); }},
      {"setitem", [] { return setitem(x, {7}, 1); }},
      {"setitem",
       [] {
         return setitem(x, {Slice{0, 2}}, zeros({3, 5}));
       }},
      {"sum", [] { return sum(x, {.axis = 2}); }},
      {"mean", [] { return mean(x, {.axis = -3}); }},
      {"sum",
       [] {
         return sum(x, {.axis = {0, 0}});
       }},
      {"max", [] { return max(zeros({0})); }},
      {"argmax",
       [] {
         return argmax(zeros({0, 3}), {.axis = 0});
       }},
      {"cumsum", [] { return cumsum(x, {.axis = 5}); }},
      {"transpose", [] { return transpose(x, std::vector{0}); }},
      {"transpose",
       [] {
         return transpose(x, std::vector{0, 0});
       }},
      {"flip", [] { return flip(x, std::vector{2}); }},
      {"roll", [] { return roll(x, 1, 2); }},
      {"squeeze", [] { return squeeze(x, std::vector{0}); }},
      {"expand_dims", [] { return expand_dims(x, {9}); }},
      {"reshape",
       [] {
         return reshape(x, {3, 7});
       }},
      {"reshape",
       [] {
         return reshape(x, {-1, -1});
       }},
      {"reshape",
       [] {
         return reshape(x, {-1, 3});
       }},
      {"add", [] { return x + v; }},
      {"concatenate", [] { return concatenate({}); }},
      {"concatenate",
       [] {
         return concatenate({x, v});
       }},
      {"concatenate",
       [] {
         return concatenate({x, zeros({4, 6})});
       }},
      {"stack",
       [] {
         return stack({x, v});
       }},
      {"matmul", [] { return matmul(x, x); }},
      {"arange", [] { return arange(0, 5, 0); }},
      {"linspace", [] { return linspace(0, 1, -1); }},
      {"rechunk", [] { return rechunk(x, 0); }},
      {"rechunk", [] { return rechunk(x, -2); }},
      {"rechunk",
       [] {
         return rechunk(x, {{1, 2}, -1});
       }},
      {"rechunk", [] { return rechunk(x, "12 parsecs"); }},
      {"repeat", [] { return repeat(x, -1, 0); }},
      {"pad",
       [] {
         return pad(x, {{1, 1}, {1, 1}, {1, 1}});
       }},
      {"diagonal", [] { return diagonal(x, 0, 0, 0); }},
      {"diff", [] { return diff(x, {.axis = 4}); }},
      {"insert", [] { return insert(x, 9, 1, 0); }},
      {"moveaxis", [] { return moveaxis(x, 0, 5); }},
      {"swapaxes", [] { return swapaxes(x, 0, 5); }},
  };
  return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bad_input)

BOOST_AUTO_TEST_CASE(calls_that_make_no_sense_are_refused_by_name) {
  for (std::size_t i = 0; i < bad_calls().size(); ++i) {
    const BadCall& bad = bad_calls()[i];
    BOOST_TEST_CONTEXT(bad.operation << ", call " << i) {
      try {
        BOOST_ERROR("is accepted: " + to_string(bad.call()));
      } catch (const Error& error) {
        BOOST_TEST(std::string(error.what()).starts_with(bad.operation + ": "), error.what());
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
