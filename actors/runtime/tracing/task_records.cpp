#include "runtime/tracing/task_records.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "runtime/tracing/trace_spool.hpp"

namespace troupe {

namespace {

constexpr std::size_t smallest_block = 2048;
constexpr std::size_t growth = 16;
static_assert(smallest_block > TaskEntry::most_bytes);

} // namespace

void TaskRecords::Return::operator()(std::byte* memory) const noexcept {
  if (spool != nullptr)
    spool->return_block(memory);
  else
    ::operator delete(memory);
}

TaskRecords::Memory TaskRecords::allocate(std::size_t size) const {
  if (size == TraceSpool::block_bytes)
    return {spool_->borrow_block(), Return{spool_}};
  return {static_cast<std::byte*>(::operator new(size)), Return{nullptr}};
}

TaskRecords::~TaskRecords() {
  for (const Block& block : blocks_)
    if (block.entries != nullptr)
      spool_->give_back(block.size);
}

void TaskRecords::finish(const std::byte* filled_to) noexcept {
  if (!blocks_.empty())
    blocks_.back().filled = static_cast<std::size_t>(filled_to - blocks_.back().entries.get());
}

std::span<std::byte> TaskRecords::grow(const std::byte* filled_to) {
  finish(filled_to);
  blocks_.reserve(blocks_.size() + 1); // what follows must not end half-way
  const std::size_t size =
      blocks_.empty() ? smallest_block : std::min(blocks_.back().size * growth, TraceSpool::block_bytes);
  Block next{Memory(), size, 0, 0};
  if (blocks_.empty() || spool_->take(size)) {
    if (blocks_.empty())
      spool_->take_in_any_case(size);
    next.entries = allocate(size);
  } else { // the last block's memory is used again
    Block& full = blocks_.back();
    full.place = spool_->write({full.entries.get(), full.filled});
    next.size = full.size;
    next.entries = std::move(full.entries);
  }
  Block& added = blocks_.emplace_back(std::move(next));
  return {added.entries.get(), added.size};
}

std::span<const std::byte> TaskRecords::block(std::size_t number) {
  const Block& block = blocks_[number];
  if (block.entries != nullptr)
    return {block.entries.get(), block.filled};
  if (read_back_ == nullptr)
    read_back_ = allocate(TraceSpool::block_bytes);
  const std::span<std::byte> entries(read_back_.get(), block.filled);
  spool_->read(entries, block.place);
  return entries;
}

} // namespace troupe
