#include "runtime/tracing/trace_cursor.hpp"

#include <span>
#include <utility>

namespace troupe {

void BriskBodies::weigh(BodyId body, bool is_brisk) noexcept {
  Candidate& candidate = candidates_[body % size];
  if (candidate.body != body)
    candidate = {body, 0};
  candidate.brisk_tasks = is_brisk ? candidate.brisk_tasks + 1 : 0;
  if (candidate.brisk_tasks >= enough)
    known_[body % size] = body;
}

void BriskBodies::forget() noexcept {
  known_.fill(none);
  candidates_.fill({none, 0});
}

void TraceCursor::begin_entries(std::uint32_t network, TaskRecords& records) {
  if (entries_.next() >= end_) {
    const std::span<std::byte> room = records.grow(entries_.next());
    entries_.continue_at(room.data());
    end_ = room.data() + (room.size() - TaskEntry::most_bytes);
  }
  if (std::exchange(is_fresh_, false))
    entries_.add_number(TaskEntry::Number::time, last_);
  if (std::exchange(written_network_, network) != network) {
    entries_.add_number(TaskEntry::Number::network, network);
    brisk_.forget(); // bodies are those of a graph
  }
  network_ = network;
}

} // namespace troupe
