#include "runtime/tracing/trace_spool.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <troupe/error.hpp>
#include <troupe/mapped_memory.hpp>

namespace troupe {

namespace {

constexpr std::size_t slab_bytes = std::size_t{2} << 20; // one large page
constexpr std::size_t blocks_in_slab = slab_bytes / TraceSpool::block_bytes;
constexpr std::size_t first_slabs = 8;

} // namespace

TraceSpool::TraceSpool(std::filesystem::path directory, std::uint64_t most_bytes)
    : directory_(std::move(directory)), most_bytes_(most_bytes) {
  while (slabs_.size() < first_slabs) {
    add_slab();
    std::memset(slabs_.back().get(), 0, slab_bytes); // makes its pages
  }
}

void TraceSpool::Unmap::operator()(std::byte* slab) const noexcept { unmap_memory(slab, slab_bytes); }

TraceSpool::~TraceSpool() {
  if (file_ >= 0)
    close(file_);
}

void TraceSpool::add_slab() {
  free_.reserve((slabs_.size() + 1) * blocks_in_slab); // to return one never fails
  Slab slab(static_cast<std::byte*>(map_memory(slab_bytes)));
  slabs_.push_back(std::move(slab));
  add_blocks_of(slabs_.back());
}

void TraceSpool::add_blocks_of(const Slab& slab) noexcept {
  for (std::size_t block = blocks_in_slab; block-- > 0;)
    free_.push_back(slab.get() + block * block_bytes);
}

std::byte* TraceSpool::borrow_block() {
  const std::scoped_lock lock(mutex_);
  if (free_.empty())
    add_slab();
  std::byte* const block = free_.back();
  free_.pop_back();
  return block;
}

void TraceSpool::return_block(std::byte* block) noexcept {
  const std::scoped_lock lock(mutex_);
  free_.push_back(block);
  if (slabs_.size() == first_slabs || free_.size() < slabs_.size() * blocks_in_slab)
    return;
  slabs_.resize(first_slabs); // after a large run
  free_.clear();
  for (const Slab& slab : slabs_)
    add_blocks_of(slab);
}

bool TraceSpool::take(std::uint64_t bytes) noexcept {
  if (used_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= most_bytes_)
    return true;
  give_back(bytes);
  return false;
}

bool TraceSpool::open() noexcept {
  std::string name = (directory_ / "trace-XXXXXX").string();
  file_ = mkostemp(name.data(), O_CLOEXEC);
  if (file_ >= 0)
    unlink(name.c_str());
  return file_ >= 0;
}

std::uint64_t TraceSpool::write(std::span<const std::byte> bytes) noexcept {
  const std::scoped_lock lock(mutex_);
  const std::uint64_t place = end_;
  if (failure_ == 0 && file_ < 0 && !open())
    failure_ = errno;
  while (failure_ == 0 && !bytes.empty()) {
    const ssize_t written = pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(end_));
    if (written > 0) {
      end_ += static_cast<std::uint64_t>(written);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    } else if (written == 0 || errno != EINTR) {
      failure_ = written == 0 ? ENOSPC : errno;
    }
  }
  return place;
}

void TraceSpool::read(std::span<std::byte> bytes, std::uint64_t place) {
  const std::scoped_lock lock(mutex_);
  int failure = failure_;
  while (failure == 0 && !bytes.empty()) {
    const ssize_t got = pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(place));
    if (got > 0) {
      place += static_cast<std::uint64_t>(got);
      bytes = bytes.subspan(static_cast<std::size_t>(got));
    } else if (got == 0 || errno != EINTR) {
      failure = got == 0 ? EIO : errno;
    }
  }
  if (failure != 0)
    throw FileError("trace: cannot keep records in " + directory_.string() + ": "
                    + std::generic_category().message(failure));
}

} // namespace troupe
