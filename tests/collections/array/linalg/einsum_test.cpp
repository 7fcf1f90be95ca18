#include <cmath>
#include <complex>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "support/array_values.hpp"
#include "support/counted_arrays.hpp"
#include "support/error_message.hpp"

using namespace troupe;

namespace {

std::vector<std::int64_t> of(const Array& array) { return values_of<std::int64_t>(array); }

/// Whether subscripts give what another expression does, for several cuts of one operand.
template <class F>
void check(const std::string& subscripts, const Shape& shape, F&& expected) {
  for (const Chunks& chunks : {Chunks(-1), Chunks(2), Chunks(3)}) {
    const Array a = counted(shape, chunks);
    BOOST_TEST((of(einsum(subscripts, {a})) == of(expected(a))), subscripts);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(einsum_)

BOOST_AUTO_TEST_CASE(one_operand_is_summed_turned_and_cut) {
  check("ij->ji", {4, 5}, [](const Array& a) { return transpose(a); });
  check("ba", {4, 5}, [](const Array& a) { return transpose(a); });
  check("ij->", {4, 5}, [](const Array& a) { return sum(a); });
  check("ii->i", {5, 5}, [](const Array& a) { return diagonal(a); });
  check("ii", {5, 5}, [](const Array& a) { return trace(a); });
  check("iji->j", {4, 3, 4}, [](const Array& a) { return sum(diagonal(a, 0, 0, 2), {.axis = Axes(1)}); });
  check("...ij->...ji", {2, 3, 4}, [](const Array& a) { return swapaxes(a, 1, 2); });
}

BOOST_AUTO_TEST_CASE(pairs_are_products) {
  for (const Chunks& chunks : {Chunks(-1), Chunks(2), Chunks(3)}) {
    const Array a = counted({4, 5}, chunks), b = counted({5, 6}, 4), s = counted({3, 4, 5}, chunks);
    BOOST_TEST((of(einsum("ij,jk->ik", {a, b})) == of(matmul(a, b))));
    BOOST_TEST((of(einsum("ij,ij->i", {a, a})) == of(sum(a * a, {.axis = Axes(1)}))));
    BOOST_TEST((of(einsum("ij,kl", {a, b})) == of(tensordot(a, b, 0))));
    BOOST_TEST((of(einsum("bij,bkj->bik", {s, s})) == of(matmul(s, swapaxes(s, 1, 2)))));
    BOOST_TEST((of(einsum("...ij,jk->...ik", {s, b})) == of(matmul(s, b))));
    BOOST_TEST((of(einsum("bij,ij->b", {s, a})) == of(tensordot(s, a, 2))));
    BOOST_TEST((of(einsum("bij,bij->ij", {s, s})) == of(sum(s * s, {.axis = Axes(0)}))));
    BOOST_TEST((of(einsum("ij,jk,lk->il", {a, b, b})) == of(matmul(matmul(a, b), transpose(b)))));
  }
}

BOOST_AUTO_TEST_CASE(the_dtype_is_that_of_the_operands) {
  const Array bytes = astype(counted({3, 100}), DType::int8);

  BOOST_TEST((einsum("ij->i", {bytes}).dtype() == DType::int8));
  BOOST_TEST((einsum("ij,ij", {bytes, astype(bytes, DType::float32)}).dtype() == DType::float32));
}

BOOST_AUTO_TEST_CASE(wrong_subscripts_are_quoted) {
  const Array a = counted({4, 5});
  for (const std::string text : {"ijk->i", "ij,jk", "ij->ik", "ij->ii", "i1", "..ij", "...->"})
    BOOST_TEST(message_of<ValueError>([&] { einsum(text, {a}); }).find('"' + text + '"') != std::string::npos,
               text);
  BOOST_CHECK_THROW(einsum("ij,jk", {a, a}), ShapeError);
  BOOST_CHECK_THROW(einsum("ii", {a}), ShapeError);
}

BOOST_AUTO_TEST_CASE(tensordot_sums_over_pairs_of_axes) {
  for (const Chunks& chunks : {Chunks(-1), Chunks(2), Chunks({1, 3, 2})}) {
    const Array a = counted({4, 3, 5}, chunks), b = counted({5, 3, 2}, {3, -1, 1}), c = counted({3, 5, 2}, 2);
    BOOST_TEST((of(tensordot(a, c, 2)) == of(matmul(reshape(a, {4, 15}), reshape(c, {15, 2})))));
    BOOST_TEST((of(tensordot(a, b, {2, 1}, {0, 1}))
                == of(tensordot(a, c, 2) * 0 + tensordot(a, transpose(b, std::vector{1, 0, 2}), 2))));
    BOOST_TEST((of(inner(a, counted({2, 5}))) == of(einsum("abc,dc->abd", {a, counted({2, 5})}))));
    BOOST_TEST((of(dot(a, counted({2, 5, 6}))) == of(einsum("abc,dce->abde", {a, counted({2, 5, 6})}))));
  }
  BOOST_CHECK_THROW(tensordot(counted({2, 3}), counted({4, 5}), 1), ShapeError);
  BOOST_CHECK_THROW(tensordot(counted({2, 3}), counted({4, 5}), 3), AxisError);
}

BOOST_AUTO_TEST_CASE(products_of_elements_keep_numpys_meanings) {
  BOOST_TEST((of(outer(counted({2}), counted({3}))) == std::vector<std::int64_t>{0, 0, 0, 0, 1, 2}));
  BOOST_TEST((of(kron(counted({2}), counted({3}))) == std::vector<std::int64_t>{0, 0, 0, 0, 1, 2}));
  BOOST_TEST((of(cross(from_vector<std::int64_t>({1, 0, 0}), from_vector<std::int64_t>({0, 1, 0})))
              == std::vector<std::int64_t>{0, 0, 1}));
  BOOST_TEST(compute(vdot(counted({2, 3}, 2), counted({2, 3}))).item<std::int64_t>() == 55);
  BOOST_CHECK_THROW(cross(counted({2}), counted({2})), ShapeError);
  BOOST_CHECK_THROW(vdot(counted({2}), counted({3})), ShapeError);
}

// numpy: np.vdot of [True, True] twice, and of it and uint16
BOOST_AUTO_TEST_CASE(the_product_of_vectors_of_bools_is_a_bool) {
  const Array truth = ones({200}, {.dtype = DType::boolean, .chunks = 150});

  BOOST_TEST((vdot(truth, truth).dtype() == DType::boolean));
  BOOST_TEST(compute(vdot(truth, truth)).item<bool>());
  BOOST_TEST((vdot(truth, ones({200}, {.dtype = DType::uint16})).dtype() == DType::uint16));
}

BOOST_AUTO_TEST_CASE(products_beyond_the_largest_number_of_elements_are_refused) {
  const std::int64_t huge = std::int64_t{1} << 40;
  const Array column = zeros({huge, 1}), row = zeros({1, huge});

  for (const auto& product : {std::function([&] { return matmul(column, row); }),
                              std::function([&] { return tensordot(column, row, 1); }), std::function([&] {
                                return einsum("ij,jk", {column, row});
                              }),
                              std::function([&] { return inner(column, column); })})
    BOOST_CHECK_THROW(product(), ShapeError);
}

BOOST_AUTO_TEST_CASE(norms_of_nothing_name_the_norm) {
  BOOST_TEST(message_of<ValueError>([] { norm(zeros({0}), {.order = INFINITY}); }).starts_with("norm: "));
}

BOOST_AUTO_TEST_CASE(norms_refuse_orders_that_there_are_not) {
  BOOST_CHECK_THROW(norm(counted({2, 2}), {.order = 3}), ValueError);
  BOOST_CHECK_THROW(norm(counted({2}), {.order = NormOrder::nuclear()}), ValueError);
  BOOST_CHECK_THROW(norm(counted({2, 2, 2}), {.order = 1}), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
