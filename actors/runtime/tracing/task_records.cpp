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

bool TaskRecords::read(const TaskRecord& record, TaskSpan& next) noexcept {
  switch (record.kind()) {
  case TaskRecord::Kind::time: next.begin = next.end = record.time(); return false;
  case TaskRecord::Kind::ticks: next.end += record.number(); return false;
  case TaskRecord::Kind::detail: next.detail = record.number(); return false;
  case TaskRecord::Kind::network: next.network = static_cast<std::uint32_t>(record.number()); return false;
  case TaskRecord::Kind::finished:
  case TaskRecord::Kind::yielded:
  case TaskRecord::Kind::failed: break;
  }
  next.kind = record.kind();
  next.task = record.task();
  next.end += record.ticks();
  return true;
}

void TraceCursor::prepare(std::uint32_t network, std::uint64_t detail, std::uint64_t ticks,
                          TaskRecords& records) {
  if (end_ - next_ < most_at_once) {
    const std::span<TaskRecord> room = records.grow(next_);
    next_ = room.data();
    end_ = room.data() + room.size();
  }
  if (std::exchange(is_fresh_, false))
    *next_++ = TaskRecord::of_time(last_);
  if (std::exchange(network_, network) != network)
    *next_++ = TaskRecord::of_number(TaskRecord::Kind::network, network);
  if (ticks > TaskRecord::most_ticks)
    *next_++ = TaskRecord::of_number(TaskRecord::Kind::ticks, ticks & ~TaskRecord::most_ticks);
  if (detail != 0)
    *next_++ = TaskRecord::of_number(TaskRecord::Kind::detail, detail);
}

} // namespace troupe
