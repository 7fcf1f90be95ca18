// Graphs of arrays as files: what is loaded has the bits of what was saved.

#include <algorithm>
#include <filesystem>
#include <span>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/graph_file.hpp>
#include <troupe/session.hpp>

#include "support/array_values.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

/// Operations of every kind: fused ones, trees, yielded graphs, users' functions, constants.
std::vector<Array> arrays_of_all_kinds() {
  const Array x = Random(3).normal({40, 30}, {.chunks = 10});
  return {
      x * x + sqrt(absolute(x)),
      mean(x, {.axis = 0}),
      sort(ravel(x)),
      median(x),
      unique(astype(x * 10, DType::int32)),
      x[x > 0],
      argwhere(x > 1),
      cumsum(x, 0),
      histogram(x, 20).counts,
      svdvals(rechunk(x, {10, 30})),
      solve(matmul(transpose(x), x), ones({30})),
      Random(4).permutation(x),
      map(x, bound([](double factor, double v) { return factor * v; }, 2.5)),
      map_overlap(
          x, [](std::span<const double> in, std::span<double> out) { std::ranges::copy(in, out.begin()); },
          {.depth = 1}),
      from_vector(std::vector<double>{1, 2, 3}) + 1,
  };
}

} // namespace

BOOST_AUTO_TEST_SUITE(saved_graph)

BOOST_AUTO_TEST_CASE(arrays_of_all_kinds_have_the_same_bits) {
  const TemporaryDirectory directory;
  const std::filesystem::path file = directory.path() / "graph";
  for (const Array& array : arrays_of_all_kinds()) {
    const ArrayGraph planned = graph_of(std::span(&array, 1));

    save(planned.graph, planned.blocks.front(), file);
    const SavedGraph loaded = load(file);

    BOOST_TEST((synchronous_session().compute(loaded.graph, loaded.wanted())
                == synchronous_session().compute(planned.graph, planned.blocks.front())),
               array.name());
  }
}

BOOST_AUTO_TEST_SUITE_END()
