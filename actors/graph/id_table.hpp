#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe {

/// A set of 32-bit ids found by a hash of something the ids stand for: open addressing, four bytes a slot.
/// Hashing and comparing come with each call, since only the owner knows what an id stands for.
class IdTable {
public:
  static constexpr std::uint32_t none = 0xffffffff;

  /// The id for which `matches(id)` holds among those inserted with this hash, or `none`.
  template <class Matches>
  std::uint32_t find(std::uint64_t hash, Matches matches) const {
    if (slots_.empty())
      return none;
    for (std::size_t slot = hash & mask();; slot = (slot + 1) & mask()) {
      const std::uint32_t id = slots_[slot];
      if (id == none)
        return none;
      if (id != erased && matches(id))
        return id;
    }
  }

  /// Adds an id that is not there. `hash_of(id)` gives the hash of any id in the table.
  template <class HashOf>
  void insert(std::uint32_t id, HashOf hash_of) {
    if ((used_ + 1) * 4 > slots_.size() * 3)
      grow(hash_of);
    place(id, hash_of(id));
    ++used_;
  }

  /// Makes room for so many ids in a table that is empty.
  void reserve(std::size_t count) {
    std::size_t slots = 16;
    while (count * 4 > slots * 3)
      slots *= 2;
    slots_.assign(slots, none);
    used_ = 0;
  }

  /// Takes out an id that is there.
  void erase(std::uint32_t id, std::uint64_t hash) {
    std::size_t slot = hash & mask();
    while (slots_[slot] != id)
      slot = (slot + 1) & mask();
    slots_[slot] = erased;
  }

  std::size_t size_bytes() const noexcept { return slots_.capacity() * sizeof(std::uint32_t); }

private:
  static constexpr std::uint32_t erased = none - 1;
  std::size_t mask() const noexcept { return slots_.size() - 1; }

  void place(std::uint32_t id, std::uint64_t hash) {
    std::size_t slot = hash & mask();
    while (slots_[slot] != none)
      slot = (slot + 1) & mask();
    slots_[slot] = id;
  }

  template <class HashOf>
  void grow(HashOf hash_of) {
    std::vector<std::uint32_t> old(slots_.empty() ? 16 : slots_.size() * 2, none);
    old.swap(slots_);
    used_ = 0;
    for (const std::uint32_t id : old)
      if (id != none && id != erased) {
        place(id, hash_of(id));
        ++used_;
      }
  }

  std::vector<std::uint32_t> slots_;
  std::size_t used_ = 0; ///< Erased slots included.
};

} // namespace troupe
