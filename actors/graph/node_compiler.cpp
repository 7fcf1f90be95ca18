#include "graph/node_compiler.hpp"

#include <unordered_map>

#include <troupe/error.hpp>

namespace troupe {

namespace {

/// Turns a tree of nodes into steps, the parts of a call before the call. No recursion: trees may be deep.
class NodeCompiler {
public:
  NodeCompiler(std::string_view task_key, SourceLine line) : task_key_(task_key) { result_.body.line = line; }

  CompiledNode compile(const Node& root) {
    stack_.push_back({&root});
    while (!stack_.empty())
      advance();
    result_.body.result = values_.back();
    simplify();
    return std::move(result_);
  }

private:
  struct Frame {
    const Node* node;
    std::size_t next_part = 0;
  };

  void advance() {
    Frame& frame = stack_.back();
    const Node::Content& content = frame.node->content();
    const bool is_repeatable =
        frame.node->is_shared() && (content.kind == Node::Kind::call || !content.parts.empty());
    if (frame.next_part == 0) {
      const auto made = is_repeatable ? made_.find(&content) : made_.end();
      if (made != made_.end()) {
        values_.push_back(made->second);
        stack_.pop_back();
        return;
      }
      if (content.kind == Node::Kind::call)
        kernels_.push_back(&resolve(content));
    }
    if (frame.next_part < content.parts.size()) {
      const Node& part = content.parts[frame.next_part++];
      stack_.push_back({&part});
      return;
    }
    const Operand value = finish(content);
    if (is_repeatable)
      made_.emplace(&content, value);
    values_.push_back(value);
    stack_.pop_back();
  }

  const Kernel& resolve(const Node::Content& call) const {
    const Kernel* kernel = KernelRegistry::instance().find(call.text);
    if (kernel == nullptr) {
      try {
        KernelRegistry::instance().get(call.text);
      } catch (const KeyError& error) {
        throw KeyError("task \"" + std::string(task_key_) + "\": " + error.what());
      }
    }
    try {
      require_argument_count(*kernel, call.parts.size());
    } catch (const ValueError& error) {
      throw ValueError("task \"" + std::string(task_key_) + "\": " + error.what());
    }
    if (kernel->decode == nullptr && !call.parameters.empty())
      throw ValueError("task \"" + std::string(task_key_) + "\": the kernel \"" + call.text
                       + "\" takes no parameters");
    return *kernel;
  }

  /// The value of a node whose parts' values are on top of `values_`.
  Operand finish(const Node::Content& content) {
    Body& body = result_.body;
    switch (content.kind) {
    case Node::Kind::key: return {Operand::Kind::input, input(content.text)};
    case Node::Kind::literal:
      body.literals.push_back(content.value);
      return {Operand::Kind::literal, static_cast<std::uint32_t>(body.literals.size() - 1)};
    default: break;
    }
    Step& step = body.steps.emplace_back();
    const auto first = values_.end() - static_cast<std::ptrdiff_t>(content.parts.size());
    step.operands.assign(first, values_.end());
    values_.erase(first, values_.end());
    if (content.kind == Node::Kind::call) {
      step.kernel = kernels_.back();
      step.parameters = content.parameters;
      kernels_.pop_back();
    } else {
      step.kind = content.kind == Node::Kind::list ? Step::Kind::list : Step::Kind::map;
      step.names = content.names;
    }
    return {Operand::Kind::step, static_cast<std::uint32_t>(body.steps.size() - 1)};
  }

  std::uint32_t input(std::string_view key) {
    const auto [place, is_new] = input_numbers_.try_emplace(key, result_.inputs.size());
    if (is_new)
      result_.inputs.push_back(key);
    return place->second;
  }

  void simplify() {
    Body& body = result_.body;
    if (body.steps.empty()) {
      result_.is_simple = body.result.kind == Operand::Kind::input;
      return;
    }
    Step& step = body.steps[0];
    if (body.steps.size() != 1 || step.kind != Step::Kind::call || !body.literals.empty()
        || step.operands.size() != result_.inputs.size())
      return;
    // Inputs are numbered by first use, so equal counts mean that each is used once and in order.
    step.operands.clear();
    body.plain = true;
    result_.is_simple = step.parameters.empty();
  }

  std::string_view task_key_;
  CompiledNode result_;
  std::vector<Frame> stack_;
  std::vector<const Kernel*> kernels_;
  std::vector<Operand> values_;
  std::unordered_map<std::string_view, std::uint32_t> input_numbers_;
  std::unordered_map<const Node::Content*, Operand> made_; ///< A part used twice becomes one step.
};

} // namespace

CompiledNode compile_node(std::string_view task_key, const Node& node, SourceLine line) {
  return NodeCompiler(task_key, line).compile(node);
}

} // namespace troupe
