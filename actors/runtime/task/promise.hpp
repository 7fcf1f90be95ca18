#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <caf/message.hpp>

#include <troupe/graph.hpp>

#include "runtime/run/network.hpp"

namespace troupe {

/// What a task that has yielded a graph owes to its consumers: each result of the graph to those that are a
/// promise for it, as soon as it is there, and the list of all to the others. Of a single result everybody
/// gets the value itself.
///
/// Results arrive from any thread; one thread at a time passes them on.
class Promise {
public:
  /// \throws Error if a consumer is a promise for a result that the graph does not have.
  Promise(const Network& network, TaskId task, std::size_t result_count);

  /// Stores a result. Returns true if the task has to be scheduled, to pass it on.
  bool accept(std::uint32_t number, caf::message content);

  /// What to send along which edge.
  struct Parcel {
    const Plan::Edge* edge;
    caf::message content;
    bool exact;
  };
  struct Batch {
    std::vector<Parcel> parcels;
    std::optional<std::vector<caf::message>>
        all; ///< With the last batch: the results, if anybody gets the list of them.
    bool is_last = false;
  };
  /// What has arrived since the last call. For the one thread that passes results on.
  Batch collect();
  /// After a batch that was not the last one: whether there is more to collect. If not, the next `accept`
  /// schedules.
  bool has_more() noexcept;

  /// The edges to consumers that get the list of all results.
  std::span<const Plan::Edge* const> whole_edges() const noexcept { return whole_edges_; }

private:
  void add_parcels(std::uint32_t number, const caf::message& content, Batch& batch) const;

  std::size_t result_count_;
  std::vector<std::pair<std::uint32_t, const Plan::Edge*>> promised_edges_; ///< By result.
  std::vector<const Plan::Edge*> whole_edges_;

  std::mutex mutex_;
  std::vector<std::pair<std::uint32_t, caf::message>> fresh_;
  bool is_scheduled_ = false;
  std::size_t collected_count_ = 0;
  std::vector<caf::message> collected_; ///< Kept for the list of all.
};

} // namespace troupe
