#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>

#include "expression/plan.hpp"
#include "support/array_values.hpp"
#include "support/temporary_directory.hpp"

using namespace troupe;

namespace {

const std::vector<std::string_view> unpushed{"push_gathers", "push_casts"};

NodePointer planned(const Array& array, const std::vector<std::string_view>& skipped = {}) {
  return plan(std::vector{array.node()}, skipped).front();
}

/// The bytes that the tasks of all readers read, those that nobody needs left out.
std::int64_t bytes_read(const Array& array, const std::vector<std::string_view>& skipped = {}) {
  const std::vector<NodePointer> wanted{planned(array, skipped)};
  Graph graph;
  Lowering lowering(graph);
  lower(wanted, lowering);
  std::vector<TaskId> waiting(lowering.tasks(*wanted.front()).begin(), lowering.tasks(*wanted.front()).end());
  std::vector<bool> needed(graph.size(), false);
  while (!waiting.empty()) {
    const TaskId task = waiting.back();
    waiting.pop_back();
    if (needed[task])
      continue;
    needed[task] = true;
    waiting.insert(waiting.end(), graph.inputs(task).begin(), graph.inputs(task).end());
  }
  std::int64_t bytes = 0;
  for (const NodePointer& node : topological_order(wanted)) {
    const auto tasks = lowering.tasks(*node);
    for (std::size_t block = 0; block < tasks.size(); ++block)
      if (needed[tasks[block]])
        bytes += node->operation().bytes_read(*node, static_cast<std::int64_t>(block));
  }
  return bytes;
}

std::vector<Value> blocks_of(const std::vector<Array>& arrays, const std::vector<std::string_view>& skipped) {
  const ArrayGraph planned = graph_of(arrays, skipped);
  std::vector<TaskId> wanted;
  for (const auto& blocks : planned.blocks)
    wanted.insert(wanted.end(), blocks.begin(), blocks.end());
  return synchronous_session().compute(planned.graph, wanted);
}

/// A matrix of 100 rows of 5000 columns in a file, in chunks of 20 rows: 4,000,000 bytes.
struct MatrixFile {
  test::TemporaryDirectory temporary;
  std::filesystem::path path = temporary.path() / "matrix.npy";
  Array matrix = made();

  Array made() const {
    to_npy(synchronous_session(), reshape(arange(500'000, {.dtype = DType::float64}), {100, 5000}), path);
    return open_npy(path, {.chunks = {20, -1}});
  }
};

/// Random expressions over readers and arrays that are there, with everything that moves elements.
class RandomExpression {
public:
  RandomExpression(std::uint64_t seed, const std::filesystem::path& folder) : random_(seed) {
    const Shape shape{13, 11};
    const Array x = from_span<double>(numbers(143), shape, random_chunking(shape, random_));
    to_npy(synchronous_session(), x, folder / "x.npy");
    store(synchronous_session(), astype(x, DType::float32), folder / "x.store");
    arrays_ = {open_npy(folder / "x.npy", {.chunks = random_chunking(shape, random_)}),
               open_store(folder / "x.store"),
               x,
               full(shape, 2.5, {.chunks = random_chunking(shape, random_)}),
               broadcast_to(arange(0, 5.5, 0.5), shape),
               expand_dims(linspace(0, 1, 13), {1}) + zeros({1, 11})};
  }

  std::vector<Array> build(int operations) {
    for (int i = 0; i < operations; ++i)
      arrays_.push_back(random_operation());
    return {arrays_.back(), sum(arrays_[arrays_.size() - 2]), pick()};
  }

private:
  std::vector<double> numbers(std::size_t count) {
    std::vector<double> elements(count);
    std::uniform_real_distribution<double> range(-3, 3);
    std::ranges::generate(elements, [&] { return range(random_); });
    return elements;
  }
  const Array& pick() { return arrays_[random_() % arrays_.size()]; }
  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit));
  }

  Index random_index(std::int64_t extent) {
    switch (random_() % 5) {
    case 0: return Slice{below(extent + 1), below(extent + 1)};
    case 1: return Slice{below(extent + 1), std::nullopt, below(3) + 1};
    case 2: return Slice{std::nullopt, std::nullopt, -below(3) - 1};
    default: return Slice{};
    }
  }

  Array random_operation() {
    const Array& x = pick();
    switch (random_() % 12) {
    case 0:
    case 1: {
      std::vector<Index> index;
      for (const std::int64_t extent : x.shape())
        index.push_back(random_index(extent));
      return getitem(x, index);
    }
    case 2: return x.rank() > 1 && x.shape()[0] > 0 ? getitem(x, {below(x.shape()[0])}) : x;
    case 3: return flip(x);
    case 4: return transpose(x);
    case 5: return rechunk(x, random_chunking(x.shape(), random_));
    case 6: return x.rank() > 0 && x.shape()[0] > 2 ? take(x, std::vector<std::int64_t>{2, 0, 1, 1}, 0) : x;
    case 7: return astype(x, DType::float32);
    case 8: return expand_dims(x, {static_cast<int>(below(static_cast<std::int64_t>(x.rank()) + 1))});
    case 9: return x.rank() < 4 ? getitem(x, {NewAxis{}, Ellipsis{}}) : squeeze(x);
    case 10: return sqrt(absolute(x) + 1);
    default: {
      const Array& y = pick();
      try {
        return x * y + x;
      } catch (const ShapeError&) {
        return x - 1;
      }
    }
    }
  }

  std::mt19937_64 random_;
  std::vector<Array> arrays_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(push_gathers_)

BOOST_AUTO_TEST_CASE(a_column_of_a_file_is_read_by_itself) {
  const MatrixFile file;

  const Array column = getitem(file.matrix, {Slice{}, 3});

  BOOST_TEST(bytes_read(column) == 800);
  BOOST_TEST(bytes_read(column, unpushed) == 4'000'000);
  BOOST_TEST(synchronous_session().compute(sum(column)).at<double>({}) == 24'750'300.);
}

BOOST_AUTO_TEST_CASE(some_rows_of_an_expression_are_read_by_themselves) {
  const MatrixFile file;

  const Array rows = getitem(sqrt(file.matrix * 2 + 1), {Slice{10, 20}});

  BOOST_TEST(bytes_read(rows) == 400'000);
  BOOST_TEST(bytes_read(rows, unpushed) == 800'000);
}

BOOST_AUTO_TEST_CASE(slices_of_slices_and_transposes_reach_the_file) {
  const MatrixFile file;

  const Array part = getitem(transpose(getitem(file.matrix, {Slice{10, 30}})), {Slice{5, 7}, Slice{10, 20}});

  BOOST_TEST(bytes_read(part) == 160);
}

BOOST_AUTO_TEST_CASE(rows_that_are_far_apart_are_read_one_by_one) {
  const test::TemporaryDirectory temporary;
  const std::filesystem::path path = temporary.path() / "rows.npy";
  to_npy(synchronous_session(), reshape(arange(400'000), {20, 20'000}), path);

  const Array rows = take(open_npy(path), std::vector<std::int64_t>{17, 2, 2}, 0);

  BOOST_TEST(bytes_read(rows) == 320'000);
  BOOST_TEST(values_of<std::int64_t>(getitem(rows, {Slice{}, 1}))
                 == (std::vector<std::int64_t>{340'001, 40'001, 40'001}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_node_at_the_reader_keeps_the_name_of_what_it_replaces) {
  const MatrixFile file;
  const Array column = getitem(file.matrix, {Slice{}, 3});

  const NodePointer node = planned(column);

  BOOST_TEST(node->inputs().empty());
  BOOST_TEST(node->key_name() == column.name());
  BOOST_TEST((node->digest() == column.node()->digest()));
}

BOOST_AUTO_TEST_CASE(what_is_wanted_whole_is_computed_once_and_gathered_from) {
  const Array x = from_vector<double>({1, 2, 3, 4}), y = exp(x);
  const Array z = getitem(y, {Slice{0, 2}});

  const std::vector<NodePointer> nodes = plan(std::vector{z.node(), y.node()});

  BOOST_TEST(nodes[0]->inputs()[0] == nodes[1]);
}

BOOST_AUTO_TEST_CASE(what_is_taken_twice_is_computed_once) {
  const Array y = exp(from_vector<double>({1, 2, 3, 4}));

  const NodePointer node =
      planned(getitem(y, {Slice{1, std::nullopt}}) - getitem(y, {Slice{std::nullopt, -1}}));

  BOOST_TEST(topological_order(std::vector{node}).size() == 5U); // literal, exp, two gathers, subtract
}

BOOST_AUTO_TEST_CASE(overlapping_slices_of_a_file_read_it_once) {
  const MatrixFile file;
  const Array& x = file.matrix;

  const Array differences = getitem(x, {Slice{1, std::nullopt}}) - getitem(x, {Slice{std::nullopt, -1}});

  BOOST_TEST(bytes_read(differences) == 4'000'000);
}

BOOST_AUTO_TEST_CASE(two_columns_of_a_file_are_read_by_themselves) {
  const MatrixFile file;

  const Array sum = getitem(file.matrix, {Slice{}, 0}) + getitem(file.matrix, {Slice{}, 7});

  BOOST_TEST(bytes_read(sum) == 1'600);
}

BOOST_AUTO_TEST_CASE(columns_of_rows_are_no_reason_to_read_a_file_in_bits) {
  const MatrixFile file;

  const Array columns = rechunk(file.matrix, {-1, 10});

  BOOST_TEST(bytes_read(columns) == 4'000'000);
  BOOST_TEST(planned(columns)->inputs().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_narrowing_cast_is_done_by_the_reader) {
  const MatrixFile file;
  const Array narrow = astype(file.matrix, DType::float32);

  const NodePointer node = planned(narrow);

  BOOST_TEST(node->inputs().empty());
  BOOST_TEST(node->operation().description() == "open_npy, as float32");
  BOOST_TEST((blocks_of({narrow}, {}) == blocks_of({narrow}, unpushed)));
}

BOOST_AUTO_TEST_CASE(a_widening_cast_is_left_to_the_program) {
  const MatrixFile file;

  BOOST_TEST(planned(astype(file.matrix, DType::complex128))->inputs().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_slice_of_a_dataset_is_cut_where_it_is_read) {
  const test::TemporaryDirectory temporary;
  store(synchronous_session(), arange(100, {.chunks = 10}), temporary.path() / "a.store");

  const Array part = getitem(open_store(temporary.path() / "a.store"), {Slice{25, 35, 3}});

  BOOST_TEST(values_of<std::int64_t>(part) == (std::vector<std::int64_t>{25, 28, 31, 34}),
             boost::test_tools::per_element());
  BOOST_TEST(synchronous_session().report().tasks == 2U);
}

BOOST_AUTO_TEST_CASE(a_slice_of_a_range_makes_no_more_than_itself) {
  const NodePointer node = planned(getitem(arange(1e12, {.chunks = 1'000'000}), {Slice{500, 600, 7}}));

  BOOST_TEST(node->inputs().empty());
}

BOOST_AUTO_TEST_CASE(an_element_of_a_range_makes_no_more_than_itself) {
  const Array x = arange(0., 1e12, 0.1, {.chunks = 1'000'000}), element = getitem(x, {12'345'678'901});
  const NodePointer node = planned(element);

  BOOST_TEST(node->inputs().empty());
  BOOST_TEST(
      (values_of<double>(element) == values_of<double>(getitem(x, {Slice{12'345'678'901, 12'345'678'902}}))));
}

BOOST_AUTO_TEST_CASE(chains_of_any_depth_are_pushed_through) {
  const MatrixFile file;
  Array x = file.matrix;
  for (int i = 0; i < 20'000; ++i)
    x = x + 1;

  const Array row = getitem(x, {17, Slice{0, 2}});

  BOOST_TEST(bytes_read(row) == 16);
  BOOST_TEST(values_of<double>(row) == (std::vector<double>{105'000, 105'001}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_bits_are_the_same_without_each_pass) {
  const test::TemporaryDirectory temporary;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    BOOST_TEST_CONTEXT("seed " << seed) {
      const std::filesystem::path folder = temporary.path() / std::to_string(seed);
      std::filesystem::create_directory(folder);
      const std::vector<Array> wanted = RandomExpression(seed, folder).build(18);

      const std::vector<Value> all = blocks_of(wanted, {});

      BOOST_TEST((all == blocks_of(wanted, unpushed)));
      BOOST_TEST((all == blocks_of(wanted, {"push_casts", "fuse_elementwise"})));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
