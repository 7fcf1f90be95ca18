#include "graph/passes/splicer.hpp"

#include <algorithm>

#include "graph/passes/annotations.hpp"

namespace troupe {

namespace {

std::uint64_t hash_words(std::span<const std::uint32_t> words) {
  std::uint64_t hash = words.size();
  for (const std::uint32_t word : words) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 29;
  }
  return hash;
}

/// A body of one call that takes every input once and in order is plain.
void make_plain_if_so(Body& body, std::size_t input_count) {
  if (body.steps.size() != 1 || body.steps[0].kind != Step::Kind::call
      || body.result != Operand{Operand::Kind::step, 0} || body.steps[0].operands.size() != input_count)
    return;
  std::vector<Operand>& operands = body.steps[0].operands;
  for (std::uint32_t i = 0; i < operands.size(); ++i)
    if (operands[i] != Operand{Operand::Kind::input, i})
      return;
  operands.clear();
  body.literals.clear();
  body.plain = true;
}

} // namespace

Splicer::Splicer(const Graph& from, Rewriter& to)
    : from_(GraphAccess::storage(from)), to_(to), member_of_(from_.size(), none),
      input_of_(from_.size(), none) {
  built_table_.reserve(from_.bodies.size()); // about as many as there will be, so that it need not grow
}

void Splicer::begin() {
  for (const TaskId member : members_)
    member_of_[member] = none;
  for (const TaskId input : inputs_)
    input_of_[input] = none;
  members_.clear();
  inputs_.clear();
  joint_.clear();
}

std::uint32_t Splicer::source_of(TaskId input) {
  if (has(input))
    return member_of_[input] * 2 + 1;
  if (input_of_[input] == none) {
    input_of_[input] = static_cast<std::uint32_t>(inputs_.size());
    inputs_.push_back(input);
  }
  return input_of_[input] * 2;
}

void Splicer::add(TaskId member) {
  const auto inputs = from_.inputs_of(member);
  joint_.push_back(from_.body_of(member));
  joint_.push_back(static_cast<std::uint32_t>(inputs.size()));
  for (const TaskId input : inputs)
    joint_.push_back(source_of(input));
  member_of_[member] = static_cast<std::uint32_t>(members_.size());
  members_.push_back(member);
}

void Splicer::define(TaskId task) { to_.define(task, find_or_build(), inputs_); }

BodyId Splicer::find_or_build() {
  const std::uint64_t hash = hash_words(joint_);
  const auto joint_at = [&](std::uint32_t place) {
    const std::size_t end = place + 1 < built_.size() ? built_[place + 1].begin : built_joints_.size();
    return std::span(built_joints_).subspan(built_[place].begin, end - built_[place].begin);
  };
  const std::uint32_t known = built_table_.find(hash, [&](std::uint32_t place) {
    return built_[place].hash == hash && std::ranges::equal(joint_, joint_at(place));
  });
  if (known != IdTable::none)
    return built_[known].body;
  const BodyId body = to_.add_body(build());
  built_.push_back({hash, built_joints_.size(), body});
  built_joints_.insert(built_joints_.end(), joint_.begin(), joint_.end());
  built_table_.insert(static_cast<std::uint32_t>(built_.size() - 1),
                      [&](std::uint32_t place) { return built_[place].hash; });
  return body;
}

Body Splicer::build() {
  std::size_t step_count = 0, literal_count = 0;
  for (const TaskId member : members_) {
    step_count += from_.bodies[from_.body_of(member)]->steps.size();
    literal_count += from_.bodies[from_.body_of(member)]->literals.size();
  }
  std::vector<Step> steps;
  steps.reserve(step_count);
  Body whole;
  whole.literals.reserve(literal_count);
  results_.clear();
  bool says_something = false;
  for (std::size_t word = 0; word < joint_.size();) {
    const Body& part = *from_.bodies[joint_[word]];
    const auto sources = std::span(joint_).subspan(word + 2, joint_[word + 1]);
    word += 2 + sources.size();
    const auto first_step = static_cast<std::uint32_t>(steps.size());
    const auto first_literal = static_cast<std::uint32_t>(whole.literals.size());
    const auto from_source = [&](std::uint32_t source) {
      return source % 2 == 1 ? results_[source / 2] : Operand{Operand::Kind::input, source / 2};
    };
    const auto moved = [&](const Operand& operand) {
      switch (operand.kind) {
      case Operand::Kind::input: return from_source(sources[operand.index]);
      case Operand::Kind::step: return Operand{operand.kind, operand.index + first_step};
      case Operand::Kind::literal: break;
      }
      return Operand{operand.kind, operand.index + first_literal};
    };
    whole.literals.insert(whole.literals.end(), part.literals.begin(), part.literals.end());
    for (const Step& step : part.steps) {
      Step& added = steps.emplace_back(step);
      if (part.plain) {
        added.operands.reserve(sources.size());
        for (const std::uint32_t source : sources)
          added.operands.push_back(from_source(source));
      } else
        std::ranges::transform(step.operands, added.operands.begin(), moved);
    }
    results_.push_back(moved(part.result));
    if (!is_silent(part)) {
      annotate(whole, says_something ? strongest(annotations_of(whole), annotations_of(part))
                                     : annotations_of(part));
      says_something = true;
    }
    whole.line = part.line;
    whole.output_bytes = part.output_bytes;
    whole.output_varies = part.output_varies;
  }
  if (!steps.empty())
    whole.steps = BodySteps(std::move(steps));
  whole.result = results_.back();
  make_plain_if_so(whole, inputs_.size());
  return whole;
}

} // namespace troupe
