#include "lmdb/index/changes.hpp"

#include <utility>

#include <troupe/error.hpp>

#include "lmdb/errors.hpp"
#include "lmdb/index/environment.hpp"

namespace troupe {

namespace {

class Application {
public:
  Application(Environment& environment, WriteTransaction& transaction, ChangeOutcome& outcome)
      : environment_(environment), transaction_(transaction), outcome_(outcome) {}

  void apply(const IndexChange& change) {
    switch (change.kind) {
    case IndexChange::Kind::put: return put(change.key, change.record);
    case IndexChange::Kind::replace: return replace(change);
    case IndexChange::Kind::erase: return erase(change.key);
    case IndexChange::Kind::erase_prefix: return erase_prefix(change.key);
    case IndexChange::Kind::rename_prefix: return rename_prefix(change.key, change.target);
    }
  }

private:
  /// Accounts for a record that goes. The extent of a damaged one is found again when the store is next opened.
  void give_up(std::string_view bytes) {
    try {
      const Record record = parse_record(bytes).record;
      outcome_.freed.push_back(record.extent());
      outcome_.bytes_removed += record.stored.stored_bytes;
    } catch (const FileError&) {
    }
    environment_.count_mapped(bytes.size() + mapped_by_a_touch);
  }

  void put(std::string_view key, std::string_view record) {
    if (const auto before = transaction_.find(Table::records, key))
      give_up(*before);
    transaction_.put(Table::records, key, record);
    outcome_.bytes_added += parse_record(record).record.stored.stored_bytes;
  }

  void replace(const IndexChange& change) {
    if (transaction_.find(Table::records, change.key) == change.target)
      put(change.key, change.record);
    else
      outcome_.freed.push_back(change.extent);
  }

  void erase(std::string_view key) {
    if (const auto before = transaction_.find(Table::records, key)) {
      give_up(*before);
      transaction_.erase(Table::records, key);
    }
  }

  using Entry = std::pair<std::string, std::string>;

  std::optional<Entry> first_with(std::string_view prefix) const {
    Cursor cursor(environment_, transaction_.handle());
    const auto entry = cursor.seek(prefix);
    if (!entry || !entry->first.starts_with(prefix))
      return std::nullopt;
    return Entry{entry->first, entry->second};
  }

  void erase_prefix(std::string_view prefix) {
    while (const auto entry = first_with(prefix)) {
      give_up(entry->second);
      transaction_.erase(Table::records, entry->first);
    }
  }

  std::string renamed(const std::string& key, const std::string& from, const std::string& to) const {
    std::string name = to + key.substr(from.size());
    if (name.empty() || name.size() > longest_key)
      throw_store_error(environment_.directory(), "renaming \"" + from + "\" to \"" + to
                                                      + "\": a key has 1 to " + std::to_string(longest_key)
                                                      + " bytes, not " + std::to_string(name.size()));
    return name;
  }

  // Nothing to rename leaves what is there: so a renaming may be tried again.
  void rename_prefix(const std::string& from, const std::string& to) {
    if (from == to || !first_with(from))
      return;
    if (from.starts_with(to) || to.starts_with(from))
      return rename_nested_prefix(from, to);
    erase_prefix(to);
    while (const auto entry = first_with(from)) {
      transaction_.erase(Table::records, entry->first);
      transaction_.put(Table::records, renamed(entry->first, from, to), entry->second);
    }
  }

  // Renamed one by one, they would be found again or erased.
  void rename_nested_prefix(const std::string& from, const std::string& to) {
    std::vector<Entry> entries;
    while (auto entry = first_with(from)) {
      transaction_.erase(Table::records, entry->first);
      entries.push_back(std::move(*entry));
    }
    erase_prefix(to);
    for (const Entry& entry : entries)
      transaction_.put(Table::records, renamed(entry.first, from, to), entry.second);
  }

  Environment& environment_;
  WriteTransaction& transaction_;
  ChangeOutcome& outcome_;
};

} // namespace

void apply_changes(Environment& environment, WriteTransaction& transaction,
                   const std::vector<IndexChange>& changes, ChangeOutcome& outcome) {
  Application application(environment, transaction, outcome);
  for (const IndexChange& change : changes)
    application.apply(change);
}

} // namespace troupe
