#pragma once

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include <caf/fwd.hpp>
#include <caf/message.hpp>

#include <troupe/graph.hpp>
#include <troupe/value.hpp>

#include "runtime/memory/kernel_habits.hpp"
#include "runtime/memory/use_time.hpp"
#include "runtime/run/plan.hpp"
#include "runtime/scheduler/ready_queue.hpp"

namespace troupe {

class Run;
class SourceStream;
class SpillableValue;
class TaskActor;
class Worker;

/// A graph enacted within a run: the directory of its task actors, and where results go.
///
/// The run's own graph is one; each spliced graph is another. An actor is made when the first of its inputs
/// arrives. Only tasks with two inputs or more are looked up: their directory costs 8 bytes a task, in pages
/// that are touched when used.
class Network {
public:
  /// The run's own graph; results go to `sink`.
  Network(Run& run, const Graph& graph, Plan plan, caf::abstract_actor& sink);

  /// What a splice is told of the task it stands for.
  struct Splice {
    Value yielded; ///< Keeps the graph alive.
    const Network& parent;
    TaskId task;               ///< The one that yielded, in `parent`.
    caf::abstract_actor& sink; ///< Its actor.
  };
  /// A spliced graph. It lives until its last actor is gone.
  Network(Run& run, const Graph& graph, Plan plan, Splice splice);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  Run& run() const noexcept { return run_; }
  const Graph& graph() const noexcept { return graph_; }
  const Plan& plan() const noexcept { return plan_; }
  bool is_spliced() const noexcept { return depth_ > 0; }
  /// Of a splice: the task of the run's own graph whose place it takes, perhaps through other splices.
  TaskId root_task() const noexcept { return root_task_; }

  /// What a trace calls it: 0 is the run's own graph.
  std::uint32_t trace_number() const noexcept { return trace_number_; }
  void set_trace_number(std::uint32_t number) noexcept { trace_number_ = number; }
  /// Of a splice: the graph with what is wanted of it.
  const YieldedGraph& yielded() const { return *yielded_.find<YieldedGraph>(); }

  RankKey rank_key(TaskId task) const noexcept;
  /// What its tasks are going to take; nullptr where there is no limit on memory.
  Footprints* footprints() const noexcept { return footprints_.get(); }

  /// Whether nobody else in a splice looks at the reference that the tasks of this body have as their result.
  bool is_used_once(BodyId body) const noexcept { return body < used_once_.size() && used_once_[body]; }

  /// Whether tasks of this body need, beside their inputs, what their constants refer to.
  bool dereferences(BodyId body) const noexcept {
    return body < dereferencing_.size() && dereferencing_[body];
  }

  /// What that is. A list of references is a list of values to tasks of a splice, and of a compute within a task.
  std::vector<SpillableValue*> referred_values(const Body& body) const;
  bool may_hold_references() const noexcept;

  /// A fresh actor for a source. The caller owns the reference.
  TaskActor* spawn_source(TaskId task, Worker& worker);

  /// Tells a task's result when it is going to be needed. Before its task leaves: in between it could not leave memory.
  void announce_uses(TaskId from, const caf::message& message) const;
  /// Sends a result, which has been announced, or a failure, along all edges of a task.
  void deliver(TaskId from, caf::message message, Worker& worker);
  /// Sends it along one edge.
  void deliver(const Plan::Edge& edge, caf::message message, bool exact, Worker& worker);

  /// The actor of a task that has some of its inputs, or nullptr. For those who take part in the run.
  TaskActor* find_waiting(TaskId task) const noexcept;

  /// The task's inputs are complete: nobody looks its actor up again.
  void forget(TaskId task) noexcept;

  /// Called when an actor of this network is gone, and once when all sources of a splice are spawned. The
  /// last call destroys a splice.
  void release() noexcept;

  /// Of a splice: the job that spawns its sources.
  SourceStream& stream() noexcept { return *stream_; }

  /// Destroys the actors that still wait. Nobody may take part in the run.
  void sweep() noexcept;
  /// After the end of the run: frees plan and directory.
  void clear() noexcept;

private:
  friend class SpliceList;

  struct Free {
    void operator()(void* memory) const noexcept { std::free(memory); }
  };

  /// The place in the run's own order of those tasks of a splice that rank up to `last_rank`.
  struct Place {
    std::uint32_t last_rank;
    std::uint32_t root_rank;
  };

  void prepare();
  void find_places(const Network& parent, TaskId yielding);
  void find_used_once();
  void find_result_uses(const Network& parent, TaskId yielding);
  void find_dereferencing();
  std::uint32_t root_rank(std::uint32_t rank) const noexcept;
  void send(const Plan::Edge& edge, caf::message message, bool exact, Worker& worker);
  UseTime time_of_use(const Plan::Edge& edge, ValueKind kind) const;
  void announce_uses(std::span<const Plan::Edge> edges, const caf::message& message) const;
  TaskActor* actor_of(TaskId task, std::uint32_t inputs, Worker& worker);

  Run& run_;
  const Graph& graph_;
  Plan plan_;
  caf::abstract_actor& sink_;
  std::unique_ptr<TaskActor*[], Free> directory_;
  std::size_t directory_size_ = 0;
  std::unique_ptr<Footprints> footprints_;

  Value yielded_;
  std::vector<bool> used_once_;      ///< By body; empty where memory is not limited.
  std::vector<bool> dereferencing_;  ///< By body; empty if none does.
  std::vector<UseTime> result_uses_; ///< Of a splice's results: when they are first needed, if that is known.
  std::uint32_t root_rank_ = 0;
  std::vector<Place> places_; ///< By `last_rank`; none: `root_rank_` is the place of all.
  std::uint32_t depth_ = 0;
  std::uint32_t trace_number_ = 0;
  TaskId root_task_ = no_task;
  std::unique_ptr<SourceStream> stream_;
  std::atomic<std::size_t> references_{0};
  Network* previous_ = nullptr; // in the run's list of splices
  Network* next_ = nullptr;
};

/// The sources of a spliced graph, by rank: one job that spawns them one by one.
class SourceStream final : public RankedJob {
public:
  explicit SourceStream(Network& network) noexcept : network_(network) {}

  RankKey rank_key() const noexcept override { return network_.rank_key(network_.plan().sources()[next_]); }
  Run& run() const noexcept override { return network_.run(); }
  resume_result resume(caf::execution_unit* unit, std::size_t) override;
  void intrusive_ptr_add_ref_impl() override {}
  void intrusive_ptr_release_impl() override;

private:
  Network& network_;
  std::size_t next_ = 0;
};

} // namespace troupe
