#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <troupe/array.hpp>
#include <troupe/session.hpp>

#include "expression/plan.hpp"
#include "kernels/tile_program.hpp"

using namespace troupe;

namespace {

using Operations = std::vector<TileOperation>;

/// The operations of the node's program.
Operations operations_of(const NodePointer& node) {
  Operations operations;
  if (const TileProgram* program = node->operation().program())
    for (const TileInstruction& instruction : program->instructions)
      operations.push_back(instruction.operation);
  return operations;
}

NodePointer planned(const Array& array) { return plan(std::vector{array.node()}).front(); }

std::size_t task_count(const std::vector<Array>& arrays, std::vector<std::string_view> skipped = {}) {
  return graph_of(arrays, skipped).graph.size();
}

} // namespace

BOOST_AUTO_TEST_SUITE(plan_)

BOOST_AUTO_TEST_CASE(equal_nodes_become_one) {
  const Array x = from_vector<double>({1, 2, 3, 4}, 2);
  const std::vector<Array> wanted{sqrt(x), sqrt(x)};

  BOOST_TEST(task_count(wanted) == 4U);
  BOOST_TEST(task_count(wanted, {"merge_equal"}) == 6U);
}

BOOST_AUTO_TEST_CASE(a_run_becomes_one_program) {
  const Array u = from_vector<double>({1, 2}), v = from_vector<double>({3, 4});

  const NodePointer node = planned(sqrt(u * u + v * v));

  BOOST_TEST((operations_of(node)
              == Operations{TileOperation::multiply, TileOperation::multiply, TileOperation::add,
                            TileOperation::sqrt}));
  BOOST_TEST((std::vector(node->inputs().begin(), node->inputs().end()) == std::vector{u.node(), v.node()}));
}

BOOST_AUTO_TEST_CASE(the_fused_node_keeps_the_name_of_the_array) {
  const Array y = sqrt(from_vector<double>({1, 2}) + 1);

  BOOST_TEST(planned(y)->key_name() == y.name());
}

BOOST_AUTO_TEST_CASE(a_diamond_keeps_its_shared_part_once) {
  const Array x = from_vector<double>({1, 2});
  const Array shared = exp(x);

  const NodePointer node = planned(sin(shared) * cos(shared));

  BOOST_TEST(
      (operations_of(node)
       == Operations{TileOperation::exp, TileOperation::sin, TileOperation::cos, TileOperation::multiply}));
}

BOOST_AUTO_TEST_CASE(an_equal_instruction_is_kept_once) {
  const Array x = from_vector<double>({1, 2});
  const std::vector<std::string_view> unmerged{"merge_equal"};

  const NodePointer node = plan(std::vector{(exp(x) + exp(x)).node()}, unmerged).front();

  BOOST_TEST((operations_of(node) == Operations{TileOperation::exp, TileOperation::add}));
}

BOOST_AUTO_TEST_CASE(a_wanted_node_keeps_its_place) {
  const Array y = from_vector<double>({1, 2}) + 1, z = y * 2;

  const std::vector<NodePointer> nodes = plan(std::vector{z.node(), y.node()});

  BOOST_TEST((operations_of(nodes[0]) == Operations{TileOperation::multiply}));
  BOOST_TEST((operations_of(nodes[1]) == Operations{TileOperation::add}));
  BOOST_TEST(nodes[0]->inputs()[0] == nodes[1]);
}

BOOST_AUTO_TEST_CASE(a_node_of_two_runs_is_computed_once_by_itself) {
  const Array x = from_vector<double>({1, 2}), shared = exp(x);
  const std::vector<Array> wanted{shared + 1, shared * 2};

  BOOST_TEST(task_count(wanted) == 4U); // the literal, exp, add, multiply
}

BOOST_AUTO_TEST_CASE(what_is_broadcast_is_not_computed_again_for_every_row) {
  const Array row = exp(from_vector<double>({1, 2, 3})), matrix = zeros({4, 3});

  const NodePointer node = planned(matrix + row);

  BOOST_TEST((operations_of(node) == Operations{TileOperation::add}));
}

BOOST_AUTO_TEST_CASE(a_program_has_at_most_max_tile_instructions) {
  Array x = from_vector<double>({1, 2});
  for (int i = 0; i < 300; ++i)
    x = x + i;

  const NodePointer node = planned(x);

  BOOST_TEST(operations_of(node).size() == max_tile_instructions);
  BOOST_TEST(task_count({x}) == 4U); // 128 + 128 + 44 additions and the literal
}

BOOST_AUTO_TEST_CASE(a_run_has_at_most_sixteen_inputs) {
  Array sum = from_vector<double>({0});
  for (int i = 1; i < 40; ++i)
    sum = sum + from_vector<double>({double(i)});

  for (const NodePointer& node : topological_order(std::vector{planned(sum)}))
    BOOST_TEST(node->inputs().size() <= 16U);
}

BOOST_AUTO_TEST_CASE(a_chain_of_a_hundred_thousand_is_computed_fused_and_not) {
  Array x = from_vector<double>({1, 2});
  for (int i = 0; i < 100'000; ++i)
    x = x + 1;
  const ArrayGraph fused = graph_of(std::vector{x});
  const std::vector<std::string_view> skipped{"fuse_elementwise"};
  const ArrayGraph unfused = graph_of(std::vector{x}, skipped);

  BOOST_TEST(fused.graph.size() == 783U); // ⌈100,000 / 128⌉ programs and the literal
  BOOST_TEST(unfused.graph.size() == 100'001U);
  Session session({.scheduler = Scheduler::synchronous});
  for (const ArrayGraph* planned : {&fused, &unfused}) {
    const std::vector<Value> values = session.compute(planned->graph, planned->blocks.front());
    BOOST_TEST(values.front().as_chunk().at<double>({1}) == 100'002);
  }
}

BOOST_AUTO_TEST_CASE(a_pass_that_does_not_exist_is_named) {
  const std::vector<Array> wanted{from_vector<double>({1, 2})};

  BOOST_CHECK_EXCEPTION(task_count(wanted, {"fuse"}), KeyError, [](const KeyError& error) {
    return std::string(error.what())
           == "plan: no pass is called \"fuse\"; there are merge_equal, push_gathers, push_casts, "
              "fuse_elementwise, "
              "absorb_elementwise, view_inputs";
  });
}

BOOST_AUTO_TEST_SUITE_END()
