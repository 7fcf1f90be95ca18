#include <algorithm>
#include <optional>
#include <unordered_map>

#include <troupe/codec.hpp>
#include <troupe/graph_difference.hpp>

#include "graph/outline/kernel_names.hpp"

namespace troupe {

namespace {

std::string keys_text(const Graph& graph, TaskId task) {
  std::string text = "[";
  for (const TaskId input : graph.inputs(task))
    (text += text.size() > 1 ? ", " : "") += graph.key(input);
  return text + "]";
}

bool same_operands(const Step& left, const Step& right) {
  return left.kind == right.kind && left.names == right.names && left.operands == right.operands;
}

/// What a constant is for people, told apart where it looks the same.
std::string constant_text(const Value& value, bool with_digest) {
  return to_string(value) + (with_digest ? " " + to_string(digest(value)).substr(0, 8) : "");
}

/// Two tasks of one key.
class TaskComparison {
public:
  TaskComparison(const Body& before, const Body& after) : before_(before), after_(after) {}

  /// How what they do differs; empty if it does not.
  std::string text() {
    if (const std::string now = kernel_names(after_), then = kernel_names(before_); now != then) {
      add("calls " + now + ", called " + then);
      return std::move(text_);
    }
    compare_steps();
    compare_constants();
    return std::move(text_);
  }

private:
  void add(const std::string& difference) { (text_ += text_.empty() ? "" : "; ") += difference; }

  void compare_steps() {
    const bool have_one_form = before_.promised == after_.promised && before_.result == after_.result
                               && std::ranges::equal(before_.steps, after_.steps, same_operands);
    if (!have_one_form)
      add("puts its calls together in another way");
    for (std::size_t i = 0; i < std::min(before_.steps.size(), after_.steps.size()); ++i) {
      const Step &then = before_.steps[i], &now = after_.steps[i];
      if (then.kind != Step::Kind::call || now.kind != Step::Kind::call)
        continue;
      if (then.kernel->version != now.kernel->version)
        add(now.kernel->name + " of version " + std::to_string(now.kernel->version) + ", was "
            + std::to_string(then.kernel->version));
      if (then.parameters.encode() != now.parameters.encode())
        add("other parameters of " + now.kernel->name);
    }
  }

  void compare_constants() {
    const auto &then = before_.literals, &now = after_.literals;
    for (std::size_t i = 0; i < std::max(then.size(), now.size()); ++i) {
      if (i < then.size() && i < now.size() && digest(then[i]) == digest(now[i]))
        continue;
      const bool look_alike = i < then.size() && i < now.size() && to_string(then[i]) == to_string(now[i]);
      add((i < now.size() ? "constant " + constant_text(now[i], look_alike) : "no constant") + ", was "
          + (i < then.size() ? constant_text(then[i], look_alike) : "none"));
    }
  }

  const Body& before_;
  const Body& after_;
  std::string text_;
};

class Comparison {
public:
  Comparison(const Graph& before, const Graph& after)
      : before_(before), after_(after), digests_before_(digests(before)), digests_after_(digests(after)) {}

  GraphDifference make() {
    for (TaskId task = 0; task < before_.size(); ++task)
      if (!after_.find(before_.key(task)))
        gone_.emplace(digests_before_[task].low, task);
    for (TaskId task = 0; task < after_.size(); ++task)
      look_at(task);
    for (const auto& [hash, task] : gone_)
      result_.removed.push_back(before_.key(task));
    std::ranges::sort(result_.removed);
    return std::move(result_);
  }

private:
  void look_at(TaskId task) {
    const std::string key = after_.key(task);
    const std::optional<TaskId> then = before_.find(key);
    if (!then) {
      if (const auto same = find_gone(digests_after_[task]); same != gone_.end()) {
        result_.renamed.push_back({before_.key(same->second), key});
        gone_.erase(same);
      } else {
        result_.added.push_back(key);
      }
      return;
    }
    if (digests_before_[*then] == digests_after_[task])
      return;
    std::string what = TaskComparison(before_.body(*then), after_.body(task)).text();
    if (const std::string inputs_now = keys_text(after_, task), inputs_then = keys_text(before_, *then);
        inputs_now != inputs_then)
      (what += what.empty() ? "" : "; ") += "inputs " + inputs_now + ", were " + inputs_then;
    if (what.empty())
      ++result_.affected;
    else
      result_.changed.push_back({key, std::move(what)});
  }

  std::unordered_multimap<std::uint64_t, TaskId>::iterator find_gone(const Digest& digest) {
    const auto [first, last] = gone_.equal_range(digest.low);
    const auto same =
        std::find_if(first, last, [&](const auto& entry) { return digests_before_[entry.second] == digest; });
    return same == last ? gone_.end() : same;
  }

  const Graph& before_;
  const Graph& after_;
  const std::vector<Digest> digests_before_, digests_after_;
  std::unordered_multimap<std::uint64_t, TaskId> gone_; ///< tasks whose key is not in `after`, by digest
  GraphDifference result_;
};

} // namespace

GraphDifference compare(const Graph& before, const Graph& after) { return Comparison(before, after).make(); }

} // namespace troupe
