#include "graph/key_index.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include <troupe/error.hpp>
#include <troupe/shape.hpp>

namespace troupe {

namespace {

std::uint64_t hash_text(std::string_view text) { return std::hash<std::string_view>{}(text); }

/// What tables of texts go by; they have at most 2^32 places.
std::uint32_t short_hash(std::string_view text) { return static_cast<std::uint32_t>(hash_text(text)); }

std::uint64_t hash_block(NameId name, std::uint32_t block) {
  std::uint64_t mixed = (std::uint64_t{name} << 32 | block) * 0x9e3779b97f4a7c15ULL;
  mixed ^= mixed >> 32;
  mixed *= 0xd6e8feb86659fd93ULL;
  return mixed ^ mixed >> 32;
}

/// A text without its last `/number`, and that number; nothing unless the number is written as a key writes
/// it.
struct Stem {
  std::string_view text;
  std::uint32_t number;
};

std::optional<Stem> strip_number(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos)
    return std::nullopt;
  const std::string_view digits = text.substr(slash + 1);
  if (digits.empty() || digits.size() > 10 || (digits.size() > 1 && digits[0] == '0'))
    return std::nullopt;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return Stem{text.substr(0, slash), number};
}

/// The numbers that follow `stem` in `text`, outermost first, if nothing else does.
std::optional<std::vector<std::uint32_t>> numbers_after(std::string_view text, std::string_view stem) {
  std::vector<std::uint32_t> numbers;
  while (text.size() > stem.size()) {
    const auto stripped = strip_number(text);
    if (!stripped)
      return std::nullopt;
    numbers.push_back(stripped->number);
    text = stripped->text;
  }
  if (text != stem)
    return std::nullopt;
  std::ranges::reverse(numbers);
  return numbers;
}

/// The block at a position; nothing unless it lies in the grid.
std::optional<std::uint32_t> block_at(const std::vector<std::uint32_t>& grid,
                                      const std::vector<std::uint32_t>& position) {
  if (grid.size() != position.size())
    return std::nullopt;
  std::uint64_t block = 0;
  for (std::size_t axis = 0; axis < grid.size(); ++axis) {
    if (position[axis] >= grid[axis])
      return std::nullopt;
    block = block * grid[axis] + position[axis];
  }
  return static_cast<std::uint32_t>(block);
}

} // namespace

std::string_view KeyIndex::hand_text(std::uint32_t number) const {
  const std::uint64_t begin = number == 0 ? 0 : ends_[number - 1];
  return std::string_view(arena_).substr(begin, ends_[number] - begin);
}

std::string KeyIndex::text(TaskId task) const {
  const Parts parts = keys_[task];
  if (parts.name == no_name)
    return std::string(hand_text(parts.block));
  const Name& name = names_[parts.name];
  std::string suffix;
  std::uint64_t rest = parts.block;
  for (std::size_t axis = name.grid.size(); axis-- > 0; rest /= name.grid[axis])
    suffix.insert(0, "/" + std::to_string(rest % name.grid[axis]));
  return name.text + suffix;
}

std::uint64_t KeyIndex::hash_of_task(TaskId task) const {
  const Parts parts = keys_[task];
  return parts.name == no_name ? hashes_[parts.block] : hash_block(parts.name, parts.block);
}

NameId KeyIndex::find_name(std::string_view text) const {
  if (names_.empty())
    return no_name;
  return name_table_.find(hash_text(text), [&](NameId name) { return names_[name].text == text; });
}

bool KeyIndex::parse(std::string_view text, Parts& parts) const {
  std::vector<std::uint32_t> numbers;
  for (std::optional<Stem> stem = Stem{text, 0}; stem; stem = strip_number(stem->text)) {
    if (stem->text.size() != text.size())
      numbers.insert(numbers.begin(), stem->number);
    const NameId name = find_name(stem->text);
    if (name == no_name)
      continue;
    if (const auto block = block_at(names_[name].grid, numbers)) {
      parts = {name, *block};
      return true;
    }
  }
  return false;
}

TaskId KeyIndex::find_text(std::string_view text, std::uint32_t hash) const {
  return texts_.find(hash, [&](TaskId task) {
    const std::uint32_t number = keys_[task].block;
    return hashes_[number] == hash && hand_text(number) == text;
  });
}

TaskId KeyIndex::find(std::string_view text) const {
  Parts parts{};
  if (!names_.empty() && parse(text, parts))
    return find(parts.name, parts.block);
  return find_text(text, short_hash(text));
}

TaskId KeyIndex::find(NameId name, std::uint32_t block) const {
  const Name& known = names_[name];
  if (known.is_dense)
    return block < known.dense_count ? known.first + block : no_task;
  if (block < known.listed.size())
    return known.listed[block];
  return scattered_.find(hash_block(name, block),
                         [&](TaskId task) { return keys_[task].name == name && keys_[task].block == block; });
}

TaskId KeyIndex::push(Parts parts) {
  if (keys_.size() >= no_task - 1)
    throw ValueError("graph: 4294967294 tasks are the most one graph holds");
  keys_.push_back(parts);
  return static_cast<TaskId>(keys_.size() - 1);
}

TaskId KeyIndex::push_text(std::string_view text, std::uint32_t hash) {
  const TaskId task = push({no_name, static_cast<std::uint32_t>(ends_.size())});
  arena_.append(text);
  ends_.push_back(arena_.size());
  hashes_.push_back(hash);
  texts_.insert(task, [&](TaskId entered) { return hashes_[keys_[entered].block]; });
  return task;
}

TaskId KeyIndex::find_or_append(std::string_view text) {
  Parts parts{};
  if (!names_.empty() && parse(text, parts))
    return find_or_append(parts.name, parts.block);
  const std::uint32_t hash = short_hash(text);
  const TaskId found = find_text(text, hash);
  return found != no_task ? found : push_text(text, hash);
}

TaskId KeyIndex::find_or_append_slowly(NameId name, std::uint32_t block) {
  const TaskId found = find(name, block);
  if (found != no_task)
    return found;
  const TaskId task = push({name, block});
  enter(name, block, task);
  return task;
}

void KeyIndex::enter(NameId name, std::uint32_t block, TaskId task) {
  Name& known = names_[name];
  if (known.is_dense) {
    known.is_dense = false;
    known.listed.resize(known.dense_count);
    for (std::uint32_t i = 0; i < known.dense_count; ++i)
      known.listed[i] = known.first + i;
    known.listed_count = known.dense_count;
  }
  // A list may be three quarters empty; what lies further out goes to the table, and stays there: so a block
  // is looked for in the list only below its length.
  const bool listed = block < known.listed.size();
  if (!listed && block < 4 * known.listed_count + 64) {
    const std::size_t before = known.listed.size();
    known.listed.resize(std::size_t{block} + 1, no_task);
    for (std::size_t i = before; i < block; ++i) {
      const auto moved = static_cast<std::uint32_t>(i);
      known.listed[i] = scattered_.find(hash_block(name, moved), [&](TaskId other) {
        return keys_[other].name == name && keys_[other].block == moved;
      });
      known.listed_count += known.listed[i] != no_task;
    }
  }
  if (block < known.listed.size()) {
    known.listed[block] = task;
    ++known.listed_count;
  } else {
    scattered_.insert(task, [&](TaskId entered) { return hash_of_task(entered); });
  }
}

NameId KeyIndex::add_name(std::string name, const Shape& grid) {
  if (find_name(name) != no_name)
    throw KeyError("graph: the name \"" + name + "\" is taken");
  Name added;
  added.block_count = static_cast<std::uint64_t>(element_count(grid));
  if (added.block_count > 0xffffffffULL)
    throw ValueError("graph: the grid " + to_string(grid) + " of \"" + name
                     + "\" has more than 4294967295 blocks");
  for (const std::int64_t extent : grid) {
    if (extent > 0xffffffffLL)
      throw ValueError("graph: the grid " + to_string(grid) + " of \"" + name + "\" is too long");
    added.grid.push_back(static_cast<std::uint32_t>(extent));
  }
  const NameId overlap = find_overlap(name, added);
  if (overlap != no_name)
    throw KeyError("graph: the name \"" + name + "\" would have keys in common with the name \""
                   + names_[overlap].text + "\"");
  const auto id = static_cast<NameId>(names_.size());
  for (auto stem = strip_number(name); stem; stem = strip_number(stem->text))
    name_stems_.emplace(hash_text(stem->text), id);
  added.text = std::move(name);
  names_.push_back(std::move(added));
  name_table_.insert(id, [&](NameId other) { return hash_text(names_[other].text); });
  adopt_hand_keys(id);
  return id;
}

// "a" with the grid (3, 5) and "a/1" with the grid (5,) would both have a key "a/1/2".
NameId KeyIndex::find_overlap(const std::string& text, const Name& added) const {
  const auto overlaps = [](const Name& outer, const std::vector<std::uint32_t>& numbers, const Name& inner) {
    if (outer.block_count == 0 || inner.block_count == 0
        || numbers.size() + inner.grid.size() != outer.grid.size())
      return false;
    return std::ranges::equal(numbers, std::span(outer.grid).first(numbers.size()), std::ranges::less{});
  };
  for (auto stem = strip_number(text); stem; stem = strip_number(stem->text)) {
    const NameId outer = find_name(stem->text);
    if (outer != no_name && overlaps(names_[outer], *numbers_after(text, stem->text), added))
      return outer;
  }
  const auto [begin, end] = name_stems_.equal_range(hash_text(text));
  for (auto entry = begin; entry != end; ++entry) {
    const Name& inner = names_[entry->second];
    const auto numbers = inner.text.starts_with(text) ? numbers_after(inner.text, text) : std::nullopt;
    if (numbers && overlaps(added, *numbers, inner))
      return entry->second;
  }
  return no_name;
}

// Texts that were made by hand and are blocks of a name declared later.
void KeyIndex::adopt_hand_keys(NameId id) {
  const Name& name = names_[id];
  std::vector<TaskId> candidates;
  if (name.grid.empty()) {
    const TaskId task = find_text(name.text, short_hash(name.text));
    if (task != no_task)
      candidates.push_back(task);
  } else {
    find_stems();
    const auto [begin, end] = hand_stems_.equal_range(hash_text(name.text));
    for (auto entry = begin; entry != end; ++entry)
      candidates.push_back(entry->second);
  }
  std::ranges::sort(candidates);
  for (const TaskId task : candidates) {
    if (keys_[task].name != no_name)
      continue;
    const std::string_view text = hand_text(keys_[task].block);
    const auto numbers = text.starts_with(name.text) ? numbers_after(text, name.text) : std::nullopt;
    const auto block = numbers ? block_at(name.grid, *numbers) : std::nullopt;
    if (!block)
      continue;
    texts_.erase(task, short_hash(text));
    keys_[task] = {id, *block};
    enter(id, *block, task);
  }
}

void KeyIndex::find_stems() {
  for (; stems_found_ < keys_.size(); ++stems_found_) {
    const Parts parts = keys_[stems_found_];
    if (parts.name != no_name)
      continue;
    const std::string_view text = hand_text(parts.block);
    for (auto stem = strip_number(text); stem; stem = strip_number(stem->text))
      hand_stems_.emplace(hash_text(stem->text), static_cast<TaskId>(stems_found_));
  }
}

std::vector<NameId> KeyIndex::add_names_of(const KeyIndex& other) {
  std::vector<NameId> ids;
  ids.reserve(other.names_.size());
  for (const Name& name : other.names_) {
    const NameId known = find_name(name.text);
    if (known != no_name)
      ids.push_back(names_[known].grid == name.grid ? known : no_name);
    else if (find_overlap(name.text, name) != no_name)
      ids.push_back(no_name);
    else
      ids.push_back(add_name(name.text, Shape(name.grid.begin(), name.grid.end())));
  }
  return ids;
}

TaskId KeyIndex::find_or_append(const KeyIndex& other, TaskId task, std::span<const NameId> names) {
  const Parts parts = other.keys_[task];
  if (parts.name == no_name || names[parts.name] == no_name)
    return find_or_append(other.text(task));
  return find_or_append(names[parts.name], parts.block);
}

std::size_t KeyIndex::size_bytes() const noexcept {
  std::size_t bytes = keys_.capacity() * sizeof(Parts) + arena_.capacity()
                      + ends_.capacity() * sizeof(std::uint64_t) + hashes_.capacity() * sizeof(std::uint32_t)
                      + name_table_.size_bytes() + scattered_.size_bytes() + texts_.size_bytes()
                      + (hand_stems_.size() + name_stems_.size()) * 4 * sizeof(void*);
  for (const Name& name : names_)
    bytes += sizeof(Name) + name.text.capacity() + name.grid.capacity() * sizeof(std::uint32_t)
             + name.listed.capacity() * sizeof(TaskId);
  return bytes;
}

KeyIndex KeyIndex::names_only(std::size_t task_count) const {
  KeyIndex copy;
  copy.reserve(task_count);
  if (const std::size_t texts = std::min(task_count, ends_.size()); texts > 0) {
    copy.ends_.reserve(texts);
    copy.hashes_.reserve(texts);
    copy.texts_.reserve(texts);
    copy.arena_.reserve(arena_.size() / ends_.size() * texts);
  }
  copy.names_.reserve(names_.size());
  for (const Name& name : names_) {
    Name& added = copy.names_.emplace_back();
    added.text = name.text;
    added.grid = name.grid;
    added.block_count = name.block_count;
  }
  copy.name_table_ = name_table_;
  copy.name_stems_ = name_stems_;
  return copy;
}

TaskId KeyIndex::append_from(const KeyIndex& other, TaskId task) {
  const Parts parts = other.keys_[task];
  return parts.name == no_name ? push_text(other.hand_text(parts.block), other.hashes_[parts.block])
                               : find_or_append(parts.name, parts.block);
}

} // namespace troupe
