#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include <troupe/error.hpp>
#include <troupe/kernel.hpp>

namespace troupe {

namespace {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// Levenshtein's distance: single-character edits from one text to the other.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j)
    row[j] = j;
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i] != right[j] ? 1 : 0);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

constexpr std::size_t longest_compared_name = 80;
constexpr std::size_t most_near_names = 3;

} // namespace

struct KernelRegistry::Table {
  mutable std::shared_mutex mutex;
  std::string_view (*instruction_set)() = nullptr;
  std::deque<Kernel> rows; ///< Never moved, so references stay good.
  std::unordered_map<std::string, std::map<int, const Kernel*>, TextHash, std::equal_to<>> by_name;

  /// Names that may have been meant, nearest first. The mutex is held.
  std::vector<std::string> near(std::string_view name) const {
    std::vector<std::pair<std::size_t, std::string>> found;
    if (name.size() > longest_compared_name)
      return {};
    for (const auto& [known, versions] : by_name) {
      if (known.size() > longest_compared_name)
        continue;
      const std::size_t distance = edit_distance(name, known);
      if (distance <= std::max<std::size_t>(2, name.size() / 3))
        found.emplace_back(distance, known);
    }
    std::ranges::sort(found);
    std::vector<std::string> names;
    for (const auto& [distance, known] : found)
      if (names.size() < most_near_names)
        names.push_back(known);
    return names;
  }
};

void require_argument_count(const Kernel& kernel, std::size_t count) {
  const bool is_least = kernel.arity < 0;
  const auto wanted = static_cast<std::size_t>(is_least ? any_arity - kernel.arity : kernel.arity);
  if (is_least ? count < wanted : count != wanted)
    throw ValueError("the kernel \"" + kernel.name + "\" takes " + (is_least ? "at least " : "")
                     + std::to_string(wanted) + (wanted == 1 ? " argument" : " arguments") + " and got "
                     + std::to_string(count));
}

KernelRegistry::KernelRegistry() : table_(std::make_unique<Table>()) {}
KernelRegistry::~KernelRegistry() = default;

KernelRegistry& KernelRegistry::instance() {
  // Never destroyed: graphs with static lifetime refer to its rows.
  static auto* const registry = new KernelRegistry();
  return *registry;
}

const Kernel& KernelRegistry::add(Kernel kernel) {
  const std::unique_lock lock(table_->mutex);
  auto& versions = table_->by_name[kernel.name];
  if (versions.contains(kernel.version))
    throw KeyError("kernel registry: \"" + kernel.name + "\" version " + std::to_string(kernel.version)
                   + " is taken");
  const Kernel& row = table_->rows.emplace_back(std::move(kernel));
  versions.emplace(row.version, &row);
  return row;
}

const Kernel* KernelRegistry::find(std::string_view name) const {
  const std::shared_lock lock(table_->mutex);
  const auto found = table_->by_name.find(name);
  return found == table_->by_name.end() ? nullptr : found->second.rbegin()->second;
}

const Kernel* KernelRegistry::find(std::string_view name, int version) const {
  const std::shared_lock lock(table_->mutex);
  const auto found = table_->by_name.find(name);
  if (found == table_->by_name.end())
    return nullptr;
  const auto row = found->second.find(version);
  return row == found->second.end() ? nullptr : row->second;
}

const Kernel& KernelRegistry::get(std::string_view name) const {
  if (const Kernel* kernel = find(name))
    return *kernel;
  const std::shared_lock lock(table_->mutex);
  std::string message = "there is no kernel \"" + std::string(name) + "\"";
  const auto near = table_->near(name);
  for (std::size_t i = 0; i < near.size(); ++i)
    message += (i == 0 ? "; near it: \"" : "\", \"") + near[i];
  throw KeyError(message + (near.empty() ? "; register_kernel makes one of a function" : "\""));
}

std::vector<const Kernel*> KernelRegistry::all() const {
  const std::shared_lock lock(table_->mutex);
  std::vector<const Kernel*> rows;
  for (const Kernel& row : table_->rows)
    rows.push_back(&row);
  std::ranges::sort(rows, {},
                    [](const Kernel* row) { return std::pair(std::string_view(row->name), row->version); });
  return rows;
}

void KernelRegistry::set_instruction_set(std::string_view (*tell)()) {
  const std::unique_lock lock(table_->mutex);
  table_->instruction_set = tell;
}

std::string KernelRegistry::instruction_set() const {
  std::string_view (*tell)() = nullptr;
  {
    const std::shared_lock lock(table_->mutex);
    tell = table_->instruction_set;
  }
  return tell != nullptr ? std::string(tell()) : std::string();
}

std::string to_string(const KernelName& name) { return name.name + "/" + std::to_string(name.version); }

} // namespace troupe
