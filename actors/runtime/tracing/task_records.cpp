#include "runtime/tracing/task_records.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "runtime/tracing/trace_spool.hpp"

namespace troupe {

namespace {

constexpr std::size_t smallest_block = 256;
constexpr std::size_t largest_block = TraceSpool::block_bytes / sizeof(TaskRecord);
constexpr std::size_t growth = 16;

} // namespace

void TaskRecords::Return::operator()(TaskRecord* memory) const noexcept {
  if (spool != nullptr)
    spool->return_block(memory);
  else
    ::operator delete(memory);
}

TaskRecords::Memory TaskRecords::allocate(std::size_t size) const {
  if (size == largest_block)
    return {static_cast<TaskRecord*>(spool_->borrow_block()), Return{spool_}};
  return {static_cast<TaskRecord*>(::operator new(size * sizeof(TaskRecord))), Return{nullptr}};
}

TaskRecords::~TaskRecords() {
  for (const Block& block : blocks_)
    if (block.records != nullptr)
      spool_->give_back(block.size * sizeof(TaskRecord));
}

void TaskRecords::finish(const TaskRecord* filled_to) noexcept {
  if (!blocks_.empty())
    blocks_.back().filled = static_cast<std::size_t>(filled_to - blocks_.back().records.get());
}

std::span<TaskRecord> TaskRecords::grow(const TaskRecord* filled_to) {
  finish(filled_to);
  const std::size_t size =
      blocks_.empty() ? smallest_block : std::min(blocks_.back().size * growth, largest_block);
  Block next{Memory(), size, 0, 0};
  if (blocks_.empty() || spool_->take(size * sizeof(TaskRecord))) {
    if (blocks_.empty())
      spool_->take_in_any_case(size * sizeof(TaskRecord));
    next.records = allocate(size);
  } else { // the last block's memory is used again
    Block& full = blocks_.back();
    full.place = spool_->write(std::as_bytes(std::span(full.records.get(), full.filled)));
    next.size = full.size;
    next.records = std::move(full.records);
  }
  Block& added = blocks_.emplace_back(std::move(next));
  return {added.records.get(), added.size};
}

std::span<const TaskRecord> TaskRecords::block(std::size_t number) {
  const Block& block = blocks_[number];
  if (block.records != nullptr)
    return {block.records.get(), block.filled};
  if (read_back_ == nullptr)
    read_back_ = allocate(largest_block);
  const std::span<TaskRecord> records(read_back_.get(), block.filled);
  spool_->read(std::as_writable_bytes(records), block.place);
  return records;
}

std::span<const TaskSpan> SpanReader::read(const TaskRecord& record) noexcept {
  switch (record.kind()) {
  case TaskRecord::Kind::time: {
    // The participant went elsewhere after tasks whose end nobody looked at: they were short.
    const std::span<const TaskSpan> left = share_time(0);
    next_.begin = next_.end = record.time();
    return left;
  }
  case TaskRecord::Kind::ticks: next_.end += record.number(); return {};
  case TaskRecord::Kind::detail: next_.detail = record.number(); return {};
  case TaskRecord::Kind::network: next_.network = static_cast<std::uint32_t>(record.number()); return {};
  case TaskRecord::Kind::untimed:
    spans_[untimed_++] = {TaskRecord::Kind::finished, record.task(), next_.network, 0, 0, 0};
    return {};
  case TaskRecord::Kind::finished:
  case TaskRecord::Kind::yielded:
  case TaskRecord::Kind::failed: break;
  }
  next_.kind = record.kind();
  next_.task = record.task();
  next_.end += record.ticks();
  spans_[untimed_] = next_;
  next_.detail = 0;
  return share_time(1);
}

/// Among the untimed and `timed`, 0 or 1, behind them.
std::span<const TaskSpan> SpanReader::share_time(std::size_t timed) noexcept {
  const std::span<TaskSpan> spans(spans_.data(), std::exchange(untimed_, 0) + timed);
  const std::uint64_t ticks = next_.end - next_.begin;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    spans[i].begin = next_.begin + ticks * i / spans.size();
    spans[i].end = next_.begin + ticks * (i + 1) / spans.size();
  }
  next_.begin = next_.end;
  return spans;
}

} // namespace troupe
