#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <troupe/graph.hpp>

#include "graph/id_table.hpp"

namespace troupe {

/// The keys of a graph's tasks, and the way back from a key to its task.
///
/// A key is a declared name and a block, or a text made by hand. Every key has one form only: a text that
/// reads as a block of a declared name is that block, whichever came first. Tasks of a name that were added
/// block after block need no entry anywhere; others have an entry in their name's list, or, where blocks are
/// far apart, in a table. Texts by hand lie in one arena.
class KeyIndex {
public:
  static constexpr NameId no_name = IdTable::none;
  /// A key: a name and a block, or `no_name` and the number of a text for one made by hand.
  struct Parts {
    NameId name;
    std::uint32_t block;
  };
  std::size_t size() const noexcept { return keys_.size(); }
  std::string text(TaskId task) const;

  /// The task of a key, or `no_task`.
  TaskId find(std::string_view text) const;
  TaskId find(NameId name, std::uint32_t block) const;

  /// As `find`; a key that is not there gets the next id.
  TaskId find_or_append(std::string_view text);
  TaskId find_or_append(NameId name, std::uint32_t block) {
    Name& known = names_[name];
    if (block == known.dense_count && known.is_dense && (block == 0 || known.first + block == keys_.size())) {
      if (block == 0)
        known.first = static_cast<TaskId>(keys_.size());
      ++known.dense_count;
      return push(Parts{name, block});
    }
    return find_or_append_slowly(name, block);
  }

  /// \throws KeyError if the name is taken or its keys could be those of another name; ValueError for a grid
  /// of 2^32 blocks.
  NameId add_name(std::string name, const Shape& grid);
  bool has_block(NameId name, std::uint32_t block) const noexcept { return block < names_[name].block_count; }
  /// Declares the names of another index where no key stands in the way: the id of each, or `no_name`.
  std::vector<NameId> add_names_of(const KeyIndex& other);
  /// The id of another index's key, new or not. `names` are that index's names in this one.
  TaskId find_or_append(const KeyIndex& other, TaskId task, std::span<const NameId> names);
  Parts parts(TaskId task) const noexcept { return keys_[task]; }
  std::size_t name_count() const noexcept { return names_.size(); }
  const std::vector<std::uint32_t>& name_grid(NameId name) const noexcept { return names_[name].grid; }
  const std::string& name_text(NameId name) const noexcept { return names_[name].text; }

  void reserve(std::size_t tasks) { keys_.reserve(tasks); }
  std::size_t size_bytes() const noexcept;

  /// The same names, and no tasks yet, but room for so many.
  KeyIndex names_only(std::size_t task_count = 0) const;
  /// Appends the key a task has in an index of the same names.
  TaskId append_from(const KeyIndex& other, TaskId task);

private:
  struct Name {
    std::string text;
    std::vector<std::uint32_t> grid;
    std::uint64_t block_count = 1;
    bool is_dense =
        true; ///< Blocks 0 … dense_count-1 are the tasks from `first` on, and there are no others.
    TaskId first = 0;
    std::uint32_t dense_count = 0;
    std::size_t listed_count = 0; ///< Entries of `listed` that are tasks.
    std::vector<TaskId> listed;   ///< By block, where not dense.
  };

  std::string_view hand_text(std::uint32_t number) const;
  TaskId push(Parts parts);
  TaskId push_text(std::string_view text, std::uint32_t hash);
  TaskId find_or_append_slowly(NameId name, std::uint32_t block);
  void enter(NameId name, std::uint32_t block, TaskId task);
  TaskId find_text(std::string_view text, std::uint32_t hash) const;
  NameId find_name(std::string_view text) const;
  /// Whether the text is that of a block of a declared name.
  bool parse(std::string_view text, Parts& parts) const;
  std::uint64_t hash_of_task(TaskId task) const;
  /// A name that would share keys with the one to be added, or `no_name`.
  NameId find_overlap(const std::string& text, const Name& added) const;
  void adopt_hand_keys(NameId name);
  void find_stems();

  std::vector<Parts> keys_;
  std::vector<Name> names_;
  IdTable name_table_;                ///< names by text
  IdTable scattered_;                 ///< tasks of names, where lists would be mostly empty
  std::string arena_;                 ///< texts by hand, one after the other
  std::vector<std::uint64_t> ends_;   ///< of each text in the arena
  std::vector<std::uint32_t> hashes_; ///< of each text, so that copying and growing need not read them again
  IdTable texts_;                     ///< tasks by hand
  /// What a name would have to be for a hand-made key, or a declared name, to be one of its blocks: the hash
  /// of "a" and of "a/1" for "a/1/2". Hand-made keys are entered when a name is declared, those before
  /// `stems_found_` have been.
  std::unordered_multimap<std::uint64_t, TaskId> hand_stems_;
  std::size_t stems_found_ = 0;
  std::unordered_multimap<std::uint64_t, NameId> name_stems_;
};

} // namespace troupe
