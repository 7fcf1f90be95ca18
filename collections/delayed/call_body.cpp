#include "delayed/call_body.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "expression/delayed_node.hpp"

namespace troupe {

namespace {

using detail::ArgumentTree;

class CallCompiler {
public:
  CallBody compile(const Kernel& kernel, Parameters parameters, const Value& callable,
                   std::vector<ArgumentTree> arguments, SourceLine line) {
    std::vector<Operand> operands;
    operands.reserve(arguments.size() + 1);
    if (!callable.is_null())
      operands.push_back(literal(callable));
    for (ArgumentTree& argument : arguments)
      operands.push_back(operand(argument));
    const bool plain = takes_every_input_in_order(operands);
    result_.body.result =
        call(kernel, std::move(parameters), plain ? std::vector<Operand>() : std::move(operands));
    result_.body.plain = plain;
    result_.body.line = line;
    return std::move(result_);
  }

private:
  bool takes_every_input_in_order(const std::vector<Operand>& operands) const {
    if (!result_.body.steps.empty() || operands.size() != result_.inputs.size())
      return false;
    for (std::uint32_t i = 0; i < operands.size(); ++i)
      if (operands[i] != Operand{Operand::Kind::input, i})
        return false;
    return true;
  }

  Operand literal(Value value) {
    result_.body.literals.push_back(std::move(value));
    return {Operand::Kind::literal, static_cast<std::uint32_t>(result_.body.literals.size() - 1)};
  }

  Operand input(DelayedPointer node) {
    std::vector<DelayedPointer>& inputs = result_.inputs;
    std::size_t known = inputs.size();
    if (inputs.size() < few) {
      known = static_cast<std::size_t>(std::ranges::find(inputs, node) - inputs.begin());
    } else {
      if (numbers_.empty())
        for (std::uint32_t i = 0; i < inputs.size(); ++i)
          numbers_.emplace(inputs[i].get(), i);
      known = numbers_.try_emplace(node.get(), static_cast<std::uint32_t>(inputs.size())).first->second;
    }
    if (known == inputs.size())
      inputs.push_back(std::move(node));
    return {Operand::Kind::input, static_cast<std::uint32_t>(known)};
  }

  Operand add(Step step) {
    result_.body.steps.push_back(std::move(step));
    return {Operand::Kind::step, static_cast<std::uint32_t>(result_.body.steps.size() - 1)};
  }

  Operand call(const Kernel& kernel, Parameters parameters, std::vector<Operand> operands) {
    return add({Step::Kind::call, &kernel, std::move(parameters), {}, std::move(operands)});
  }

  // Recursion: as deep as the argument's type is nested.
  Operand operand(ArgumentTree& tree) {
    if (tree.kind == ArgumentTree::Kind::literal)
      return literal(std::move(tree.value));
    if (tree.kind == ArgumentTree::Kind::delayed) {
      const Operand node = input(std::move(tree.delayed));
      return tree.converter == nullptr ? node : call(*tree.converter, {}, {node});
    }
    const bool is_map = tree.kind == ArgumentTree::Kind::map;
    if (!is_map && std::ranges::all_of(tree.parts, [](const ArgumentTree& part) {
          return part.kind == ArgumentTree::Kind::literal;
        })) {
      std::vector<Value> items;
      for (ArgumentTree& part : tree.parts)
        items.push_back(std::move(part.value));
      return literal(Value::list(std::move(items)));
    }
    std::vector<Operand> operands;
    operands.reserve(tree.parts.size());
    for (ArgumentTree& part : tree.parts)
      operands.push_back(operand(part));
    return add({is_map ? Step::Kind::map : Step::Kind::list,
                nullptr,
                {},
                std::move(tree.names),
                std::move(operands)});
  }

  static constexpr std::size_t few = 16; ///< Inputs among which one looks without a table.
  CallBody result_;
  std::unordered_map<const DelayedNode*, std::uint32_t> numbers_;
};

} // namespace

CallBody compile_call(const Kernel& kernel, Parameters parameters, const Value& callable,
                      std::vector<ArgumentTree> arguments, SourceLine line) {
  return CallCompiler().compile(kernel, std::move(parameters), callable, std::move(arguments), line);
}

void hash_arguments(const std::vector<ArgumentTree>& arguments, Hasher& hasher) {
  hasher.add(static_cast<std::uint64_t>(arguments.size()));
  for (const ArgumentTree& argument : arguments) {
    hasher.add(static_cast<std::uint64_t>(argument.kind));
    switch (argument.kind) {
    case ArgumentTree::Kind::literal: hasher.add(digest(argument.value)); break;
    case ArgumentTree::Kind::delayed:
      hasher.add(argument.converter == nullptr ? std::string_view()
                                               : std::string_view(argument.converter->name));
      hasher.add(argument.delayed->digest());
      break;
    case ArgumentTree::Kind::map:
      for (const std::string& name : argument.names)
        hasher.add(std::string_view(name));
      [[fallthrough]];
    case ArgumentTree::Kind::list: hash_arguments(argument.parts, hasher); break;
    }
  }
}

} // namespace troupe
