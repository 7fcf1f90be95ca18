#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <troupe/array/array.hpp>
#include <troupe/delayed/arrays.hpp>
#include <troupe/delayed/ordering.hpp>

#include "expression/delayed_node.hpp"

namespace troupe::detail {

namespace {

std::vector<DelayedPointer> nodes_of(const std::vector<Collection>& collections) {
  std::vector<DelayedPointer> nodes;
  for (const Collection& collection : collections) {
    if (collection.delayed() != nullptr) {
      nodes.push_back(*collection.delayed());
      continue;
    }
    for (const Delayed<Chunk>& block : to_delayed(*collection.array()))
      nodes.push_back(block.node());
  }
  return nodes;
}

/// Tells a task from the one that does the same without waiting, or waits in another way.
Digest waiting_digest(std::string_view way, const Digest& digest,
                      const std::vector<DelayedPointer>& awaited) {
  Hasher hasher;
  hasher.add(way);
  hasher.add(digest);
  for (const DelayedPointer& node : awaited)
    hasher.add(node->digest());
  return hasher.finish();
}

/// A call without inputs, with some that its body does not look at.
DelayedCall waiting_call(const DelayedCall& source, const std::vector<DelayedPointer>& awaited) {
  auto body = std::make_shared<Body>(*source.body);
  body->plain = false; // it would take them as arguments
  return {source.name, std::move(body), awaited};
}

} // namespace

DelayedPointer start_after(const DelayedPointer& node, const std::vector<Collection>& after) {
  const std::vector<DelayedPointer> awaited = nodes_of(after);
  std::unordered_map<const DelayedNode*, DelayedPointer> copies;
  visit_inputs_first(
      std::span(&node, 1), [](const DelayedNode&) { return false; },
      [&](const DelayedPointer& original) {
        const DelayedCall* const call = original->call();
        if (call == nullptr) {
          copies.emplace(original.get(), original);
          return;
        }
        DelayedCall copy = *call;
        if (call->inputs.empty())
          copy = waiting_call(*call, awaited);
        else
          for (DelayedPointer& input : copy.inputs)
            input = copies.at(input.get());
        copies.emplace(original.get(),
                       std::make_shared<const DelayedNode>(
                           std::move(copy), waiting_digest("start after", original->digest(), awaited)));
      });
  return copies.at(node.get());
}

DelayedPointer passed_on(const DelayedPointer& node, const std::vector<Collection>& others) {
  static const auto name = std::make_shared<const std::string>("wait_on");
  const std::vector<DelayedPointer> awaited = nodes_of(others);
  std::vector<DelayedPointer> inputs{node};
  for (const DelayedPointer& other : awaited)
    if (other != node)
      inputs.push_back(other);
  return std::make_shared<const DelayedNode>(
      DelayedCall{name, std::make_shared<Body>(Body::alias()), std::move(inputs)},
      waiting_digest("pass on after", node->digest(), awaited));
}

} // namespace troupe::detail
