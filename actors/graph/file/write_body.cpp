#include "graph/file/write_body.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

#include <troupe/error.hpp>

#include "graph/file/format.hpp"
#include "graph/file/missing_parts.hpp"

namespace troupe {

namespace {

void write(const Operand& operand, VarintWriter& writer) {
  writer.number(std::uint64_t{operand.index} * 3 + static_cast<std::uint64_t>(operand.kind));
}

/// Where the content of a value lies that is no word.
const void* address_of(const Value& value) {
  switch (value.kind()) {
  case ValueKind::text: return &value.as_text();
  case ValueKind::list: return value.as_list().data();
  case ValueKind::map: return value.as_map().data();
  case ValueKind::chunk: return value.as_chunk().bytes();
  case ValueKind::user: return value.find<ValueObject>();
  default: return nullptr;
  }
}

/// Of values that lie in one place: whether they are one, and not two views of it.
bool are_same(const Value& left, const Value& right) {
  if (left.kind() != right.kind() || left.kind() != ValueKind::chunk)
    return left.kind() == right.kind();
  return left.as_chunk().dtype() == right.as_chunk().dtype()
         && left.as_chunk().shape() == right.as_chunk().shape();
}

} // namespace

void ConstantWriter::write(const Value& value, VarintWriter& writer) {
  switch (value.kind()) {
  case ValueKind::null: return writer.number(constant_null);
  case ValueKind::boolean: return writer.number(value.as_bool() ? constant_true : constant_false);
  case ValueKind::integer: writer.number(constant_integer); return writer.signed_number(value.as_integer());
  case ValueKind::real: {
    writer.number(constant_real);
    const auto bits = std::bit_cast<std::uint64_t>(value.as_real());
    return writer.append({reinterpret_cast<const char*>(&bits), sizeof bits});
  }
  default: writer.number(first_listed_constant + number_of(value));
  }
}

std::uint64_t ConstantWriter::number_of(const Value& value) {
  if (value.find<ValueReference>() != nullptr)
    throw KeyError(
        "it stands for a value that a session holds: compute it, or store it, and save what begins there");
  auto& here = seen_[address_of(value)];
  const auto same = std::ranges::find_if(here, [&](const auto& seen) { return are_same(seen.first, value); });
  if (same != here.end())
    return same->second;
  const auto [place, is_new] = numbers_.try_emplace(digest(value), numbers_.size());
  if (is_new)
    listed_.text(encode(value));
  here.emplace_back(value, place->second);
  return place->second;
}

std::uint64_t BodyWriter::number_of(const Body& body) {
  program_.clear();
  write_program(body);
  body_.clear();
  body_.number(programs_.number_of(program_.bytes()));
  for (const Value& literal : body.literals)
    constants_.write(literal, body_);
  return bodies_.number_of(body_.bytes());
}

void BodyWriter::write_program(const Body& body) {
  write_facts(body);
  program_.number(body.literals.size());
  program_.number(body.steps.size());
  for (const Step& step : body.steps)
    write(step, body.plain);
}

void BodyWriter::write_facts(const Body& body) {
  const bool has_place = body.line.file != nullptr;
  const bool has_annotations = body.retries != 0 || body.priority != 0;
  const auto flag = [](bool holds, std::uint64_t bit) { return holds ? bit : 0; };
  program_.number(flag(body.plain, is_plain) | flag(body.output_varies, output_varies)
                  | flag(body.promised >= 0, is_promised) | flag(has_place, has_line)
                  | flag(body.output_bytes >= 0, output_known)
                  | flag(body.workspace_bytes >= 0, workspace_known) | flag(has_annotations, is_annotated));
  troupe::write(body.result, program_);
  if (body.promised >= 0)
    program_.number(static_cast<std::uint64_t>(body.promised));
  if (has_place) {
    program_.number(files_.number_of(body.line.file));
    program_.number(body.line.line);
  }
  if (body.output_bytes >= 0)
    program_.number(static_cast<std::uint64_t>(body.output_bytes));
  if (body.workspace_bytes >= 0)
    program_.number(static_cast<std::uint64_t>(body.workspace_bytes));
  if (has_annotations) {
    program_.number(body.retries);
    program_.signed_number(body.priority);
  }
}

void BodyWriter::write(const Step& step, bool plain) {
  program_.number(static_cast<std::uint64_t>(step.kind));
  if (step.kind == Step::Kind::call) {
    program_.number(kernel_number(step.kernel->name, step.kernel->version));
    for (const NamedVersion& needed : kernels_within(step))
      kernel_number(needed.name, needed.version);
    program_.number(step.parameters.empty() ? 0 : parameters_.number_of(step.parameters.encode()) + 1);
  }
  if (plain)
    return;
  program_.number(step.operands.size());
  for (const Operand& operand : step.operands)
    troupe::write(operand, program_);
  if (step.kind == Step::Kind::map)
    for (const std::string& name : step.names)
      program_.text(name);
}

std::uint64_t BodyWriter::kernel_number(std::string_view name, int version) {
  kernel_.clear();
  kernel_.text(name);
  kernel_.number(static_cast<std::uint64_t>(version));
  return kernels_.number_of(kernel_.bytes());
}

void BodyWriter::add_sections(std::vector<FileSection>& sections) {
  const auto add = [&](Section kind, std::string bytes) {
    sections.push_back({static_cast<std::uint32_t>(kind), std::move(bytes)});
  };
  add(Section::kernels, kernels_.take());
  add(Section::parameters, parameters_.take());
  add(Section::constants, constants_.take());
  add(Section::files, files_.take());
  add(Section::programs, programs_.take());
  add(Section::bodies, bodies_.take());
}

} // namespace troupe
