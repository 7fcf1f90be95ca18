#include "runtime/key_tree.hpp"

#include <utility>

#include <troupe/error.hpp>

namespace troupe {

// No recursion: lists may be nested deeply.
KeyTree::KeyTree(const Graph& graph, const Value& keys) {
  std::vector<std::span<const Value>> open{{&keys, 1}};
  while (true) {
    if (open.back().empty()) {
      open.pop_back();
      if (open.empty())
        return;
      marks_.push_back(Mark::close_list);
      continue;
    }
    const Value& next = open.back().front();
    open.back() = open.back().subspan(1);
    if (next.kind() == ValueKind::list) {
      marks_.push_back(Mark::open_list);
      open.push_back(next.as_list());
    } else if (next.kind() == ValueKind::text) {
      marks_.push_back(Mark::key);
      tasks_.push_back(graph.get(next.as_text()));
    } else {
      throw ValueError("get: a key is a text, not " + to_string(next));
    }
  }
}

Value KeyTree::fill(std::vector<Value> values) const {
  std::vector<std::vector<Value>> open(1);
  auto next = values.begin();
  for (const Mark mark : marks_) {
    if (mark == Mark::key) {
      open.back().push_back(std::move(*next++));
    } else if (mark == Mark::open_list) {
      open.emplace_back();
    } else {
      Value list = Value::list(std::move(open.back()));
      open.pop_back();
      open.back().push_back(std::move(list));
    }
  }
  return std::move(open.front().front());
}

} // namespace troupe
