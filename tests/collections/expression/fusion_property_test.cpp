#include <random>

#include <boost/test/unit_test.hpp>

#include "expression/plan.hpp"
#include "support/array_values.hpp"
#include "support/isa_levels.hpp"

using namespace troupe;

namespace {

/// A random expression over a few arrays that broadcast, of dtypes that promote to one another.
class RandomExpression {
public:
  enum class Functions { all, rounded };

  explicit RandomExpression(std::uint64_t seed, Functions functions = Functions::all)
      : functions_(functions), random_(seed) {
    for (const Shape& shape : {Shape{7, 9}, Shape{9}, Shape{7, 1}, Shape{7, 9}})
      arrays_.push_back(random_array(shape));
  }

  std::vector<Array> build(int operations) {
    for (int i = 0; i < operations; ++i)
      arrays_.push_back(random_operation());
    return {arrays_.back(), pick(), pick()};
  }

private:
  Array random_array(const Shape& shape) {
    std::vector<double> elements(static_cast<std::size_t>(element_count(shape)));
    std::uniform_real_distribution<double> range(-3, 3);
    std::ranges::generate(elements, [&] { return range(random_); });
    const Array x = from_span<double>(elements, shape, random_chunking(shape, random_));
    const DType dtypes[] = {DType::float64, DType::float32, DType::int32, DType::int8};
    return astype(x, dtypes[random_() % 4]);
  }

  const Array& pick() { return arrays_[random_() % arrays_.size()]; }

  Array random_operation() {
    const Array x = pick(), y = pick();
    switch (random_() % 10) {
    case 0: return x + y;
    case 1: return x * y;
    case 2: return functions_ == Functions::rounded ? floor(x) : sin(x);
    case 3: return maximum(x, y);
    case 4: return where(x > y, x, y * 2);
    case 5: return sqrt(absolute(x) + 1);
    case 6: return functions_ == Functions::rounded ? x / (absolute(y) + 1) : arctan2(x, y);
    case 7: return x - 3;
    case 8: // any two arrays broadcast, so a matrix stays one of its shape
      return x.rank() < 2 || x.shape()[0] != 7 || x.shape()[1] != 9
                 ? x * 3
                 : transpose(rechunk(transpose(x), random_chunking({9, 7}, random_)));
    default: return rechunk(x, random_chunking(x.shape(), random_));
    }
  }

  Functions functions_;
  std::mt19937_64 random_;
  std::vector<Array> arrays_;
};

std::vector<Value> blocks_of(const std::vector<Array>& arrays, std::vector<std::string_view> skipped) {
  const ArrayGraph planned = graph_of(arrays, skipped);
  std::vector<TaskId> wanted;
  for (const auto& blocks : planned.blocks)
    wanted.insert(wanted.end(), blocks.begin(), blocks.end());
  return synchronous_session().compute(planned.graph, wanted);
}

} // namespace

BOOST_AUTO_TEST_SUITE(fusion_property)

BOOST_AUTO_TEST_CASE(a_fused_run_has_the_bits_of_the_unfused_one) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      const std::vector<Array> wanted = RandomExpression(seed).build(25);

      const std::vector<Value> fused = blocks_of(wanted, {});
      const std::vector<Value> unfused =
          blocks_of(wanted, {"merge_equal", "fuse_elementwise", "absorb_elementwise", "view_inputs"});

      BOOST_TEST((fused == unfused));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_mask_in_tiles_chooses_what_a_mask_in_memory_does) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      const Array x = astype(RandomExpression(seed).build(10).front(), DType::float64);
      const Array y = ravel(rechunk(x, -1));
      const std::vector<Array> wanted{getitem(y, {y * 2 > 1}), flatnonzero(x), argwhere(x < 1), sum(x > 0)};

      const std::vector<Value> fused = blocks_of(wanted, {});
      const std::vector<Value> unfused = blocks_of(wanted, {"fuse_elementwise", "absorb_elementwise"});

      BOOST_TEST((fused == unfused));
    }
  }
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_the_bits) {
  Session threads({.threads = 3});
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      const Array x = astype(RandomExpression(seed).build(20).front(), DType::float64);
      const std::vector<Array> wanted{x, sum(x), mean(x * x, {.axis = -1}), cumsum(ravel(x))};

      const std::vector<Chunk> one = compute_all(synchronous_session(), wanted);
      const std::vector<Chunk> several = compute_all(threads, wanted);

      for (std::size_t i = 0; i < wanted.size(); ++i)
        BOOST_TEST(identical(one[i], several[i]));
    }
  }
}

BOOST_AUTO_TEST_CASE(isa_levels_agree_on_what_is_correctly_rounded) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      const Array x = RandomExpression(seed, RandomExpression::Functions::rounded).build(25).front();
      const std::vector<Array> wanted{x, sum(x), var(astype(x, DType::float64)),
                                      getitem(ravel(x), {ravel(x) > 1}), argwhere(x > 0)};

      std::vector<std::vector<Chunk>> results;
      on_every_isa_level([&](IsaLevel) { results.push_back(compute_all(synchronous_session(), wanted)); });

      for (const std::vector<Chunk>& result : results)
        for (std::size_t i = 0; i < wanted.size(); ++i)
          BOOST_TEST(identical(result[i], results.front()[i]));
    }
  }
}

BOOST_AUTO_TEST_CASE(chunks_do_not_change_the_bits) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      std::mt19937_64 random(seed);
      const Array x = rechunk(astype(RandomExpression(seed).build(15).front(), DType::float64), -1);

      const Chunk whole = synchronous_session().compute(sin(x) * x + 0.5);
      const Chunk cut =
          synchronous_session().compute(sin(rechunk(x, random_chunking(x.shape(), random))) * x + 0.5);

      BOOST_TEST(identical(whole, cut));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
