// Random computations as graphs: the kernels, and the tasks made of them.

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

#include <troupe/session.hpp>

#include "stress/computation.hpp"
#include "support/test_kernel.hpp"

namespace troupe::stress {

namespace {

using test::test_kernel;

std::atomic<std::int64_t> alive = 0;

/// A number as an object.
class Counted final : public ValueObject {
public:
  explicit Counted(std::int64_t number) : value(number) { ++alive; }
  ~Counted() override { --alive; }
  std::size_t size_bytes() const noexcept override { return sizeof *this; }
  std::string_view type_name() const noexcept override { return "stress.counted"; }
  const std::int64_t value;
};

/// How a task behaves, as its kernel's parameters.
struct Behaviour {
  std::uint32_t seed = 0;
  int depth = 0;
  bool yields = false;
  bool computes = false;
  std::uint64_t number = 0; ///< Of tasks that stumble: which one it is.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(seed, depth, yields, computes, number);
  }
};

std::int64_t value_of(const KernelCall& call) {
  std::int64_t sum = call.parameters.as<Behaviour>().seed;
  for (const Value& argument : call.arguments)
    sum += number_of(argument);
  return sum % 1'000'003;
}

Value mix(const KernelCall& call) { return value_of(call); }

Value make_object(const KernelCall& call) {
  return Value::user(std::make_unique<const Counted>(value_of(call)));
}

Value make_block(const KernelCall& call) {
  constexpr std::int64_t elements = 16'384; // 128 KiB
  return Chunk::generate<std::int64_t>(
      {elements}, [value = value_of(call)](std::span<std::int64_t> out) { std::ranges::fill(out, value); });
}

Value fail(const KernelCall&) { throw std::runtime_error("meant to fail"); }

/// Tasks that have stumbled as often as they should.
class Stumbles {
public:
  bool again(std::uint64_t number) {
    const std::scoped_lock lock(mutex_);
    return ++counts_[number] <= 1 + static_cast<int>(number % 2);
  }

private:
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, int> counts_;
};

Value stumble(const KernelCall& call) {
  static Stumbles stumbles;
  if (stumbles.again(call.parameters.as<Behaviour>().number))
    throw std::runtime_error("meant to stumble");
  return value_of(call);
}

Computation inner_of(const KernelCall& call, std::int64_t value) {
  const auto& behaviour = call.parameters.as<Behaviour>();
  const Risks risks{.fails = false, .yields = behaviour.yields, .computes = behaviour.computes};
  return make_computation(static_cast<std::uint64_t>(value), behaviour.depth + 1, risks);
}

Value add_up(const KernelCall& call) {
  std::int64_t sum = 0;
  for (const Value& argument : call.arguments)
    sum += number_of(argument);
  return sum % 1'000'003;
}

Value yield_one(const KernelCall& call) {
  const Computation inner = inner_of(call, value_of(call));
  Graph graph = make_graph(inner);
  const BodyId total = graph.add_body(Body::call(test_kernel("stress.add_up", add_up)));
  const TaskId task = graph.add(graph.add_name("total of the yielded"), 0, total, wanted_tasks(inner));
  return yield(std::move(graph), {task});
}

Value yield_several(const KernelCall& call) {
  const std::int64_t value = value_of(call);
  Graph graph;
  const TaskId first = graph.add("first", literal(value));
  const TaskId second = graph.add("second", test::sum({key("first"), literal(1)}));
  return yield(std::move(graph), {first, second});
}

Value plan(const KernelCall& call) {
  std::vector<Node> parts{literal(static_cast<std::int64_t>(call.parameters.as<Behaviour>().seed))};
  for (const Value& argument : call.arguments)
    parts.push_back(literal(argument));
  Graph graph;
  const TaskId task =
      graph.add("sum of references", test::call_of("stress.add_up", add_up, std::move(parts)));
  return yield(std::move(graph), {task});
}

Value compute(const KernelCall& call) {
  const Computation inner = inner_of(call, value_of(call));
  const Graph graph = make_graph(inner);
  std::int64_t sum = 0;
  for (const Value& value : call.context.session().compute(graph, wanted_tasks(inner), {.retries = 2}))
    sum += number_of(value);
  return sum % 1'000'003;
}

struct ActKernel {
  Act act;
  const char* name;
  KernelFunction run;
  KernelKind kind;
};
constexpr std::array act_kernels{
    ActKernel{Act::mix, "stress.mix", mix, KernelKind::compute},
    ActKernel{Act::object, "stress.object", make_object, KernelKind::compute},
    ActKernel{Act::block, "stress.block", make_block, KernelKind::compute},
    ActKernel{Act::read, "stress.read", mix, KernelKind::io},
    ActKernel{Act::stumble, "stress.stumble", stumble, KernelKind::compute},
    ActKernel{Act::fail, "stress.fail", fail, KernelKind::compute},
    ActKernel{Act::yield_one, "stress.yield_one", yield_one, KernelKind::compute},
    ActKernel{Act::yield_several, "stress.yield_several", yield_several, KernelKind::compute},
    ActKernel{Act::plan, "stress.plan", plan, KernelKind::planning},
    ActKernel{Act::compute, "stress.compute", compute, KernelKind::compute},
};

/// sum(mix(first input), …): the same as mix, with a step for each input.
Body stepwise(const TaskPlan& task, const Behaviour& behaviour) {
  Body body;
  Step last;
  last.kernel = &test_kernel("stress.mix", mix);
  last.parameters = Parameters::of(behaviour);
  for (std::uint32_t i = 0; i < task.inputs.size(); ++i) {
    Step step;
    step.kernel = &test_kernel("stress.add_up", add_up);
    step.operands = {{Operand::Kind::input, i}};
    body.steps.push_back(std::move(step));
    last.operands.push_back({Operand::Kind::step, i});
  }
  body.steps.push_back(std::move(last));
  body.result = {Operand::Kind::step, static_cast<std::uint32_t>(task.inputs.size())};
  return body;
}

Body body_of(const TaskPlan& task, const Computation& computation) {
  static std::atomic<std::uint64_t> next_number = 0;
  const Behaviour behaviour{task.seed, computation.depth, computation.risks.yields,
                            computation.risks.computes, next_number++};
  switch (task.act) {
  case Act::constant: return Body::constant(static_cast<std::int64_t>(task.seed));
  case Act::nested_steps: return stepwise(task, behaviour);
  case Act::promise: {
    Body body = Body::alias();
    body.promised = static_cast<std::int32_t>(task.seed);
    return body;
  }
  default: break;
  }
  for (const ActKernel& kernel : act_kernels)
    if (kernel.act == task.act)
      return Body::call(test_kernel(kernel.name, kernel.run, kernel.kind), Parameters::of(behaviour));
  throw std::logic_error("stress: an act without a kernel");
}

} // namespace

std::int64_t number_of(const Value& value) {
  if (const auto* counted = value.find<Counted>())
    return counted->value;
  if (value.kind() == ValueKind::chunk) {
    const auto elements = value.as_chunk().values<std::int64_t>();
    return elements.front() == elements.back() ? elements.front() : -1; // which no task comes to
  }
  if (value.kind() != ValueKind::list)
    return value.as_integer();
  std::int64_t sum = 0;
  for (const Value& item : value.as_list())
    sum += number_of(item);
  return sum % 1'000'003;
}

Graph make_graph(const Computation& computation) {
  Graph graph;
  const NameId name = graph.add_name("task", {static_cast<std::int64_t>(computation.tasks.size())});
  for (std::uint32_t i = 0; i < computation.tasks.size(); ++i) {
    const TaskPlan& task = computation.tasks[i];
    graph.add(name, i, graph.add_body(body_of(task, computation)), task.inputs);
  }
  return graph;
}

std::vector<TaskId> wanted_tasks(const Computation& computation) {
  return {computation.wanted.begin(), computation.wanted.end()};
}

std::int64_t objects_alive() { return alive; }

} // namespace troupe::stress
