#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

/// A task's number in its graph, from 0 without gaps.
using TaskId = std::uint32_t;
inline constexpr TaskId no_task = 0xffffffff;

/// Where in the user's program a task was asked for. Not part of its digest.
struct SourceLine {
  const char* file = nullptr; ///< A string literal's lifetime; nullptr if not known.
  std::uint32_t line = 0;

  /// As a default argument: the line of the call.
  static constexpr SourceLine current(std::source_location place = std::source_location::current()) noexcept {
    return {place.file_name(), place.line()};
  }
};

/// One argument of a step of a body.
struct Operand {
  enum class Kind : std::uint8_t { input, step, literal };
  Kind kind = Kind::input;
  std::uint32_t index = 0; ///< The task's input, an earlier step, or a literal of the body.
  bool operator==(const Operand&) const = default;
};

/// One call inside a task, or the making of a list or a map of values.
struct Step {
  enum class Kind : std::uint8_t { call, list, map };
  Kind kind = Kind::call;
  const Kernel* kernel = nullptr; ///< of a call
  Parameters parameters;          ///< of a call
  std::vector<std::string> names; ///< of a map, one for each operand
  std::vector<Operand> operands;
};

/// The steps of a body: a vector that copies share until one of them is changed.
class BodySteps {
public:
  BodySteps() = default;
  BodySteps(std::initializer_list<Step> steps) : shared_(std::make_shared<std::vector<Step>>(steps)) {}
  explicit BodySteps(std::vector<Step> steps)
      : shared_(std::make_shared<std::vector<Step>>(std::move(steps))) {}

  std::size_t size() const noexcept { return shared_ == nullptr ? 0 : shared_->size(); }
  bool empty() const noexcept { return size() == 0; }
  const Step* begin() const noexcept { return shared_ == nullptr ? nullptr : shared_->data(); }
  const Step* end() const noexcept { return begin() + size(); }
  const Step& operator[](std::size_t number) const noexcept { return (*shared_)[number]; }
  const Step& front() const noexcept { return shared_->front(); }
  const Step& back() const noexcept { return shared_->back(); }

  Step& operator[](std::size_t number) { return own()[number]; }
  Step& emplace_back() { return own().emplace_back(); }
  void push_back(Step step) { own().push_back(std::move(step)); }

private:
  std::vector<Step>& own();

  std::shared_ptr<std::vector<Step>> shared_;
};

/// What a task does with its inputs: a straight-line program in which nested calls, aliases, literals and
/// containers of keys all become steps, so that a task, however it was written, is one actor.
///
/// Tasks that do the same share a body. A *plain* body, one call of all inputs in order, serves any number of
/// inputs.
struct Body {
  BodySteps steps;
  std::vector<Value> literals;
  Operand result;     ///< Usually the last step; an input for an alias, a literal for a constant.
  bool plain = false; ///< steps[0] takes every input in order; its `operands` are empty.
  std::int32_t promised =
      -1; ///< ≥ 0: stands for that result of the graph its one input yields (see `yield`).
  std::uint16_t retries = 0; ///< How often a failure is tried again; 0: as the compute says.
  /// Higher: it, and what it needs, comes before others that could run; below 0: after them, and so does what
  /// waits for it. 0 says nothing.
  std::int32_t priority = 0;
  SourceLine line;
  /// At most so many bytes is the result, and the memory that is needed beside inputs and result; negative: not
  /// known, so that a run with a memory limit goes by what the kernel needed before. Neither counts in digests.
  std::int64_t output_bytes = -1;
  std::int64_t workspace_bytes = -1;
  bool output_varies = false; ///< The result may be much smaller than `output_bytes`: the data decide.

  /// A plain body.
  static Body call(const Kernel& kernel, Parameters parameters = {}, SourceLine line = {});
  static Body constant(Value value);
  static Body alias();
};

/// What the user says about how a task is run. It changes no value, is no part of the task's digest, and
/// survives passes and graph files.
struct Annotations {
  int retries = 0;           ///< How often a failure is tried again, up to 65535; 0: as the compute says.
  std::int32_t priority = 0; ///< As `Body::priority`.
  bool operator==(const Annotations&) const = default;
};

using BodyId = std::uint32_t;
using NameId = std::uint32_t;

/// A task written by hand: a call, a literal, another key, or a list or map of these, nested at will.
///
///     graph.add("z", call("add", {key("x"), call("inc", {key("y")}), literal(10)}));
///     graph.add("all", list({key("x"), key("z")}));
///
/// Immutable; copying shares, and a part that is shared runs once in its task. Nodes of any depth are
/// released without recursion.
class Node {
public:
  enum class Kind : std::uint8_t { call, key, literal, list, map };
  struct Content;
  explicit Node(std::shared_ptr<Content> content) noexcept : content_(std::move(content)) {}
  // NOLINTNEXTLINE(google-explicit-constructor): or `{2, key("x")}` would be two times the key
  template <class Number>
  requires(std::is_arithmetic_v<Number>) Node(Number number); ///< As `literal(number)`.
  Node(const Node&) = default;
  Node(Node&&) noexcept = default;
  Node& operator=(const Node&) = default;
  Node& operator=(Node&&) noexcept = default;
  ~Node();
  const Content& content() const noexcept { return *content_; }
  bool is_shared() const noexcept { return content_.use_count() > 1; }

private:
  std::shared_ptr<Content> content_;
};

/// What a node says.
struct Node::Content {
  Kind kind = Kind::literal;
  std::string text;               ///< the kernel's name, or the key
  Parameters parameters;          ///< of a call
  Value value;                    ///< of a literal
  std::vector<std::string> names; ///< of a map
  std::vector<Node> parts;        ///< arguments, items or entries
};

Node call(std::string kernel, std::vector<Node> arguments, Parameters parameters = {});
Node key(std::string key);
Node literal(Value value);
Node list(std::vector<Node> items);
Node map(std::vector<std::pair<std::string, Node>> entries);

template <class Number>
requires(std::is_arithmetic_v<Number>) Node::Node(Number number) : Node(literal(number)) {}

/// A computation as plain data: tasks with keys, dense ids, inputs and bodies.
///
/// Keys come in two forms. By hand a key is any text. For a collection's tasks a *name* is declared once,
/// with the grid of its blocks, and a key is that name and a block's number; its text `name/i/j` is built
/// only when someone asks. A key may be referred to before it is added, so tasks can come in any order; what
/// is still missing is reported when the graph is ordered or run.
///
/// About 20 bytes a task and 4 an input, text keys apart. Copies share that until one is changed, and bodies: a copy costs
/// a pointer a body. Passes take a graph and return another.
class Graph {
public:
  Graph();
  Graph(const Graph&);
  Graph(Graph&&) noexcept;
  Graph& operator=(const Graph&);
  Graph& operator=(Graph&&) noexcept;
  ~Graph();

  // -- building by hand

  /// \throws KeyError if the key is taken; KeyError for an unknown kernel; ValueError for a wrong number of
  /// arguments.
  ///
  /// \param line  of the user's program, for errors
  TaskId add(std::string_view key, const Node& node, SourceLine line = SourceLine::current());
  /// The same with annotations, which belong to the whole task:
  ///
  ///     graph.add("page", call("download", {literal(url)}), {.retries = 3, .priority = 10});
  ///
  /// \throws ValueError naming the key for retries outside 0 … 65535; what the other throws.
  TaskId add(std::string_view key, const Node& node, const Annotations& annotations,
             SourceLine line = SourceLine::current());

  // -- building in bulk

  /// \throws KeyError if the name is taken, or if its keys could be those of another name.
  ///
  /// The key of a block is `name/i/j`; without axes there is one block, 0, and its key is `name`.
  NameId add_name(std::string name, const Shape& grid = {});
  /// \throws ValueError for a call without a kernel, or with a wrong number of arguments; for a plain body that is
  /// not one call.
  BodyId add_body(Body body);
  /// A body that several graphs share. Throws as the other.
  BodyId add_body(std::shared_ptr<const Body> body);
  /// The task of block number `block`, in row-major order of the grid, of `name`. Amortised O(inputs); about
  /// 20 ns.
  ///
  /// \throws KeyError if the key is taken; IndexError for a block outside the grid; assert: inputs and body
  /// exist.
  TaskId add(NameId name, std::uint32_t block, BodyId body, std::span<const TaskId> inputs);
  /// The task of a key made by hand; throws as that of a name.
  TaskId add(std::string_view key, BodyId body, std::span<const TaskId> inputs);
  void reserve(std::size_t tasks, std::size_t inputs);
  /// Says of a body that its results may be as large as that: raises `Body::output_bytes`. \param varies  as
  /// `Body::output_varies`
  void expect_output(BodyId body, std::uint64_t bytes, bool varies = false);

  // -- reading

  std::size_t size() const noexcept; ///< Number of ids, keys that are only referred to included.
  std::size_t edge_count() const noexcept;
  bool is_defined(TaskId task) const; ///< False for a key that is referred to and never added.
  std::span<const TaskId> inputs(TaskId task) const; ///< Good until the graph is changed.
  BodyId body_id(TaskId task) const;
  const Body& body(TaskId task) const;
  const Body& body_at(BodyId body) const;
  std::size_t body_count() const noexcept;
  std::string key(TaskId task) const; ///< Builds the text.
  std::optional<TaskId> find(std::string_view key) const;
  /// \throws KeyError naming the key.
  TaskId get(std::string_view key) const;
  std::size_t size_bytes() const noexcept; ///< Memory of the graph itself, literals apart.

private:
  friend struct GraphAccess;
  struct Storage;
  /// Gives a task that may be new its body and inputs.
  TaskId add_made(TaskId task, BodyId body, std::span<const TaskId> inputs);
  std::unique_ptr<Storage> storage_;
};

/// Who needs each task, and which of its inputs that is: CSR over tasks. A task that uses an input twice is
/// listed twice.
struct Consumers {
  struct Edge {
    TaskId consumer;
    std::uint32_t slot; ///< Position among the consumer's inputs.
  };
  std::vector<std::uint32_t> offsets; ///< size() + 1
  std::vector<Edge> edges;
  std::span<const Edge> of(TaskId task) const {
    return {edges.data() + offsets[task], edges.data() + offsets[task + 1]};
  }
};
Consumers consumers(const Graph& graph);

/// The keys each task uses directly, and the keys that use it: sorted, without repeats.
std::vector<std::string> dependencies(const Graph& graph, TaskId task);
std::vector<std::string> dependents(const Graph& graph, TaskId task);

/// All tasks, inputs first: by id where the inputs allow it, else depth first.
///
/// \throws CycleError listing a cycle's keys; KeyError naming a key that is used and not there, and its user.
std::vector<TaskId> toposort(const Graph& graph);

/// Whether no cycle can be reached from the given tasks. \throws KeyError for an id that is not in the graph.
bool is_acyclic(const Graph& graph, std::span<const TaskId> from);

/// What a body says of its task.
inline Annotations annotations_of(const Body& body) { return {body.retries, body.priority}; }

/// The union of two graphs; under an equal key the later one's task wins.
Graph merge(const Graph& earlier, const Graph& later);

/// One task with its inputs as constants, all under their keys: to run it again by itself.
///
/// \param inputs  the values of `graph.inputs(task)`
/// \throws ValueError naming the task, for another number of them.
Graph alone(const Graph& graph, TaskId task, std::span<const Value> inputs);

/// The digest of each task: kernels' names and versions, parameters, literals, digests of the inputs it looks at.
std::vector<Digest> digests(const Graph& graph);

/// The graph in graphviz' dot language; nodes carry key and kernel.
///
/// \throws ValueError beyond `max_tasks`, with advice.
std::string to_dot(const Graph& graph, std::size_t max_tasks = 2000);

/// What a kernel returns when its result depends on data: a graph to run in its place. The kernel is of
/// `KernelKind::planning`; one of `compute` fails once `fuse` or an inlining pass has put its call within a task.
///
/// The graph is spliced into the run, ordered within the rank of the task that yields it. If one result is
/// wanted it becomes the task's value. Several are promised when the graph is built, by tasks with a
/// `promised` body whose one input is the yielding task, and go each to its own; a consumer that is not a
/// promise gets the list of all.
Value yield(Graph graph, std::vector<TaskId> wanted);

/// A yielded graph, as the runtime finds it in a value.
class YieldedGraph final : public ValueObject {
public:
  YieldedGraph(Graph graph, std::vector<TaskId> wanted);
  std::size_t size_bytes() const noexcept override;
  std::string_view type_name() const noexcept override { return "troupe.yielded_graph"; }
  Graph graph;
  std::vector<TaskId> wanted;
};

} // namespace troupe
