#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <troupe/dtype.hpp>
#include <troupe/shape.hpp>
#include <troupe/value.hpp>

namespace troupe {

/// What a store's content is to survive.
enum class Durability : std::uint8_t {
  durable, ///< A crash of the machine: what was committed is there.
  scratch, ///< Nothing: for spilled values. Thrown away when the next one opens it, or the machine restarts.
};

enum class StoreAccess : std::uint8_t {
  read,  ///< Of a store that exists; any number of processes, also while another one writes.
  write, ///< One process at a time; makes the store if there is none.
};

/// How the bytes of a value are packed. Packed by less than a sixth, they are stored as they are.
enum class Compression : std::uint8_t { none, lz4 };

struct StoreOptions {
  StoreAccess access = StoreAccess::write;
  Durability durability = Durability::durable;
  /// Most bytes of live values; a `put` beyond it is a StoreError.
  std::uint64_t quota_bytes = std::numeric_limits<std::uint64_t>::max();
};

/// What a store knows of a value without reading it.
struct StoredRecord {
  ValueKind kind = ValueKind::null;
  DType dtype = DType::float64; ///< of a chunk
  Shape shape;                  ///< of a chunk
  std::uint64_t value_bytes = 0;
  std::uint64_t stored_bytes = 0; ///< After compression.
  Compression compression = Compression::none;
  bool is_inline = false; ///< In the index, not in a slab.
};

/// Changes of a store that readers see all at once or not at all.
class StoreChanges {
public:
  void put_text(std::string key, std::string text) {
    add({Change::Kind::put_text, std::move(key), std::move(text)});
  }
  void erase(std::string key) { add({Change::Kind::erase, std::move(key), {}}); }
  void erase_prefix(std::string prefix) { add({Change::Kind::erase_prefix, std::move(prefix), {}}); }
  /// Every key that begins with `from` begins with `to` instead; all others that began with `to` are erased, also those no key
  /// takes the place of. If no key begins with `from`, or `from` is `to`, nothing changes. Bytes are not moved. To apply it is a
  /// StoreError if a key would have none or more than 400 bytes.
  void rename_prefix(std::string from, std::string to) {
    add({Change::Kind::rename_prefix, std::move(from), std::move(to)});
  }

  struct Change {
    enum class Kind : std::uint8_t { put_text, erase, erase_prefix, rename_prefix };
    Kind kind;
    std::string key;
    std::string text;
  };
  const std::vector<Change>& list() const noexcept { return list_; }

private:
  void add(Change change) { list_.push_back(std::move(change)); }
  std::vector<Change> list_;
};

/// A persistent map from key to value: a directory with an LMDB index and slab files (storage/README.md).
///
/// A key is 1 to 400 bytes; keys are ordered by their bytes. A value is anything with a codec. Small values
/// lie in the index; larger ones in extents of a slab, which are written, read and checksummed outside any
/// lock. Reading is safe in any number of threads and processes while one process writes. A process has one
/// store per directory: opening it again shares it. It must not be used across `fork`.
class ChunkStore {
public:
  /// \throws StoreError if the directory is missing (to read) or cannot be made, holds something else, is of another
  ///         format, or another process writes it; ValueError for options that contradict those with which this
  ///         process has it open.
  static std::shared_ptr<ChunkStore> open(const std::filesystem::path& directory,
                                          const StoreOptions& options = {});
  virtual ~ChunkStore() = default;
  ChunkStore(const ChunkStore&) = delete;
  ChunkStore& operator=(const ChunkStore&) = delete;

  /// Writes a value, in place of the one there may be. Scratch: it is there when the call returns. Durable: readers see
  /// it, and it survives, from the next commit on, which comes by itself after some 64 MiB or a second, or with `commit`. May be
  /// called by many threads.
  ///
  /// \throws StoreError naming directory and key when the disk is full or fails, or the quota is reached; nothing
  ///         that was there is lost, and a later `put` works once there is space; KeyError for a user type without a codec.
  virtual void put(std::string_view key, const Value& value, Compression compression = Compression::none) = 0;

  /// Makes what was put so far visible and, if durable, permanent.
  virtual void commit() = 0;

  /// Makes these changes in one transaction, together with what was put so far or after it. Whether earlier puts failed is told by
  /// `commit`.
  virtual void apply(const StoreChanges& changes) = 0;

  /// Removes a value; its space is used again when no reader can see it any more. Not an error if there is none.
  virtual void erase(std::string_view key) = 0;

  /// The value under a key, as of the last commit, or nothing. Chunks are read straight into pooled blocks.
  ///
  /// \throws StoreError naming directory and key if the bytes are damaged, missing or cannot be read.
  virtual std::optional<Value> find(std::string_view key) const = 0;
  /// What is known of it without reading it.
  virtual std::optional<StoredRecord> describe(std::string_view key) const = 0;
  /// A text that `StoreChanges::put_text` wrote.
  virtual std::optional<std::string> find_text(std::string_view key) const = 0;

  /// Calls `visit` with every key that begins with `prefix`, in order, as of one moment. `visit` must not use the store.
  virtual void
  for_each(std::string_view prefix,
           const std::function<void(std::string_view key, const StoredRecord& record)>& visit) const = 0;

  /// The keys that begin with `prefix`, in order, those of damaged values too.
  virtual std::vector<std::string> keys(std::string_view prefix = {}) const = 0;

  struct Damage {
    std::string key;
    std::string reason;
  };
  /// Reads everything under `prefix` and says what is damaged.
  virtual std::vector<Damage> verify(std::string_view prefix = {}) const = 0;

  struct Usage {
    std::uint64_t values = 0;
    std::uint64_t live_bytes = 0; ///< Of values, as stored.
    std::uint64_t disk_bytes = 0; ///< That the directory's files take.
    std::uint64_t quota_bytes =
        std::numeric_limits<std::uint64_t>::max(); ///< Of a store that is open for writing.
  };
  virtual Usage usage() const = 0;

  /// Gives free space back to the file system; returns the bytes of the disk the directory takes less. Slab files become shorter;
  /// the index keeps its length and gets holes. What a reader still uses stays for the next time. Commits wait while holes are made.
  virtual std::uint64_t compact() = 0;

  virtual const std::filesystem::path& directory() const noexcept = 0;

protected:
  ChunkStore() = default;
};

/// Where scratch lies, and how much it may hold.
struct ScratchOptions {
  /// Where; empty: `TROUPE_SCRATCH`, else a folder of this user's in /var/tmp. The default must be on a disk:
  /// a tmpfs or a network file system is refused unless it is named here or in `TROUPE_SCRATCH`.
  std::filesystem::path directory;
  std::optional<std::uint64_t> quota_bytes; ///< None: nine tenths of what is free when it is opened.
};

/// A store for this process's spilled values in a directory of its own, removed at the end, and by the next process that opens
/// scratch there after a crash. Those of dead processes and of the time before the machine's last start are removed first, unopened.
///
/// \throws StoreError if the place cannot be used.
std::shared_ptr<ChunkStore> open_scratch(const ScratchOptions& options = {});

} // namespace troupe
