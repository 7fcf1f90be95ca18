#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <troupe/archive.hpp>
#include <troupe/chunk_store.hpp>
#include <troupe/codec.hpp>

// Named arrays in a chunk store: what they are, reading and writing them block by block. The keys and bytes stand in
// storage/README.md.

namespace troupe {

/// What is said about a dataset, in the order in which it was said.
using Attributes = std::vector<std::pair<std::string, Value>>;

/// What a dataset is, but for its elements.
struct DatasetDescription {
  DType dtype = DType::float64;
  Chunking chunking; ///< Without unknown extents, but on its way to a `DatasetWriter`.
  Attributes attributes;
  Compression compression = Compression::none;
  bool operator==(const DatasetDescription&) const = default;
};

/// A dataset as it was when somebody looked. A dataset that is written anew gets another id, one of which some
/// blocks are changed another revision.
struct DatasetVersion {
  std::string name;
  std::uint64_t id = 0;
  std::uint64_t revision = 0;
  bool operator==(const DatasetVersion&) const = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(name, id, revision);
  }
};

/// What a store knows of a dataset.
struct DatasetInfo {
  DatasetVersion version;
  DatasetDescription description;
  std::int64_t created_ns = 0;     ///< Of this id, since 1970 in UTC.
  std::int64_t chunks_stored = 0;  ///< Of `description.chunking.block_count()`; fewer are damage.
  std::uint64_t stored_bytes = 0;  ///< After compression.
  std::uint64_t element_bytes = 0; ///< Before.
};

/// A write that was begun and not finished.
struct PendingWrite {
  std::string name;
  bool is_region = false;          ///< It changes some blocks of the dataset that is there.
  std::optional<Digest> resumable; ///< The fingerprint with which it can be resumed.
  std::int64_t chunks_written = 0;
  std::uint64_t stored_bytes = 0;
};

/// One block of a dataset, read or written by a task: all there is to know, as plain data.
struct DatasetBlock {
  DatasetVersion version;
  Block block;
  std::int64_t number = 0; ///< The block's, row-major over the grid.
  DType dtype = DType::float64;
  Shape shape;
  Compression compression = Compression::none;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(version, block, number, dtype, shape, compression);
  }
};

/// `dataset "wind", block (0, 3)`, as errors name it.
std::string to_string(const DatasetBlock& block);

/// The chunk of a block, of just the version it names.
///
/// \throws StoreError naming directory, dataset and block if the chunk is damaged or missing, or the dataset was
///         written, changed or removed since.
Chunk read_block(const ChunkStore& store, const DatasetBlock& block);

/// Writes the chunk of a block where a `DatasetWriter` said.
///
/// \throws StoreError naming directory, dataset and block, as `ChunkStore::put`; ShapeError or DTypeError if it
///         is another block's, as far as the block's extents are known.
void write_block(ChunkStore& store, const DatasetBlock& block, const Chunk& chunk);

/// A dataset as it is now; reads that version and no other.
class Dataset {
public:
  /// \throws KeyError if there is none of that name, telling those there are; ValueError for what is no name;
  ///         StoreError for metadata that is damaged or of a newer format.
  static Dataset open(std::shared_ptr<const ChunkStore> store, const std::string& name);

  const std::string& name() const noexcept { return version_.name; }
  const DatasetVersion& version() const noexcept { return version_; }
  const DatasetDescription& description() const noexcept { return description_; }
  const std::shared_ptr<const ChunkStore>& store() const noexcept { return store_; }

  DatasetBlock block(std::int64_t number) const;
  /// As `read_block`.
  Chunk read(std::int64_t number) const { return read_block(*store_, block(number)); }

private:
  Dataset(std::shared_ptr<const ChunkStore> store, DatasetVersion version, DatasetDescription description)
      : store_(std::move(store)), version_(std::move(version)), description_(std::move(description)) {}

  std::shared_ptr<const ChunkStore> store_;
  DatasetVersion version_;
  DatasetDescription description_;
};

/// A write under way. Chunks go where no reader looks; `finish` shows them all at once. A writer that ends
/// without leaves what was committed, and the next one that writes the same there goes on from it.
///
/// Writes are the same if their fingerprints and descriptions are, and, for a change, the version it is of. A write of
/// something else throws away what an unfinished one of that name left. One writer at a time has a name.
class DatasetWriter {
public:
  /// A dataset of its own, in place of the one there may be.
  ///
  /// Extents that are not known are those of the chunks that are written.
  ///
  /// \param fingerprint  of the elements; none: never resumed
  /// \throws ValueError for what is no name; StoreError if another writer of this process has the name, or as
  ///         `ChunkStore::apply`.
  static DatasetWriter replace(std::shared_ptr<ChunkStore> store, const std::string& name,
                               DatasetDescription description, const std::optional<Digest>& fingerprint);
  /// Some blocks of a dataset that is there.
  static DatasetWriter change(std::shared_ptr<ChunkStore> store, const Dataset& dataset,
                              const std::optional<Digest>& fingerprint);
  DatasetWriter(DatasetWriter&&) noexcept;
  DatasetWriter& operator=(DatasetWriter&&) noexcept;
  ~DatasetWriter();

  /// Where `write_block` writes a block.
  DatasetBlock block(std::int64_t number) const;
  /// As `write_block`; by any number of threads.
  void write(std::int64_t number, const Chunk& chunk) const;
  /// Whether an earlier writer wrote and committed the block.
  bool is_written(std::int64_t number) const;
  std::int64_t written_count() const noexcept; ///< By earlier writers.

  /// Shows what several writers of one store wrote, in one transaction; readers see all of it or nothing. The
  /// chunks it replaces are removed.
  ///
  /// \throws StoreError if a block is missing, or the dataset a change is of has changed; as `ChunkStore::apply`.
  ///         Everything is then as it was before, and can be resumed. Also if blocks beside each other are not
  ///         equally long where extents were unknown; then what that writer wrote is thrown away.
  static void finish(std::span<DatasetWriter> writers);

private:
  struct State;
  explicit DatasetWriter(std::unique_ptr<State> state);
  static DatasetWriter begin(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// \throws ValueError unless it is 1 to 200 bytes of UTF-8 without control characters.
void require_dataset_name(const std::string& name);

/// The names of all datasets, in order.
std::vector<std::string> dataset_names(const ChunkStore& store);

/// \throws as `Dataset::open`.
DatasetInfo describe_dataset(const ChunkStore& store, const std::string& name);

/// The writes that were begun and not finished, in the order of their names.
std::vector<PendingWrite> pending_writes(const ChunkStore& store);

/// Removes datasets, and what unfinished writes of these names left, in one transaction. Where it is damaged what a dataset is, its
/// name becomes free and its chunks stay.
///
/// \throws KeyError if there is nothing of one of the names; nothing is removed then.
void remove_datasets(ChunkStore& store, std::span<const std::string> names);

/// A chunk that cannot be read.
struct DatasetDamage {
  std::string dataset; ///< Empty if the key is no dataset's.
  Block block;
  std::string key;
  std::string reason;
  bool is_pending = false; ///< It is of a write that was not finished.
};

/// Reads all chunks of a dataset and says which are damaged or missing.
///
/// \throws as `Dataset::open`.
std::vector<DatasetDamage> verify_dataset(const ChunkStore& store, const std::string& name);

/// The same for all that is in a store, unfinished writes included.
std::vector<DatasetDamage> verify_store(const ChunkStore& store);

} // namespace troupe
