#include "lmdb/store.hpp"

#include <algorithm>
#include <utility>

#include <unistd.h>

#include <troupe/byte_size.hpp>
#include <troupe/error.hpp>

#include "codec/checksum.hpp"
#include "lmdb/directory.hpp"
#include "lmdb/errors.hpp"

namespace troupe {

namespace {

void require_key(std::string_view key) {
  if (key.empty() || key.size() > longest_key)
    throw ValueError("store: a key has 1 to " + std::to_string(longest_key) + " bytes, not "
                     + std::to_string(key.size()));
}

/// A key as a message shows it: a hundred bytes of it, what does not print as a dot.
std::string shown(std::string_view key) {
  std::string text(key.substr(0, 100));
  for (char& byte : text)
    if (static_cast<unsigned char>(byte) < 0x20)
      byte = '.';
  return '"' + text + '"';
}

[[noreturn]] void throw_damaged(const std::filesystem::path& directory, std::string_view key,
                                const std::string& reason) {
  throw_store_error(directory, "the value " + shown(key) + " is damaged: " + reason);
}

/// What a store knows when it is opened for writing: the records' extents and sizes. A damaged record has none.
std::unique_ptr<Writing> begin_writing(Environment& environment, Slab& slab, std::uint64_t quota) {
  std::vector<Extent> used;
  std::uint64_t live = 0;
  const ReadTransaction transaction(environment);
  for_each_record(environment, transaction, {}, [&](std::string_view, std::string_view bytes) {
    try {
      const Record record = parse_record(bytes).record;
      live += record.stored.stored_bytes;
      if (!record.stored.is_inline)
        used.push_back(record.extent());
    } catch (const FileError&) {
    }
  });
  return std::unique_ptr<Writing>(new Writing{{quota, live, environment.record_count(transaction.handle())},
                                              {std::move(used), slab.size(), environment.last_transaction(),
                                               [&environment] { return environment.oldest_reader(); },
                                               [&slab](std::uint64_t size) { slab.grow(size); }}});
}

} // namespace

Store::Store(std::filesystem::path directory, const StoreOptions& options, Descriptor writer_lock)
    : directory_(std::move(directory)), options_(options), process_(getpid()),
      writer_lock_(std::move(writer_lock)), slab_(directory_, options.access),
      environment_(std::make_unique<Environment>(directory_, options.access, options.durability)) {
  if (options.access == StoreAccess::read)
    return;
  writing_ = begin_writing(*environment_, slab_, options.quota_bytes);
  queue_ = std::make_unique<CommitQueue>([this](Batch& batch) { commit_batch(batch); });
  if (options.durability == Durability::durable) {
    if (const int code = sync_directory(directory_); code != 0)
      throw_store_error(directory_, "synchronising the directory", code);
    queue_->commit_in_time();
  }
}

Store::~Store() {
  if (getpid() == process_)
    return;
  // A child of fork shares the parent's files and has none of its threads: it must not close what LMDB has locked, nor wait.
  static_cast<void>(queue_.release());
  static_cast<void>(environment_.release());
}

void Store::require_process() const {
  if (getpid() != process_)
    throw_store_error(directory_, "was opened by process " + std::to_string(process_)
                                      + " and cannot be used after fork; open it again after exec");
}

void Store::require_writable(const char* operation) const {
  require_process();
  if (!writing_)
    throw_store_error(directory_, std::string(operation) + ": it is open for reading only");
}

void Store::put(std::string_view key, const Value& value, Compression compression) {
  require_writable("put");
  require_key(key);
  const Payload payload = to_payload(value, compression);
  const std::uint64_t bytes = payload.bytes.size();
  reserve("the value " + shown(key), bytes);
  try {
    make_visible({write(std::string(key), payload)}, bytes);
  } catch (const StoreError& error) {
    throw StoreError(std::string(error.what()) + ", for the value " + shown(key));
  }
}

void Store::reserve(const std::string& what, std::uint64_t bytes) {
  Space& space = writing_->space;
  if (space.reserve(bytes))
    return;
  // What waits to be committed may free some.
  queue_->commit_all();
  if (!space.reserve(bytes))
    throw_store_error(directory_, "no room for " + what + " of " + to_string(ByteSize(bytes)) + ": "
                                      + to_string(ByteSize(space.taken())) + " of the quota of "
                                      + to_string(ByteSize(space.quota())) + " are taken");
}

// Writes the bytes of a large value, which are reserved; the change holds the record.
IndexChange Store::write(std::string key, const Payload& payload) {
  IndexChange change{IndexChange::Kind::put, std::move(key), {}, {}, {}};
  Record record = payload.record;
  record.stored.is_inline = payload.bytes.size() <= inline_limit;
  try {
    if (record.stored.is_inline) {
      change.record = to_bytes(record, payload.bytes);
      return change;
    }
    change.extent = writing_->extents.allocate(payload.bytes.size());
    slab_.write(change.extent.offset, payload.bytes);
    record.offset = change.extent.offset;
    change.record = to_bytes(record);
  } catch (...) {
    writing_->extents.release(change.extent);
    writing_->space.release(payload.bytes.size());
    throw;
  }
  return change;
}

void Store::make_visible(std::vector<IndexChange> changes, std::uint64_t bytes) {
  const std::shared_ptr<Batch> batch = queue_->add(std::move(changes), bytes);
  if (options_.durability == Durability::scratch)
    queue_->commit(batch);
  else
    queue_->commit_if_due(batch);
}

void Store::commit() {
  require_writable("commit");
  queue_->commit_all();
}

void Store::erase(std::string_view key) {
  require_writable("erase");
  require_key(key);
  make_visible({{IndexChange::Kind::erase, std::string(key), {}, {}, {}}}, 0);
}

void Store::apply(const StoreChanges& changes) {
  require_writable("apply");
  std::vector<IndexChange> index_changes;
  std::uint64_t bytes = 0;
  for (const StoreChanges::Change& change : changes.list()) {
    using Kind = StoreChanges::Change::Kind;
    switch (change.kind) {
    case Kind::put_text: {
      require_key(change.key);
      Payload payload = to_payload(change.text, Compression::none);
      payload.record.stored.is_inline = true; // however long: it is visible with the other changes
      bytes += payload.bytes.size();
      index_changes.push_back(
          {IndexChange::Kind::put, change.key, to_bytes(payload.record, payload.bytes), {}, {}});
      break;
    }
    case Kind::erase:
      require_key(change.key);
      index_changes.push_back({IndexChange::Kind::erase, change.key, {}, {}, {}});
      break;
    case Kind::erase_prefix:
      index_changes.push_back({IndexChange::Kind::erase_prefix, change.key, {}, {}, {}});
      break;
    case Kind::rename_prefix:
      index_changes.push_back({IndexChange::Kind::rename_prefix, change.key, {}, change.text, {}});
      break;
    }
  }
  if (bytes > 0)
    reserve("texts", bytes);
  queue_->commit(queue_->add(std::move(index_changes), bytes));
}

// Called by the leader of a batch, one at a time.
void Store::commit_batch(Batch& batch) {
  const auto take_back = [&] {
    for (const IndexChange& change : batch.changes)
      writing_->extents.release(change.extent);
    writing_->space.release(batch.bytes);
  };
  try {
    if (options_.durability == Durability::durable)
      slab_.sync();
    try {
      transact(batch.changes);
    } catch (const DiskFullError&) {
      // Pages that the last transaction freed can be used by the one after the next.
      free_pages();
      transact(batch.changes);
    }
  } catch (...) {
    take_back();
    throw;
  }
  writing_->space.release(batch.bytes);
}

void Store::transact(const std::vector<IndexChange>& changes) {
  ChangeOutcome outcome;
  WriteTransaction transaction(*environment_);
  apply_changes(*environment_, transaction, changes, outcome);
  const std::uint64_t number = transaction.number();
  const std::uint64_t values = environment_->record_count(transaction.handle());
  transaction.commit();
  environment_->count_mapped(changes.size() * mapped_by_a_touch);
  writing_->space.committed(outcome.bytes_added, outcome.bytes_removed, values);
  writing_->extents.retire(outcome.freed, number);
}

void Store::free_pages() {
  WriteTransaction transaction(*environment_);
  transaction.put(Table::meta, "pages freed in", std::to_string(transaction.number()));
  transaction.commit();
}

/// Fills `target` with the stored bytes and returns their checksum.
std::uint64_t Store::read_stored(const RecordView& view, std::span<std::byte> target) const {
  if (!view.record.stored.is_inline)
    return slab_.read(view.record.offset, target);
  std::ranges::copy(view.inline_bytes, target.begin());
  environment_->count_mapped(view.inline_bytes.size());
  return checksum(target);
}

// The transaction is held meanwhile: so long nothing is written in the value's place.
template <class Use>
auto Store::use_record(std::string_view key, const Use& use) const
    -> std::optional<decltype(use(RecordView()))> {
  require_process();
  require_key(key);
  const ReadTransaction transaction(*environment_);
  const auto bytes = transaction.find(Table::records, key);
  if (!bytes)
    return std::nullopt;
  try {
    return use(parse_record(*bytes));
  } catch (const FileError& error) {
    throw_damaged(directory_, key, error.what());
  } catch (const StoreError& error) {
    throw StoreError(std::string(error.what()) + ", reading the value " + shown(key));
  }
}

std::optional<Value> Store::find(std::string_view key) const {
  return use_record(key, [this](const RecordView& view) {
    return to_value(view.record, [&](std::span<std::byte> target) { return read_stored(view, target); });
  });
}

std::optional<StoredRecord> Store::describe(std::string_view key) const {
  return use_record(key, [](const RecordView& view) { return view.record.stored; });
}

std::optional<std::string> Store::find_text(std::string_view key) const {
  const std::optional<Value> value = find(key);
  if (!value)
    return std::nullopt;
  if (value->kind() != ValueKind::text)
    throw_store_error(directory_, "the value " + shown(key) + " is a " + std::string(to_string(value->kind()))
                                      + ", not a text");
  return value->as_text();
}

void Store::for_each(std::string_view prefix,
                     const std::function<void(std::string_view, const StoredRecord&)>& visit) const {
  require_process();
  const ReadTransaction transaction(*environment_);
  for_each_record(*environment_, transaction, prefix, [&](std::string_view key, std::string_view bytes) {
    std::optional<RecordView> view;
    try {
      view = parse_record(bytes);
    } catch (const FileError& error) {
      throw_damaged(directory_, key, error.what());
    }
    visit(key, view->record.stored);
  });
}

std::vector<std::string> Store::keys(std::string_view prefix) const {
  require_process();
  std::vector<std::string> keys;
  const ReadTransaction transaction(*environment_);
  for_each_record(*environment_, transaction, prefix,
                  [&](std::string_view key, std::string_view) { keys.emplace_back(key); });
  return keys;
}

std::vector<ChunkStore::Damage> Store::verify(std::string_view prefix) const {
  require_process();
  std::vector<Damage> damages;
  const ReadTransaction transaction(*environment_);
  for_each_record(*environment_, transaction, prefix, [&](std::string_view key, std::string_view bytes) {
    try {
      const RecordView view = parse_record(bytes);
      require_whole(view.record, [&](std::span<std::byte> target) { return read_stored(view, target); });
    } catch (const Error& error) {
      damages.push_back({std::string(key), error.what()});
    }
  });
  return damages;
}

ChunkStore::Usage Store::usage() const {
  require_process();
  Usage usage;
  usage.disk_bytes = disk_bytes();
  if (writing_) {
    usage.values = writing_->space.values();
    usage.live_bytes = writing_->space.live();
    usage.quota_bytes = writing_->space.quota();
    return usage;
  }
  for_each({}, [&](std::string_view, const StoredRecord& record) {
    ++usage.values;
    usage.live_bytes += record.stored_bytes;
  });
  return usage;
}

std::uint64_t Store::disk_bytes() const {
  std::uint64_t bytes = 0;
  for (const std::string_view name : {index_name, index_lock_name, slab_name, writer_lock_name, boot_name})
    bytes += troupe::disk_bytes(directory_ / name);
  return bytes;
}

} // namespace troupe
