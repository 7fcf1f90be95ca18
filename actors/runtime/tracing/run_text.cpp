#include "runtime/tracing/run_text.hpp"

#include <string>
#include <vector>

#include <troupe/json.hpp>

namespace troupe {

namespace {

/// A run on its way into the file.
class RunText {
public:
  RunText(TraceFile& file, RunRecord& run, const StampConversion& conversion)
      : file_(file), run_(run), conversion_(conversion) {
    for (const RunRecord::Network& network : run.networks) {
      first_ids_.push_back(file.take_ids(network.outline.size()));
      std::vector<std::string>& names = names_.emplace_back();
      for (const std::string& name : network.outline.kernel_names())
        names.push_back(json_text(name));
    }
  }

  void write() {
    write_pair("run", "\"compute\"", run_.begin_ns, run_.end_ns, [&](TraceFile::Event& event) {
      event.argument("run", run_.number)
          .argument("tasks", run_.task_count)
          .argument("complete", run_.is_complete ? "true" : "false");
    });
    for (std::size_t participant = 0; participant < run_.participant_count; ++participant)
      write_tasks(participant);
    for (const RunRecord::Wait& wait : run_.waits)
      write_pair("wait", "\"waits for memory\"", wait.begin_ns, wait.end_ns,
                 [&](TraceFile::Event& event) { add_task(event, wait.network, wait.task); });
    for (const RunRecord::Failure& failure : run_.failures)
      write_failure(failure);
  }

private:
  std::uint64_t id(std::uint32_t network, TaskId task) const { return first_ids_[network] + task; }
  const GraphOutline& outline(std::uint32_t network) const { return run_.networks[network].outline; }
  const std::string& name(std::uint32_t network, TaskId task) const {
    return names_[network][outline(network).kernels(task)];
  }

  void write_tasks(std::size_t participant) {
    run_.tasks[participant].for_each([&](const TaskSpan& span) { write_task(span, participant); });
  }

  void write_task(const TaskSpan& span, std::size_t participant) {
    const std::string_view category = span.kind == TaskSpan::Kind::failed ? "failed" : "task";
    TraceFile::Event event(file_, 'X', category, TraceFile::thread_of(participant));
    event.name(name(span.network, span.task))
        .span(conversion_.steady_ns(span.begin), conversion_.steady_ns(span.end));
    add_task(event, span.network, span.task);
    if (span.kind == TaskSpan::Kind::finished)
      event.argument("bytes", span.detail);
    event.argument("inputs", ids(span.network, outline(span.network).inputs(span.task)));
    if (const RunRecord::Network& network = run_.networks[span.network]; network.parent_task != no_task)
      event.argument("within", id(network.parent, network.parent_task));
    if (span.kind == TaskSpan::Kind::yielded) {
      const auto spliced = static_cast<std::uint32_t>(span.detail);
      event.argument("yields", ids(spliced, run_.networks[spliced].wanted));
    }
  }

  void write_failure(const RunRecord::Failure& failure) {
    TraceFile::Event event(file_, 'i', "failure", TraceFile::thread_of(failure.participant));
    event.name(failure.is_last ? "\"fails\"" : "\"is tried again\"").at(failure.when_ns);
    add_task(event, failure.network, failure.task);
    event.argument("attempt", static_cast<std::uint64_t>(failure.attempt))
        .argument("reason", json_text(failure.reason));
  }

  void add_task(TraceFile::Event& event, std::uint32_t network, TaskId task) {
    event.argument("key", json_text(outline(network).key(task)))
        .argument("run", run_.number)
        .argument("id", id(network, task));
  }

  /// A list in JSON; good until the next one.
  std::string_view ids(std::uint32_t network, std::span<const TaskId> tasks) {
    list_ = "[";
    for (const TaskId task : tasks) {
      if (list_.size() > 1)
        list_ += ',';
      list_ += std::to_string(id(network, task));
    }
    return list_ += ']';
  }

  template <class AddArguments>
  void write_pair(std::string_view category, std::string_view name, std::uint64_t begin_ns,
                  std::uint64_t end_ns, const AddArguments& add_arguments) {
    const std::uint64_t pair = file_.take_ids(1);
    {
      TraceFile::Event event(file_, 'b', category, 0);
      event.name(name).at(begin_ns).id(pair);
      add_arguments(event);
    }
    TraceFile::Event(file_, 'e', category, 0).name(name).at(end_ns).id(pair);
  }

  TraceFile& file_;
  RunRecord& run_;
  const StampConversion& conversion_;
  std::vector<std::uint64_t> first_ids_;        ///< By network: of its task 0.
  std::vector<std::vector<std::string>> names_; ///< By network and number of the names: in JSON.
  std::string list_;
};

} // namespace

void write_run(TraceFile& file, RunRecord& run, const StampConversion& conversion) {
  RunText(file, run, conversion).write();
}

} // namespace troupe
