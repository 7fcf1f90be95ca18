#include <algorithm>
#include <cassert>
#include <limits>
#include <tuple>

#include <troupe/error.hpp>
#include <troupe/graph.hpp>

#include "graph/graph_storage.hpp"
#include "graph/node_compiler.hpp"

namespace troupe {

namespace {

/// \throws ValueError for a body that cannot be run.
void require_form(const Body& body) {
  const auto is_call = [](const Step& step) { return step.kind == Step::Kind::call; };
  for (const Step& step : body.steps) {
    if (is_call(step) && step.kernel == nullptr)
      throw ValueError("graph: a body that calls no kernel in one of its calls");
    if (is_call(step) && !body.plain)
      require_argument_count(*step.kernel, step.operands.size());
  }
  if (!body.plain)
    return;
  if (body.steps.size() != 1 || !is_call(body.steps.front()) || !body.steps.front().operands.empty())
    throw ValueError("graph: a plain body that is not one call of all inputs");
}

} // namespace

void GraphTasks::define(TaskId task, BodyId body, std::span<const TaskId> task_inputs) {
  if (inputs.size() + task_inputs.size() > 0xffffffffULL)
    throw ValueError("graph: 4294967295 inputs are the most the tasks of one graph have");
  const auto first = static_cast<std::uint32_t>(inputs.size());
  inputs.insert(inputs.end(), task_inputs.begin(), task_inputs.end());
  input_range[task] = {first, static_cast<std::uint32_t>(task_inputs.size())};
  body_of[task] = body;
}

std::size_t GraphTasks::size_bytes() const noexcept {
  return sizeof(GraphTasks) + keys.size_bytes() + body_of.capacity() * sizeof(BodyId)
         + input_range.capacity() * sizeof(Range) + inputs.capacity() * sizeof(TaskId);
}

BodyId GraphStorage::add_body(std::shared_ptr<const Body> body) {
  is_annotated |= annotations_of(*body) != Annotations{};
  bodies.push_back(std::move(body));
  return static_cast<BodyId>(bodies.size() - 1);
}

Graph::Graph() : storage_(std::make_unique<Storage>()) {}
Graph::Graph(const Graph& other) : storage_(std::make_unique<Storage>(*other.storage_)) {}
Graph::Graph(Graph&&) noexcept = default;
Graph& Graph::operator=(const Graph& other) {
  if (this != &other)
    storage_ = std::make_unique<Storage>(*other.storage_);
  return *this;
}
Graph& Graph::operator=(Graph&&) noexcept = default;
Graph::~Graph() = default;

TaskId Graph::add(std::string_view key, const Node& node, SourceLine line) {
  return add(key, node, Annotations{}, line);
}

TaskId Graph::add(std::string_view key, const Node& node, const Annotations& annotations, SourceLine line) {
  constexpr int most_retries = std::numeric_limits<std::uint16_t>::max();
  if (annotations.retries < 0 || annotations.retries > most_retries)
    throw ValueError("task \"" + std::string(key) + "\": retries: " + std::to_string(annotations.retries)
                     + " is outside 0 … " + std::to_string(most_retries));
  const TaskId known = storage_->keys().find(key);
  if (known != no_task && is_defined(known))
    throw KeyError("graph: the key \"" + std::string(key) + "\" is taken");
  CompiledNode compiled = compile_node(key, node, line);
  compiled.body.retries = static_cast<std::uint16_t>(annotations.retries);
  compiled.body.priority = annotations.priority;
  const TaskId task = storage_->tasks.own().refer(key);
  std::vector<TaskId> inputs;
  inputs.reserve(compiled.inputs.size());
  for (const std::string_view input : compiled.inputs)
    inputs.push_back(storage_->tasks.own().refer(input));

  BodyId body = no_body;
  if (compiled.is_simple) {
    const Kernel* kernel = compiled.body.steps.empty() ? nullptr : compiled.body.steps[0].kernel;
    const auto [place, is_new] = storage_->simple_bodies.try_emplace(
        {kernel, line.file, line.line, annotations.retries, annotations.priority}, no_body);
    if (is_new)
      place->second = add_body(std::move(compiled.body));
    body = place->second;
  } else {
    body = add_body(std::move(compiled.body));
  }
  storage_->tasks.own().define(task, body, inputs);
  return task;
}

NameId Graph::add_name(std::string name, const Shape& grid) {
  return storage_->tasks.own().keys.add_name(std::move(name), grid);
}

BodyId Graph::add_body(Body body) { return add_body(std::make_shared<Body>(std::move(body))); }

BodyId Graph::add_body(std::shared_ptr<const Body> body) {
  require_form(*body);
  return storage_->add_body(std::move(body));
}

TaskId Graph::add(NameId name, std::uint32_t block, BodyId body, std::span<const TaskId> inputs) {
  assert(name < storage_->keys().name_count());
  if (!storage_->keys().has_block(name, block))
    throw IndexError("graph: \"" + storage_->keys().name_text(name) + "\" has no block "
                     + std::to_string(block));
  return add_made(storage_->tasks.own().refer(name, block), body, inputs);
}

TaskId Graph::add(std::string_view key, BodyId body, std::span<const TaskId> inputs) {
  return add_made(storage_->tasks.own().refer(key), body, inputs);
}

TaskId Graph::add_made(TaskId task, BodyId body, std::span<const TaskId> inputs) {
  Storage& storage = *storage_;
  assert(body < storage.bodies.size());
  if (storage.body_of(task) != no_body)
    throw KeyError("graph: the key \"" + key(task) + "\" is taken");
  for ([[maybe_unused]] const TaskId input : inputs)
    assert(input < size());
  if (const Body& made = *storage.bodies[body]; made.plain)
    require_argument_count(*made.steps.front().kernel, inputs.size());
  storage.tasks.own().define(task, body, inputs);
  return task;
}

void Graph::reserve(std::size_t tasks, std::size_t inputs) {
  GraphTasks& own = storage_->tasks.own();
  own.keys.reserve(tasks);
  own.body_of.reserve(tasks);
  own.input_range.reserve(tasks);
  own.inputs.reserve(inputs);
}

void Graph::expect_output(BodyId body, std::uint64_t bytes, bool varies) {
  std::shared_ptr<const Body>& known = storage_->bodies[body];
  const auto wanted = static_cast<std::int64_t>(std::min(bytes, std::uint64_t{1} << 62));
  if (known->output_bytes >= wanted && (known->output_varies || !varies))
    return;
  if (known.use_count() > 1) // another graph has it too
    known = std::make_shared<Body>(*known);
  Body& own = *std::const_pointer_cast<Body>(known);
  own.output_bytes = std::max(own.output_bytes, wanted);
  own.output_varies = own.output_varies || varies;
}

std::size_t Graph::size() const noexcept { return storage_->size(); }

std::size_t Graph::edge_count() const noexcept { return storage_->tasks->inputs.size(); }

bool Graph::is_defined(TaskId task) const { return storage_->body_of(task) != no_body; }

std::span<const TaskId> Graph::inputs(TaskId task) const { return storage_->inputs_of(task); }

BodyId Graph::body_id(TaskId task) const { return storage_->body_of(task); }

const Body& Graph::body(TaskId task) const {
  assert(is_defined(task));
  return *storage_->bodies[storage_->body_of(task)];
}

const Body& Graph::body_at(BodyId body) const { return *storage_->bodies[body]; }

std::size_t Graph::body_count() const noexcept { return storage_->bodies.size(); }

std::string Graph::key(TaskId task) const { return storage_->keys().text(task); }

std::optional<TaskId> Graph::find(std::string_view key) const {
  const TaskId task = storage_->keys().find(key);
  return task == no_task ? std::nullopt : std::optional(task);
}

TaskId Graph::get(std::string_view key) const {
  const TaskId task = storage_->keys().find(key);
  if (task == no_task)
    throw KeyError("graph: there is no key \"" + std::string(key) + "\"");
  return task;
}

std::size_t Graph::size_bytes() const noexcept {
  const Storage& storage = *storage_;
  std::size_t bytes = sizeof(Storage) + storage.tasks->size_bytes()
                      + storage.bodies.capacity() * sizeof(std::shared_ptr<const Body>)
                      + storage.simple_bodies.size() * 8 * sizeof(void*);
  for (const auto& body : storage.bodies) {
    bytes += sizeof(Body) + body->steps.size() * sizeof(Step) + body->literals.capacity() * sizeof(Value);
    for (const Step& step : body->steps)
      bytes += step.operands.capacity() * sizeof(Operand) + step.names.capacity() * sizeof(std::string);
  }
  return bytes;
}

} // namespace troupe
