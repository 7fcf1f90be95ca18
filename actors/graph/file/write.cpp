#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <troupe/error.hpp>
#include <troupe/graph_file.hpp>

#include "graph/file/format.hpp"
#include "graph/file/sections.hpp"
#include "graph/file/varint.hpp"
#include "graph/graph_storage.hpp"

namespace troupe {

namespace {

/// Texts of which each is written once.
class TextTable {
public:
  std::uint64_t number_of(std::string text) {
    const auto [place, is_new] = numbers_.try_emplace(std::move(text), numbers_.size());
    if (is_new)
      writer_.text(place->first);
    return place->second;
  }
  std::string take() noexcept { return writer_.take(); }

private:
  std::unordered_map<std::string, std::uint64_t> numbers_;
  VarintWriter writer_;
};

/// Constants of which each is written once, whoever made it. Large ones are told apart by their digest.
class ConstantTable {
public:
  std::uint64_t number_of(const Value& value) {
    const auto [place, is_new] = numbers_.try_emplace(digest(value), numbers_.size());
    if (is_new)
      writer_.text(encode(value));
    return place->second;
  }
  std::string take() noexcept { return writer_.take(); }

private:
  struct Hash {
    std::size_t operator()(const Digest& digest) const noexcept { return digest.low; }
  };
  std::unordered_map<Digest, std::uint64_t, Hash> numbers_;
  VarintWriter writer_;
};

/// Bodies, and what they refer to.
class BodyWriter {
public:
  /// The number of a body; equal ones have one.
  std::uint64_t number_of(const Body& body) {
    VarintWriter writer;
    write(body, writer);
    const auto [place, is_new] = numbers_.try_emplace(writer.take(), numbers_.size());
    if (is_new)
      bodies_ += place->first;
    return place->second;
  }

  void add_sections(std::vector<FileSection>& sections) {
    const auto add = [&](Section kind, std::string bytes) {
      sections.push_back({static_cast<std::uint32_t>(kind), std::move(bytes)});
    };
    add(Section::kernels, kernel_bytes_.take());
    add(Section::parameters, parameters_.take());
    add(Section::constants, constants_.take());
    add(Section::files, files_.take());
    add(Section::bodies, std::move(bodies_));
  }

private:
  static void write(const Operand& operand, VarintWriter& writer) {
    writer.number(std::uint64_t{operand.index} * 3 + static_cast<std::uint64_t>(operand.kind));
  }

  void write(const Body& body, VarintWriter& writer) {
    const bool has_place = body.line.file != nullptr;
    const auto flag = [](bool holds, std::uint64_t bit) { return holds ? bit : 0; };
    writer.number(flag(body.plain, is_plain) | flag(body.output_varies, output_varies)
                  | flag(body.promised >= 0, is_promised) | flag(has_place, has_line)
                  | flag(body.output_bytes >= 0, output_known)
                  | flag(body.workspace_bytes >= 0, workspace_known));
    write(body.result, writer);
    if (body.promised >= 0)
      writer.number(static_cast<std::uint64_t>(body.promised));
    if (has_place) {
      writer.number(files_.number_of(body.line.file));
      writer.number(body.line.line);
    }
    if (body.output_bytes >= 0)
      writer.number(static_cast<std::uint64_t>(body.output_bytes));
    if (body.workspace_bytes >= 0)
      writer.number(static_cast<std::uint64_t>(body.workspace_bytes));
    writer.number(body.retries);
    writer.number(body.literals.size());
    for (const Value& literal : body.literals)
      writer.number(constants_.number_of(literal));
    writer.number(body.steps.size());
    for (const Step& step : body.steps)
      write(step, body.plain, writer);
  }

  void write(const Step& step, bool plain, VarintWriter& writer) {
    writer.number(static_cast<std::uint64_t>(step.kind));
    if (step.kind == Step::Kind::call) {
      writer.number(kernel_number(*step.kernel));
      writer.number(step.parameters.empty() ? 0 : parameters_.number_of(step.parameters.encode()) + 1);
    }
    if (plain)
      return;
    writer.number(step.operands.size());
    for (const Operand& operand : step.operands)
      write(operand, writer);
    if (step.kind == Step::Kind::map)
      for (const std::string& name : step.names)
        writer.text(name);
  }

  std::uint64_t kernel_number(const Kernel& kernel) {
    const auto [place, is_new] = kernels_.try_emplace(&kernel, kernels_.size());
    if (is_new) {
      kernel_bytes_.text(kernel.name);
      kernel_bytes_.number(static_cast<std::uint64_t>(kernel.version));
    }
    return place->second;
  }

  std::unordered_map<std::string, std::uint64_t> numbers_;
  std::string bodies_;
  std::unordered_map<const Kernel*, std::uint64_t> kernels_;
  VarintWriter kernel_bytes_;
  TextTable parameters_, files_;
  ConstantTable constants_;
};

std::string names_of(const KeyIndex& keys) {
  VarintWriter writer;
  for (NameId name = 0; name < keys.name_count(); ++name) {
    writer.text(keys.name_text(name));
    writer.number(keys.name_grid(name).size());
    for (const std::uint32_t extent : keys.name_grid(name))
      writer.number(extent);
  }
  return writer.take();
}

/// The keys of tasks that follow each other, as runs.
class KeyWriter {
public:
  void add(const KeyIndex& keys, TaskId task) {
    KeyIndex::Parts parts = keys.parts(task);
    if (parts.name == KeyIndex::no_name) {
      texts_.text(keys.text(task));
      parts.block = text_count_++;
    }
    if (count_ > 0 && parts.name == first_.name && parts.block == first_.block + count_) {
      ++count_;
      return;
    }
    finish_run();
    first_ = parts;
    count_ = 1;
  }

  void add_sections(std::vector<FileSection>& sections) {
    finish_run();
    sections.push_back({static_cast<std::uint32_t>(Section::texts), texts_.take()});
    sections.push_back({static_cast<std::uint32_t>(Section::keys), runs_.take()});
  }

private:
  void finish_run() {
    if (count_ == 0)
      return;
    runs_.number(first_.name == KeyIndex::no_name ? 0 : std::uint64_t{first_.name} + 1);
    runs_.number(first_.block);
    runs_.number(count_);
  }

  VarintWriter texts_, runs_;
  std::uint32_t text_count_ = 0;
  KeyIndex::Parts first_{};
  std::uint32_t count_ = 0;
};

class GraphWriter {
public:
  explicit GraphWriter(const GraphStorage& storage)
      : storage_(storage), body_numbers_(storage.bodies.size(), unwritten) {}

  std::vector<FileSection> sections(std::span<const TaskId> wanted) {
    for (TaskId task = 0; task < storage_.size(); ++task) {
      keys_.add(storage_.keys, task);
      write_task(task);
    }
    VarintWriter wanted_ids;
    for (const TaskId task : wanted)
      wanted_ids.number(task);
    std::vector<FileSection> sections;
    bodies_.add_sections(sections);
    sections.push_back({static_cast<std::uint32_t>(Section::names), names_of(storage_.keys)});
    keys_.add_sections(sections);
    sections.push_back({static_cast<std::uint32_t>(Section::tasks), tasks_.take()});
    sections.push_back({static_cast<std::uint32_t>(Section::wanted), wanted_ids.take()});
    return sections;
  }

private:
  static constexpr std::uint64_t unwritten = ~std::uint64_t{0};

  void write_task(TaskId task) {
    const std::int64_t body = storage_.body_of[task] == no_body ? 0 : body_number(task) + 1;
    tasks_.signed_number(body - std::exchange(last_body_, body));
    if (body == 0)
      return;
    const std::span<const TaskId> inputs = storage_.inputs_of(task);
    tasks_.number(inputs.size());
    for (const TaskId input : inputs)
      tasks_.signed_number(std::int64_t{input} - std::int64_t{task});
  }

  std::int64_t body_number(TaskId task) {
    std::uint64_t& number = body_numbers_[storage_.body_of[task]];
    if (number == unwritten) {
      try {
        number = bodies_.number_of(*storage_.bodies[storage_.body_of[task]]);
      } catch (const KeyError& error) {
        throw KeyError("save: task \"" + storage_.keys.text(task) + "\": " + error.what());
      }
    }
    return static_cast<std::int64_t>(number);
  }

  const GraphStorage& storage_;
  BodyWriter bodies_;
  std::vector<std::uint64_t> body_numbers_; ///< In the file, by the graph's.
  KeyWriter keys_;
  VarintWriter tasks_;
  std::int64_t last_body_ = 0;
};

} // namespace

std::vector<FileSection> to_sections(const Graph& graph, std::span<const TaskId> wanted) {
  for (const TaskId task : wanted)
    if (task >= graph.size())
      throw KeyError("save: task " + std::to_string(task) + " is wanted, the graph has "
                     + std::to_string(graph.size()));
  return GraphWriter(GraphAccess::storage(graph)).sections(wanted);
}

void save(const Graph& graph, std::span<const TaskId> wanted, const std::filesystem::path& file) {
  const std::vector<FileSection> sections = to_sections(graph, wanted);
  try {
    write_section_file(file, graph_file_format, sections);
  } catch (const FileError& error) {
    throw FileError(std::string("save: ") + error.what());
  }
}

} // namespace troupe
