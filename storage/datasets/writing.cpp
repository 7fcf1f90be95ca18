#include <chrono>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

#include "datasets/keys.hpp"
#include "datasets/metadata.hpp"

namespace troupe {

namespace {

/// The right to write a dataset in this process. Other processes are kept out by the store.
class Claim {
public:
  Claim(const ChunkStore& store, const std::string& name) : place_(store.directory().string(), name) {
    const std::scoped_lock lock(table().mutex);
    if (!table().claimed.insert(place_).second)
      throw StoreError(place_.first + ": dataset \"" + name + "\" is being written already");
  }
  ~Claim() {
    const std::scoped_lock lock(table().mutex);
    table().claimed.erase(place_);
  }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

private:
  struct Table {
    std::mutex mutex;
    std::set<std::pair<std::string, std::string>> claimed;
  };
  static Table& table() {
    static auto& made = *new Table; // never destroyed: writers may end after static destruction began
    return made;
  }

  std::pair<std::string, std::string> place_; ///< Directory and name.
};

/// Ids are drawn, not counted: an id that a removed dataset had does not come back.
std::uint64_t draw_id() {
  std::random_device device;
  return static_cast<std::uint64_t>(device()) << 32 | device();
}

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::unordered_set<std::int64_t> blocks_of(const ChunkStore& store, std::uint64_t id) {
  std::unordered_set<std::int64_t> blocks;
  store.for_each(chunks_prefix(id),
                 [&](std::string_view key, const StoredRecord&) { blocks.insert(block_number(key)); });
  return blocks;
}

bool is_same_write(const StoredPending& left, const StoredPending& right) {
  return left.fingerprint && left.fingerprint == right.fingerprint && left.base == right.base
         && left.description == right.description;
}

} // namespace

struct DatasetWriter::State {
  State(std::shared_ptr<ChunkStore> chunk_store, std::string dataset)
      : store(std::move(chunk_store)), name(std::move(dataset)), claim(*store, name) {}

  std::shared_ptr<ChunkStore> store;
  std::string name;
  Claim claim;
  StoredPending pending;
  std::unordered_set<std::int64_t> written; ///< By earlier writers.
};

DatasetWriter::DatasetWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
DatasetWriter::DatasetWriter(DatasetWriter&&) noexcept = default;
DatasetWriter& DatasetWriter::operator=(DatasetWriter&&) noexcept = default;
DatasetWriter::~DatasetWriter() = default;

DatasetWriter DatasetWriter::begin(std::unique_ptr<State> state) {
  ChunkStore& store = *state->store;
  const std::optional<StoredPending> before = find_pending(store, state->name);
  if (before && is_same_write(*before, state->pending)) {
    state->pending.id = before->id;
    state->written = blocks_of(store, before->id);
    return DatasetWriter(std::move(state));
  }
  // Written down before there is a chunk: after a crash, what lies about is known by this entry.
  state->pending.id = draw_id();
  StoreChanges changes;
  if (before)
    changes.erase_prefix(chunks_prefix(before->id));
  changes.put_text(pending_key(state->name), encode_pending(state->pending));
  store.apply(changes);
  return DatasetWriter(std::move(state));
}

DatasetWriter DatasetWriter::replace(std::shared_ptr<ChunkStore> store, const std::string& name,
                                     DatasetDescription description,
                                     const std::optional<Digest>& fingerprint) {
  require_dataset_name(name);
  // One that is damaged or of a newer format is not replaced, which is to be told before the work is done.
  find_dataset(*store, name);
  auto state = std::make_unique<State>(std::move(store), name);
  state->pending = {0, fingerprint, std::nullopt, std::move(description)};
  return begin(std::move(state));
}

DatasetWriter DatasetWriter::change(std::shared_ptr<ChunkStore> store, const Dataset& dataset,
                                    const std::optional<Digest>& fingerprint) {
  auto state = std::make_unique<State>(std::move(store), dataset.name());
  state->pending = {0, fingerprint, dataset.version(), dataset.description()};
  return begin(std::move(state));
}

DatasetBlock DatasetWriter::block(std::int64_t number) const {
  const DatasetDescription& description = state_->pending.description;
  Block block = description.chunking.block(number);
  Shape shape = description.chunking.block_shape(block);
  return {{state_->name, state_->pending.id, 0},
          std::move(block),
          number,
          description.dtype,
          std::move(shape),
          description.compression};
}

void DatasetWriter::write(std::int64_t number, const Chunk& chunk) const {
  write_block(*state_->store, block(number), chunk);
}

bool DatasetWriter::is_written(std::int64_t number) const { return state_->written.contains(number); }

std::int64_t DatasetWriter::written_count() const noexcept {
  return static_cast<std::int64_t>(state_->written.size());
}

namespace {

[[noreturn]] void refuse(const ChunkStore& store, const std::string& name, const std::string& reason) {
  throw StoreError(store.directory().string() + ": dataset \"" + name + "\" cannot be finished: " + reason);
}

/// Puts the extents of a chunk where none are known. \returns what is wrong with those that are not as known, or nothing
std::string learn_extents(std::vector<std::vector<std::int64_t>>& sizes, const Block& block,
                          const Shape& shape) {
  const auto found = [&] { return "block " + to_string(block) + " is of shape " + to_string(shape); };
  if (shape.size() != block.size())
    return found() + ", and not of rank " + std::to_string(block.size());
  for (std::size_t axis = 0; axis < block.size(); ++axis) {
    std::int64_t& size = sizes[axis][static_cast<std::size_t>(block[axis])];
    if (size == unknown_extent)
      size = shape[axis];
    if (size != shape[axis])
      return found() + ", and others beside it are " + std::to_string(size) + " long on axis "
             + std::to_string(axis);
  }
  return {};
}

/// The chunking with the extents that the chunks turned out to have.
///
/// \throws ShapeError if they are those of no array.
Chunking learned_chunking(const ChunkStore& store, const StoredPending& pending) {
  const Chunking& promised = pending.description.chunking;
  if (promised.is_known())
    return promised;
  std::vector<std::vector<std::int64_t>> sizes = promised.sizes();
  std::string misfit;
  store.for_each(chunks_prefix(pending.id), [&](std::string_view key, const StoredRecord& record) {
    const Block block = promised.block(block_number(key));
    if (misfit.empty())
      misfit = learn_extents(sizes, block, record.shape);
  });
  if (!misfit.empty())
    throw ShapeError(misfit);
  return Chunking(std::move(sizes));
}

/// The same; what can never be finished is thrown away, so that the next writer begins anew.
Chunking learned_chunking_or_refuse(ChunkStore& store, const std::string& name,
                                    const StoredPending& pending) {
  try {
    return learned_chunking(store, pending);
  } catch (const ShapeError& error) {
    StoreChanges changes;
    changes.erase(pending_key(name));
    changes.erase_prefix(chunks_prefix(pending.id));
    store.apply(changes);
    refuse(store, name, error.what());
  }
}

/// What shows a new dataset in place of the one there is.
void add_replacement(ChunkStore& store, const std::string& name, const StoredPending& pending,
                     StoreChanges& changes) {
  const std::int64_t wanted = pending.description.chunking.block_count();
  const auto there = static_cast<std::int64_t>(blocks_of(store, pending.id).size());
  if (there != wanted)
    refuse(store, name, std::to_string(there) + " of " + std::to_string(wanted) + " blocks were written");
  if (const std::optional<StoredDataset> old = find_dataset(store, name))
    changes.erase_prefix(chunks_prefix(old->id));
  DatasetDescription description = pending.description;
  description.chunking = learned_chunking_or_refuse(store, name, pending);
  changes.put_text(name_key(name), encode_dataset({pending.id, 0, now_ns(), std::move(description)}));
}

/// What puts new chunks over those of the dataset.
void add_change(const ChunkStore& store, const std::string& name, const StoredPending& pending,
                StoreChanges& changes) {
  const std::optional<StoredDataset> current = find_dataset(store, name);
  if (!current || DatasetVersion{name, current->id, current->revision} != *pending.base)
    refuse(store, name, "it was replaced, changed or removed meanwhile");
  StoredDataset changed = *current;
  ++changed.revision;
  for (const std::int64_t number : blocks_of(store, pending.id)) // one by one: the others stay
    changes.rename_prefix(chunk_key(pending.id, number), chunk_key(changed.id, number));
  changes.put_text(name_key(name), encode_dataset(changed));
}

} // namespace

void DatasetWriter::finish(std::span<DatasetWriter> writers) {
  if (writers.empty())
    return;
  ChunkStore& store = *writers.front().state_->store;
  store.commit(); // to count what is there, and so that a failure below loses nothing
  StoreChanges changes;
  for (const DatasetWriter& writer : writers) {
    const State& state = *writer.state_;
    if (state.store.get() != &store)
      refuse(store, state.name, "it is in another store, " + state.store->directory().string());
    const std::optional<StoredPending> entry = find_pending(store, state.name);
    if (!entry || entry->id != state.pending.id)
      refuse(store, state.name, "what was written was removed meanwhile");
    if (state.pending.base)
      add_change(store, state.name, state.pending, changes);
    else
      add_replacement(store, state.name, state.pending, changes);
    changes.erase(pending_key(state.name));
  }
  store.apply(changes);
}

} // namespace troupe
