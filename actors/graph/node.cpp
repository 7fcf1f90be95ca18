#include <troupe/graph.hpp>

namespace troupe {

namespace {

Node make(Node::Kind kind, std::string text, std::vector<Node> parts) {
  auto content = std::make_shared<Node::Content>();
  content->kind = kind;
  content->text = std::move(text);
  content->parts = std::move(parts);
  return Node(std::move(content));
}

} // namespace

// Parts that nobody else holds are taken out of their owners first, so that a deep tree is not released by
// recursion.
Node::~Node() {
  if (content_ == nullptr || content_.use_count() != 1 || content_->parts.empty())
    return;
  std::vector<Node> parts = std::move(content_->parts);
  while (!parts.empty()) {
    const Node part = std::move(parts.back());
    parts.pop_back();
    if (part.content_.use_count() != 1)
      continue;
    std::vector<Node>& inner = part.content_->parts;
    parts.insert(parts.end(), std::make_move_iterator(inner.begin()), std::make_move_iterator(inner.end()));
    inner.clear();
  }
}

Node call(std::string kernel, std::vector<Node> arguments, Parameters parameters) {
  auto content = std::make_shared<Node::Content>();
  content->kind = Node::Kind::call;
  content->text = std::move(kernel);
  content->parts = std::move(arguments);
  content->parameters = std::move(parameters);
  return Node(std::move(content));
}

Node key(std::string key) { return make(Node::Kind::key, std::move(key), {}); }

Node literal(Value value) {
  auto content = std::make_shared<Node::Content>();
  content->value = std::move(value);
  return Node(std::move(content));
}

Node list(std::vector<Node> items) { return make(Node::Kind::list, {}, std::move(items)); }

Node map(std::vector<std::pair<std::string, Node>> entries) {
  auto content = std::make_shared<Node::Content>();
  content->kind = Node::Kind::map;
  for (auto& entry : entries) {
    content->names.push_back(std::move(entry.first));
    content->parts.push_back(std::move(entry.second));
  }
  return Node(std::move(content));
}

} // namespace troupe
