#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

// Every operation on arrays whose lengths only the data can tell, beside the same on the array with its lengths
// computed before.

namespace {

struct Case {
  std::string name;
  std::function<Array(const Array&)> apply;
};

/// The numbers 6 … 19 of 20, in blocks of which the first is empty.
Array selected() {
  const Array x = arange(20., {.chunks = 6});
  return getitem(x, {x > 5});
}

/// Rows 4, 5, 6, … of a matrix of 10 x 3.
Array selected_rows() {
  const Array x = reshape(arange(30., {.chunks = 9}), {10, 3});
  return getitem(x, {getitem(x, {Slice{}, 0}) > 10});
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"arithmetic", [](const Array& x) { return sqrt(x) * 2 + x; }},
      {"comparison", [](const Array& x) { return x > 8; }},
      {"astype", [](const Array& x) { return astype(x, DType::int8); }},
      {"integer index", [](const Array& x) { return getitem(x, {2}); }},
      {"last", [](const Array& x) { return getitem(x, {-1}); }},
      {"slice",
       [](const Array& x) {
         return getitem(x, {Slice{1, 4}});
       }},
      {"step",
       [](const Array& x) {
         return getitem(x, {Slice{std::nullopt, std::nullopt, 2}});
       }},
      {"backwards",
       [](const Array& x) {
         return getitem(x, {Slice{std::nullopt, std::nullopt, -1}});
       }},
      {"new axis",
       [](const Array& x) {
         return getitem(x, {NewAxis{}, Ellipsis{}});
       }},
      {"list",
       [](const Array& x) {
         return take(x, std::vector<std::int64_t>{3, 0, 3}, 0);
       }},
      {"rechunk", [](const Array& x) { return rechunk(x, 2); }},
      {"ravel", [](const Array& x) { return ravel(x); }},
      {"reshape -1",
       [](const Array& x) {
         return reshape(x, {-1, 1});
       }},
      {"transpose", [](const Array& x) { return transpose(x); }},
      {"flip", [](const Array& x) { return flip(x); }},
      {"roll", [](const Array& x) { return roll(x, 2, 0); }},
      {"sum", [](const Array& x) { return sum(x); }},
      {"sum over axis", [](const Array& x) { return sum(x, {.axis = 0}); }},
      {"mean keepdims", [](const Array& x) { return mean(x, {.axis = 0, .keepdims = true}); }},
      {"x - mean", [](const Array& x) { return x - mean(x, {.axis = 0}); }},
      {"max", [](const Array& x) { return max(x); }},
      {"var", [](const Array& x) { return var(x); }},
      {"argmax", [](const Array& x) { return argmax(x); }},
      {"argmin over axis", [](const Array& x) { return argmin(x, {.axis = 0}); }},
      {"any", [](const Array& x) { return any(x > 8); }},
      {"count_nonzero", [](const Array& x) { return count_nonzero(x); }},
      {"cumsum", [](const Array& x) { return cumsum(x, {.axis = 0}); }},
      {"cumprod", [](const Array& x) { return cumprod(x, {.axis = 0}); }},
      {"diff", [](const Array& x) { return diff(x, {.axis = 0}); }},
      {"concatenate",
       [](const Array& x) {
         return concatenate({x, x, x});
       }},
      {"stack",
       [](const Array& x) {
         return stack({x, x + 1});
       }},
      {"where", [](const Array& x) { return where(x > 8, x, -x); }},
      {"clip", [](const Array& x) { return clip(x, 7, 9); }},
      {"mask of mask", [](const Array& x) { return getitem(x, {getitem(x, {Slice{}}) > 7}); }},
      {"chain of masks",
       [](const Array& x) {
         const Array y = ravel(x), z = getitem(y, {y > 7});
         return getitem(z, {z < 15});
       }},
      {"setitem",
       [](const Array& x) {
         return setitem(x, {Slice{0, 2}}, -1);
       }},
      {"nonzero", [](const Array& x) { return nonzero(x > 8).front(); }},
      {"argwhere", [](const Array& x) { return argwhere(x > 8); }},
      {"compress", [](const Array& x) { return compress(ravel(x) > 8, ravel(x)); }},
      {"extract", [](const Array& x) { return extract(x > 8, x); }},
      {"take computed", [](const Array& x) { return take(x, argwhere(arange(3) > 0), 0); }},
      {"pad",
       [](const Array& x) {
         return pad(ravel(x), {{1, 2}});
       }},
      {"repeat", [](const Array& x) { return repeat(x, 2, 0); }},
      {"tile", [](const Array& x) { return tile(ravel(x), {2}); }},
      {"insert", [](const Array& x) { return insert(ravel(x), 1, 7.5); }},
      {"delete", [](const Array& x) { return delete_at(x, 1, 0); }},
      {"append", [](const Array& x) { return append(ravel(x), arange(2.)); }},
      {"zeros_like", [](const Array& x) { return zeros_like(x); }},
      {"array_equal", [](const Array& x) { return array_equal(x, x); }},
      {"inner product", [](const Array& x) { return dot(ravel(x), ravel(x)); }},
      {"matrix product", [](const Array& x) { return matmul(transpose(x), x); }},
      {"expand_dims", [](const Array& x) { return expand_dims(x, {1}); }},
      {"squeeze", [](const Array& x) { return squeeze(expand_dims(x, {0}), std::vector{0}); }},
      {"atleast_3d", [](const Array& x) { return atleast_3d(x); }},
      {"outer sum", [](const Array& x) { return expand_dims(ravel(x), {1}) + arange(3.); }},
      {"hstack",
       [](const Array& x) {
         return hstack({x, x});
       }},
      {"vstack",
       [](const Array& x) {
         return vstack({x, x});
       }},
      {"average", [](const Array& x) { return average(x); }},
      {"ptp", [](const Array& x) { return ptp(x); }},
      {"divmod", [](const Array& x) { return divmod(x, 4).second; }},
      {"isclose", [](const Array& x) { return isclose(x, x + 1e-12); }},
  };
  return all;
}

Session& small_session(Scheduler scheduler) {
  static Session synchronous(
      {.scheduler = Scheduler::synchronous, .memory_limit = ByteSize(std::uint64_t{64} << 20)});
  static Session threads(
      {.scheduler = Scheduler::threads, .threads = 2, .memory_limit = ByteSize(std::uint64_t{64} << 20)});
  return scheduler == Scheduler::synchronous ? synchronous : threads;
}

void compare(const Case& operation, const Array& unknown) {
  BOOST_TEST_CONTEXT(operation.name) {
    try {
      const Array known = compute_extents(synchronous_session(), unknown);
      const Chunk expected = synchronous_session().compute(operation.apply(known));
      for (const Scheduler scheduler : {Scheduler::synchronous, Scheduler::threads}) {
        const Chunk actual = small_session(scheduler).compute(operation.apply(unknown));
        BOOST_TEST(identical(actual, expected));
      }
    } catch (const Error& error) {
      BOOST_ERROR(error.what());
    }
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(unknown_extents)

BOOST_AUTO_TEST_CASE(operations_on_a_selected_vector_are_those_on_one_of_known_length) {
  for (const Case& operation : cases())
    compare(operation, selected());
}

BOOST_AUTO_TEST_CASE(operations_on_selected_rows_are_those_on_a_matrix_of_known_length) {
  for (const Case& operation : cases())
    compare(operation, selected_rows());
}

BOOST_AUTO_TEST_CASE(operations_on_what_no_element_was_selected_of_are_those_on_an_empty_array) {
  const Array x = arange(20., {.chunks = 6}), none = getitem(x, {x > 100});

  BOOST_TEST(values_of<double>(none * 2 + 1).empty());
  BOOST_TEST(values_of<double>(concatenate({none, none})).empty());
  BOOST_TEST(values_of<double>(cumsum(none)).empty());
  BOOST_TEST(values_of<double>(sum(none)) == std::vector<double>{0}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_reshape_is_right_where_the_length_happens_to_fit) {
  const Array x = arange(20., {.chunks = 6});

  BOOST_TEST((synchronous_session().compute(reshape(getitem(x, {x > 7}), {3, 4})).shape() == Shape{3, 4}));
  BOOST_CHECK_THROW(synchronous_session().compute(reshape(getitem(x, {x > 8}), {3, 4})), TaskError);
}

BOOST_AUTO_TEST_CASE(lengths_of_different_masks_are_compared_when_they_are_there) {
  const Array x = arange(20., {.chunks = 6});

  BOOST_TEST(values_of<double>(getitem(x, {x > 17}) + getitem(x, {x < 2})) == (std::vector<double>{18, 20}),
             boost::test_tools::per_element());
  BOOST_CHECK_THROW(synchronous_session().compute(getitem(x, {x > 17}) + getitem(x, {x < 5})), TaskError);
}

BOOST_AUTO_TEST_CASE(messages_show_unknown_lengths_as_such_and_the_users_numbers_as_they_are) {
  const Array x = selected();

  BOOST_TEST(message_of<ShapeError>([&] {
               solve(zeros({1048576, 3}), x);
             })
             == "solve: matrices of shape (1048576, 3) are not square");
  BOOST_TEST(message_of<ShapeError>([&] { solve(x, ones({3})); })
             == "solve: an array of shape (?,) is no matrix");
}

BOOST_AUTO_TEST_CASE(several_results_share_what_they_need) {
  const Array x = selected();

  const auto [total, count] = synchronous_session().compute(sum(x), argmax(x));

  BOOST_TEST(total.at<double>({}) == 175);
  BOOST_TEST(count.at<std::int64_t>({}) == 13);
}

BOOST_AUTO_TEST_CASE(they_are_stored_and_read_back) {
  const test::TemporaryDirectory temporary;
  const Array x = selected();

  store(synchronous_session(), x, temporary.path() / "x.store");
  to_npy(synchronous_session(), x, temporary.path() / "x.npy");

  BOOST_TEST(values_of<double>(open_store(temporary.path() / "x.store")) == values_of<double>(x),
             boost::test_tools::per_element());
  BOOST_TEST(values_of<double>(open_npy(temporary.path() / "x.npy")) == values_of<double>(x),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
