#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <troupe/codec.hpp>
#include <troupe/graph_difference.hpp>
#include <troupe/names.hpp>

#include "graph/outline/kernel_names.hpp"

namespace troupe {

namespace {

std::string keys_text(const Graph& graph, TaskId task) {
  return "[" + joined(graph.inputs(task), [&](TaskId input) { return graph.key(input); }) + "]";
}

bool same_operands(const Step& left, const Step& right) {
  return left.kind == right.kind && left.names == right.names && left.operands == right.operands;
}

/// What a constant is for people, told apart where it looks the same.
std::string constant_text(const Value& value, bool with_digest) {
  return to_string(value) + (with_digest ? " " + to_string(digest(value)).substr(0, 8) : "");
}

/// Adds to what differs.
void add_to(std::string& text, std::string_view difference) {
  (text += text.empty() ? "" : "; ") += difference;
}

/// Two tasks of one key.
class TaskComparison {
public:
  TaskComparison(const Body& before, const Body& after) : before_(before), after_(after) {}

  /// How what they do differs; empty if it does not.
  std::string text() {
    if (called(before_) != called(after_)) {
      compare_calls();
      return std::move(text_);
    }
    compare_steps();
    compare_constants();
    return std::move(text_);
  }

private:
  void add(std::string_view difference) { add_to(text_, difference); }

  static std::vector<std::string_view> called(const Body& body) {
    std::vector<std::string_view> names;
    for (const Step& step : body.steps)
      if (step.kind == Step::Kind::call)
        names.push_back(step.kernel->name);
    return names;
  }

  /// From the first call on that differs.
  void compare_calls() {
    const std::vector<std::string_view> then = called(before_), now = called(after_);
    const auto [from, was] = std::ranges::mismatch(now, then);
    const auto place = static_cast<std::size_t>(from - now.begin());
    add((place > 0 ? "from call " + std::to_string(place + 1) + " on " : "") + "calls "
        + in_short(after_, std::span(now).subspan(place)) + ", called "
        + in_short(before_, std::span(then).subspan(place)));
  }

  static std::string in_short(const Body& body, std::span<const std::string_view> calls) {
    if (calls.empty())
      return called(body).empty() ? kernel_names(body) : "no more";
    return joined_in_short(calls, most_named_kernels);
  }

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

void compare_annotations(const Annotations& before, const Annotations& after, std::string& text) {
  const auto compare = [&](std::string_view name, int then, int now) {
    if (then != now)
      add_to(text, std::string(name) + " " + std::to_string(now) + ", was " + std::to_string(then));
  };
  compare("retries", before.retries, after.retries);
  compare("priority", before.priority, after.priority);
}

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
    const bool does_the_same = digests_before_[*then] == digests_after_[task];
    std::string what = does_the_same ? std::string() : difference_of_work(*then, task);
    if (before_.is_defined(*then) && after_.is_defined(task))
      compare_annotations(annotations_of(before_.body(*then)), annotations_of(after_.body(task)), what);
    if (!what.empty())
      result_.changed.push_back({key, std::move(what)});
    else if (!does_the_same)
      ++result_.affected;
  }

  std::string difference_of_work(TaskId before, TaskId after) const {
    std::string what = TaskComparison(before_.body(before), after_.body(after)).text();
    if (const std::string now = keys_text(after_, after), then = keys_text(before_, before); now != then)
      add_to(what, "inputs " + now + ", were " + then);
    return what;
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
